// Counts what a back-test finds, mail by mail, into the report: how many, which changes, examples, rules, clocks.
import type { Measure } from '../../desk/conversations/conversations.api.ts'
import type { Rule } from '../../desk/rules/rules.api.ts'
import type { Id } from '../../kit/id.ts'
import type { BacktestClock, BacktestReport, ValueChange } from './backtest.api.ts'
import type { Verdict, PastClock } from './clocks.ts'
import type { Mail } from './mails.ts'
import { changesBetween, type Change, type Outcome } from './outcome.ts'

const MOST = { groups: 100, examples: 20, ofGroup: 5, clocks: 20, overtaken: 50 }

export interface Tally {
  mail(mail: Mail, before: Outcome, after: Outcome, behind: readonly Id[]): void
  clock(mail: Mail, clock: PastClock, before: Verdict, after: Verdict): void
  report(milliseconds: number): BacktestReport
}

/** `nameOf`: null where it is no id, or one of what the asker does not see. */
export function createTally(rules: readonly Rule[], nameOf: (value: string) => string | null): Tally {
  let [mails, changed] = [0, 0]
  let [oldest, newest] = [Infinity, -Infinity]
  const groups = new Map<string, Change & { count: number; examples: string[] }>()
  const examples: (ReturnType<typeof headOf> & { changes: Change[] })[] = []
  const held = { before: new Map<Id, number>(), after: new Map<Id, number>() }
  const overtaken = new Map<string, { ruleId: Id; by: Id; how: 'stopped' | 'outdone'; count: number }>()
  const would = new Map<Id, number>()
  const measures = new Map<Measure, { clocks: number; brokenBefore: number; brokenAfter: number }>()
  const turned = { broken: [] as BacktestClock[], kept: [] as BacktestClock[] }
  const counts = { broken: 0, kept: 0 }

  const overtake = (ruleId: Id, by: Id, how: 'stopped' | 'outdone') => {
    const key = `${ruleId} ${by} ${how}`
    const known = overtaken.get(key) ?? { ruleId, by, how, count: 0 }
    known.count++
    overtaken.set(key, known)
  }
  return {
    mail: (mail, before, after, behind) => {
      mails++
      const at = mail.receivedAt.getTime()
      ;[oldest, newest] = [Math.min(oldest, at), Math.max(newest, at)]
      for (const id of before.held) more(held.before, id)
      for (const id of after.held) more(held.after, id)
      for (const id of [...after.held, ...behind]) more(would, id)
      if (after.stoppedBy !== null) for (const id of behind) overtake(id, after.stoppedBy, 'stopped')
      for (const { ruleId, by } of after.outdone) overtake(ruleId, by, 'outdone')
      const changes = changesBetween(before, after)
      if (changes.length === 0) return
      changed++
      if (examples.length < MOST.examples) examples.push({ ...headOf(mail), changes })
      for (const change of changes) {
        const key = JSON.stringify([change.what, change.from, change.to])
        const group = groups.get(key) ?? { ...change, count: 0, examples: [] }
        group.count++
        if (group.examples.length < MOST.ofGroup) group.examples.push(mail.arrival.number)
        groups.set(key, group)
      }
    },
    clock: (mail, clock, before, after) => {
      const sum = measures.get(clock.measure) ?? { clocks: 0, brokenBefore: 0, brokenAfter: 0 }
      sum.clocks++
      sum.brokenBefore += before.isBroken ? 1 : 0
      sum.brokenAfter += after.isBroken ? 1 : 0
      measures.set(clock.measure, sum)
      if (before.isBroken === after.isBroken) return
      const way = after.isBroken ? 'broken' : 'kept'
      counts[way]++
      if (turned[way].length < MOST.clocks) turned[way].push(clockOf(mail, clock, before, after))
    },
    report: (milliseconds) => {
      const nameIn = (value: string | null) => (value === null ? null : nameOf(value))
      const named = (change: Change): ValueChange => ({ ...change, fromName: nameIn(change.from), toName: nameIn(change.to) }) // prettier-ignore
      const sorted = [...groups.values()].toSorted((a, b) => b.count - a.count || a.what.localeCompare(b.what))
      const called = new Map(rules.map((rule) => [rule.id, { ruleId: rule.id, name: rule.name }]))
      return {
        mails,
        changed,
        oldest: mails > 0 ? iso(oldest) : null,
        newest: mails > 0 ? iso(newest) : null,
        groups: sorted.slice(0, MOST.groups).map(({ count, examples: some, ...change }) => ({ ...named(change), count, examples: some })), // prettier-ignore
        moreGroups: Math.max(0, sorted.length - MOST.groups),
        examples: examples.map((one) => ({ ...one, changes: one.changes.map(named) })),
        rules: rules.filter((rule) => rule.isEnabled && rule.occasion === 'message.received').map(({ id, name }) => ({
          ruleId: id, name, held: held.after.get(id) ?? 0, heldBefore: held.before.get(id) ?? 0,
        })), // prettier-ignore
        overtaken: [...overtaken.values()]
          .toSorted((a, b) => b.count - a.count)
          .slice(0, MOST.overtaken)
          .flatMap(({ ruleId, by, how, count }) => {
            const [rule, other] = [called.get(ruleId), called.get(by)]
            return rule && other ? [{ ...rule, by: other, how, count, held: would.get(ruleId) ?? count }] : []
          }),
        clocks: {
          measures: [...measures].map(([measure, sum]) => ({ measure, ...sum })),
          newlyBroken: turned.broken,
          newlyKept: turned.kept,
          newlyBrokenCount: counts.broken,
          newlyKeptCount: counts.kept,
        },
        milliseconds,
      }
    },
  }
}

const iso = (ms: number) => new Date(ms).toISOString()
const more = (sums: Map<Id, number>, id: Id) => sums.set(id, (sums.get(id) ?? 0) + 1)

function headOf({ conversationId, messageId, receivedAt, arrival }: Mail) {
  return { conversationId, messageId, number: arrival.number, subject: arrival.subject, receivedAt: receivedAt.toISOString() } // prettier-ignore
}

function clockOf(mail: Mail, clock: PastClock, before: Verdict, after: Verdict): BacktestClock {
  const at = (ms: number | null) => (ms === null ? null : iso(ms))
  return { ...headOf(mail), measure: clock.measure, dueBefore: at(before.dueAt), dueAfter: at(after.dueAt), doneAt: at(clock.doneAt) } // prettier-ignore
}
