// The rules of docs/figures.md on stories that can be told in a line; several are test vectors of other products' figures.
import { expect, test } from 'vitest'
import { factsOf, type Said, type Story } from './facts.ts'
import type { Turn } from './timeline.ts'

const MINUTE = 60_000
const BEN = '11'
const CLEO = '12'

const said = (minutes: number, what: Partial<Said>): Said => ({
  id: String(1_000 + minutes),
  at: minutes * MINUTE,
  isInbound: false,
  authorId: null,
  isAnswer: false,
  isArchive: false,
  joinedBy: null,
  settledAt: null,
  ...what,
})
const inbound = (minutes: number) => said(minutes, { isInbound: true })
const answer = (minutes: number, authorId: string | null = BEN) => said(minutes, { isAnswer: true, authorId })
const turn = (minutes: number, to: 'resolved' | 'open', by: string | null = BEN, more: Partial<Turn> = {}): Turn => ({
  id: String(1_000 + minutes),
  at: minutes * MINUTE,
  name: 'conversation.statusChanged',
  actorId: by,
  wasResolved: to === 'open',
  isResolved: to === 'resolved',
  messageId: null,
  because: null,
  ...more,
})

function story(all: { said: Said[]; turns?: Turn[]; isResolved?: boolean }): Story {
  return {
    createdAt: 0,
    isResolved: false,
    assigneeId: CLEO,
    turns: [],
    promises: [],
    worked: (from, until) => (until - from) / 2,
    ...all,
  }
}
const told = (all: Parameters<typeof story>[0]) => factsOf(story(all))
const responses = (all: Parameters<typeof story>[0]) =>
  told(all).flatMap((one) => (one.kind === 'answered' && one.calendarMs !== null ? [one.calendarMs / MINUTE] : []))
const kinds = (all: Parameters<typeof story>[0]) => told(all).map((one) => `${one.kind} ${one.at / MINUTE}`)

test('a response is from the oldest mail that nobody had answered; further mails do not begin it anew', () => {
  // Case 1 of Front's help: 9:00 in, 9:10 reply, 9:20 in, 9:35 reply and archive → 10 and 15, together 25.
  expect(responses({ said: [inbound(0), answer(10), inbound(20), answer(35)], turns: [turn(35, 'resolved')], isResolved: true })).toEqual([10, 15]) // prettier-ignore
  expect(responses({ said: [inbound(0), inbound(5), inbound(9), answer(10)] })).toEqual([10])
  expect(responses({ said: [inbound(0), answer(10), answer(12)] })).toEqual([10])
})

test('a last thank-you that is resolved without an answer adds nothing, and what comes later begins with itself', () => {
  // Front's resolution examples: inbound, reply, “thank you”, archive → t(1→2).
  const thanked = [inbound(0), answer(10), inbound(20)]
  expect(responses({ said: thanked, turns: [turn(25, 'resolved')], isResolved: true })).toEqual([10])
  expect(responses({ said: [...thanked, inbound(500), answer(510)], turns: [turn(25, 'resolved'), turn(500, 'open', null)] })).toEqual([10, 10]) // prettier-ignore
  // inbound, reply, inbound, snooze → t(1→2), and one waits
  expect(kinds({ said: thanked }).filter((one) => one.startsWith('waits'))).toEqual(['waits 20'])
})

test('the first response is from the first mail to the first answer, whatever happened to the conversation in between', () => {
  const firsts = (all: Parameters<typeof story>[0]) =>
    told(all).flatMap((one) => (one.isFirst && one.kind !== 'resolved' ? [`${one.kind} ${(one.at - (one.since ?? 0)) / MINUTE}`] : [])) // prettier-ignore
  const turns = [turn(25, 'resolved'), turn(500, 'open', null)]

  expect(firsts({ said: [inbound(0), inbound(500), answer(510)], turns })).toEqual(['answered 510'])
  expect(firsts({ said: [inbound(0), answer(30)], turns: [turn(25, 'resolved')], isResolved: true })).toEqual(['answered 30']) // prettier-ignore
  expect(firsts({ said: [inbound(0), answer(10), inbound(20), answer(25)] })).toEqual(['answered 10'])
  expect(firsts({ said: [inbound(0), inbound(500)], turns })).toEqual(['waits 500'])
})

test('what was merged in after it had been resolved there was answered before, or needed no answer', () => {
  const merged = said(20, { isInbound: true, joinedBy: '2000', settledAt: 50 * MINUTE })

  expect(responses({ said: [inbound(0), answer(10), merged, answer(40)] })).toEqual([10, 20])
  expect(responses({ said: [inbound(0), answer(10), merged, answer(60)] })).toEqual([10])
})

test('a matter that we began has no first response, and its first word is no answer', () => {
  // Front: own outbound, customer reply, reply and archive → t(2→3). Zendesk: the first comment of ours does not count.
  const facts = told({ said: [said(0, { authorId: BEN }), inbound(30), answer(40)], turns: [turn(40, 'resolved')], isResolved: true }) // prettier-ignore

  const answers = facts.filter((one) => one.kind === 'answered')
  expect(answers.map((one) => [one.calendarMs, one.isFirst])).toEqual([[10 * MINUTE, false]])
  expect(facts.find((one) => one.kind === 'resolved')).toMatchObject({ isOneTouch: true, calendarMs: 40 * MINUTE })
})

