import { expect, test } from 'vitest'
import { recipientsOf, type Answered } from './recipients.ts'

const person = (name: string, address = `${name.toLowerCase()}@acme.example`) => ({ name, address })
const isOwn = (address: string) => address.startsWith('support')
const letter: Answered = {
  direction: 'in',
  from: [person('Dora')],
  replyTo: [],
  to: [person('', 'support@desk.example'), person('Emil')],
  cc: [person('Fay'), person('Dora')],
  isStranger: false,
}

test('a reply goes to the sender alone', () => {
  expect(recipientsOf(letter, 'reply', isOwn)).toEqual({ to: [person('Dora')], cc: [] })
})

test('a reply goes where the sender asked for answers', () => {
  expect(recipientsOf({ ...letter, replyTo: [person('Orders')] }, 'reply', isOwn).to).toEqual([person('Orders')])
})

test('a Reply-To that is our own address is no place to answer to', () => {
  expect(recipientsOf({ ...letter, replyTo: [person('', 'support+x@desk.example')] }, 'reply', isOwn).to).toEqual([
    person('Dora'),
  ])
})

test('a reply to all takes everybody along once, and never ourselves', () => {
  expect(recipientsOf(letter, 'reply-all', isOwn)).toEqual({
    to: [person('Dora')],
    cc: [person('Emil'), person('Fay')],
  })
})

test('a stranger in a conversation is answered alone, whomever they named', () => {
  expect(recipientsOf({ ...letter, isStranger: true }, 'reply-all', isOwn).cc).toEqual([])
})

test('answering our own message writes to the same people again', () => {
  const ours: Answered = {
    ...letter,
    direction: 'out',
    from: [person('', 'support@desk.example')],
    to: [person('Dora')],
    cc: [person('Fay')],
  }

  expect(recipientsOf(ours, 'reply-all', isOwn)).toEqual({ to: [person('Dora')], cc: [person('Fay')] })
})

test('a forward starts without recipients', () => {
  expect(recipientsOf(letter, 'forward', isOwn)).toEqual({ to: [], cc: [] })
})
