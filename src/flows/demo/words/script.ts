// What a sample conversation is made of. In the texts {name} is the customer's first name, {agent} the colleague's,
// {order} an order number and {product} one of the shop's lamps.

export type About = 'delivery' | 'return' | 'invoice' | 'product' | 'order' | 'account'

export interface Script {
  about: About
  subject: string
  ask: string
  answer: string
  /** What the customer writes back, where this goes on. */
  then?: string
  /** Our last word on it. */
  close?: string
  /** Among colleagues. */
  note?: string
  /** Comes with the first mail. */
  file?: 'photo' | 'pdf' | 'csv'
  priority?: 'low' | 'high' | 'urgent'
  tags?: string[]
}

export interface Tongue {
  language: string
  /** How many of a hundred conversations are in it. */
  share: number
  people: string[]
  companies: { name: string; domain: string }[]
  scripts: Script[]
  /** Above quoted text: {name} wrote. */
  wrote: string
}
