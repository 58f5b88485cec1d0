// Whether a request is still understood when it comes by mail: each alone, in the visible reply of a mail, and in the whole mail with
// its signature and what it answers. Greetings and signatures stand in the mail of every category; what they say must not decide.
import { visibleReply } from '../../src/mail/reply-text/reply-text.ts'
import type { Example } from '../../src/ai/classifier/train.ts'
import { absent, atLeast, corpus, type Goal } from '../mail/goal.ts'
import { allRequests, mailed, type Request } from './mails.ts'
import { classified, draw, readCsv, share, train } from './sets.ts'

/** How a letter is shown to the classifier. */
const shapes = {
  bare: (some: readonly Request[]): Example[] => [...some],
  visible: (some: readonly Request[], seed: number): Example[] => mailed(some, seed).map(visible),
  whole: (some: readonly Request[], seed: number): Example[] => mailed(some, seed),
}
type Shape = keyof typeof shapes

/** What is new in it, as the desk shows it to the classifier: without signature. */
function visible(example: Example): Example {
  const { reply, signature } = visibleReply({ text: example.text, html: null, subject: example.subject })
  return { ...example, text: reply.slice(0, reply.length - signature.length) }
}

function reached(shape: Shape, learned: readonly Request[], asked: readonly Request[], seed: number): number {
  return share(classified(train(shapes[shape](learned, seed)), shapes[shape](asked, seed + 1)))
}

/** Four ways to say each thing are learned, twice each, and two others asked; by turns, each in several draws of mails. */
function ownRequests(shape: Shape): number {
  const all = allRequests()
  const turns = [1, 3, 5, 7, 9, 11].map((seed, turn) => {
    const isAsked = (_: Request, at: number): boolean => Math.floor((at % 6) / 2) === turn % 3
    const learned = all.filter((one, at) => !isAsked(one, at))
    return reached(shape, [...learned, ...learned], all.filter(isAsked), seed)
  })
  return turns.reduce((sum, one) => sum + one, 0) / turns.length
}

/** Twelve of each intent are learned; both sides are drawn from the training set. */
function bankingRequests(shape: Shape, folder: string): number {
  const all = readCsv(`${folder}/train.csv`).map((one) => ({ ...one, tongue: 'en' as const }))
  const learned = draw(all, 12, 5)
  const asked = draw(
    all.filter((one) => !learned.includes(one)),
    6,
    6,
  )
  return reached(shape, learned, asked, 1)
}

export function mailGoals(): Goal[] {
  const round = (one: number): number => Math.round(one * 10) / 10
  const goal = (what: string, least: Record<Shape, number>, of: (shape: Shape) => number): Goal[] => [
    atLeast(`${what}, alone: right`, least.bare, round(of('bare')), ' %'),
    atLeast(`${what}, in the visible reply: right`, least.visible, round(of('visible')), ' %'),
    atLeast(`${what}, in the whole mail: right`, least.whole, round(of('whole')), ' %'),
  ]
  const folder = corpus('intents/banking77')
  return [
    ...goal('requests in five languages', { bare: 50, visible: 45, whole: 25 }, ownRequests),
    ...(folder
      ? goal('BANKING77, twelve each', { bare: 73, visible: 72, whole: 58 }, (shape) => bankingRequests(shape, folder))
      : [absent('BANKING77 in mails', 'three goals', 'intents/banking77')]),
  ]
}