test('the answer is whose who wrote it, the resolving whose who did it, and the rest whose it is', () => {
  // Front: reply by somebody else, then archived by the assignee → resolved by the archiver, t(1→3).
  const facts = told({ said: [inbound(0), answer(10, BEN)], turns: [turn(60, 'resolved', CLEO)], isResolved: true })

  expect(facts.map((one) => [one.kind, one.personId, one.calendarMs])).toEqual([
    ['received', CLEO, null],
    ['answered', BEN, 10 * MINUTE],
    ['opened', CLEO, null],
    ['resolved', CLEO, 60 * MINUTE],
  ])
  expect(facts.find((one) => one.kind === 'resolved')?.businessMs).toBe(30 * MINUTE)
})

test('one touch: one answer, resolved, and not opened again by one of us; a thank-you does not spoil it', () => {
  const touch = (more: Parameters<typeof story>[0]) => told({ isResolved: true, ...more }).filter((one) => one.kind === 'resolved').map((one) => one.isOneTouch) // prettier-ignore
  const once = [inbound(0), answer(10)]
  expect(touch({ said: once, turns: [turn(10, 'resolved')] })).toEqual([true])
  expect(touch({ said: [...once, inbound(20)], turns: [turn(10, 'resolved'), turn(20, 'open', null), turn(25, 'resolved')] })).toEqual([false, true]) // prettier-ignore
  expect(touch({ said: once, turns: [turn(10, 'resolved'), turn(20, 'open', CLEO), turn(25, 'resolved')] })).toEqual([false, false]) // prettier-ignore
  expect(touch({ said: [...once, inbound(15), answer(20)], turns: [turn(30, 'resolved')] })).toEqual([false])
  expect(touch({ said: [inbound(0)], turns: [turn(30, 'resolved')] })).toEqual([false])
})

test('resolved and reopened are counted each time; the time to resolution is until the last time, from the beginning', () => {
  const turns = [turn(10, 'resolved'), turn(50, 'open', null), turn(100, 'resolved')]
  const facts = told({ said: [inbound(0), inbound(50)], turns, isResolved: true })

  expect(facts.filter((one) => one.until !== null).map((one) => [one.kind, one.at / MINUTE, (one.until ?? 0) / MINUTE])).toEqual([['opened', 0, 10], ['reopened', 50, 100]]) // prettier-ignore
  expect(facts.filter((one) => one.kind === 'resolved').map((one) => [one.isFinal, one.isFirst, one.calendarMs])).toEqual([[false, true, 10 * MINUTE], [true, false, 100 * MINUTE]]) // prettier-ignore
})

test('what a merge opened, and an undo took back, is told from the events that did it', () => {
  const absorbed = turn(40, 'open', BEN, { name: 'conversation.absorbed', wasResolved: null, isResolved: false })
  expect(kinds({ said: [inbound(0)], turns: [turn(10, 'resolved'), absorbed] })).toEqual(['received 0', 'opened 0', 'resolved 10', 'reopened 40']) // prettier-ignore

  // Before events said so: what did not fit is put where it can only have been.
  const silent = { ...absorbed, isResolved: null }
  expect(kinds({ said: [inbound(0)], turns: [turn(10, 'resolved'), silent] })).toContain('reopened 40')

  const sent = turn(10, 'resolved', BEN, { messageId: '77' })
  const back = turn(11, 'open', BEN, {
    name: 'message.cancelled',
    wasResolved: null,
    isResolved: false,
    messageId: '77',
  })
  expect(kinds({ said: [inbound(0)], turns: [sent, back] })).toEqual(['received 0', 'waits 0', 'opened 0'])
})

test('machines count nowhere: what only they wrote is no case, and what one began begins with the first person', () => {
  expect(told({ said: [] })).toEqual([])
  expect(kinds({ said: [inbound(60)], turns: [turn(60, 'open', null)] })).toEqual(['received 60', 'waits 60', 'opened 60']) // prettier-ignore
})

test('an archive that is taken over was never new, waits for nobody, and is in the backlog only while it is open', () => {
  const old = said(-90_000, { isInbound: true, isArchive: true })
  expect(kinds({ said: [old] })).toEqual(['takenOver 0'])
  expect(kinds({ said: [old], turns: [turn(1, 'resolved', null, { because: 'imported' })], isResolved: true })).toEqual([]) // prettier-ignore
  // Written to again it is open, and its answer is a response, but no first one: how it began nobody measured.
  const facts = told({ said: [old, inbound(50), answer(60)], turns: [turn(1, 'resolved', null, { because: 'imported' }), turn(50, 'open', null)] }) // prettier-ignore
  expect(facts.map((one) => [one.kind, one.isFirst])).toEqual([['received', false], ['answered', false], ['reopened', false]]) // prettier-ignore
})

test('no two facts of a conversation have one key, however its history contradicts itself', () => {
  const mad = [turn(10, 'open'), turn(10, 'open'), turn(20, 'resolved', BEN, { wasResolved: true }), turn(20, 'open')]
  for (const isResolved of [true, false]) {
    const keys = told({ said: [inbound(0)], turns: mad, isResolved }).map((one) => `${one.kind} ${one.sourceId}`)
    expect(new Set(keys).size).toBe(keys.length)
  }
})
