// A back-test: mail that came, read by the rules as they are and as they would be. Page by page, each in a short transaction of its
// own, in slices between which others have their turn; nothing is written.
import { setImmediate as turn } from 'node:timers/promises'
import { macrosForRules, type RuleMacro } from '../../desk/macros/for-rules.ts'
import type { Names } from '../../desk/rules/plain-question.ts'
import type { RuleCache } from '../../desk/rules/evaluate.ts'
import { isSame } from '../../desk/rules/same.ts'
import { firstRuleOnly, loadNames } from '../../desk/rules/names.ts'
import type { Rule } from '../../desk/rules/rules.api.ts'
import type { RawSource } from '../../desk/rules/stored-facts.ts'
import type { Standing } from '../../desk/rules/versions.ts'
import { maySeeRule } from '../../desk/rules/within.ts'
import { actorOf } from '../../desk/users/actors.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import type { Store } from '../../store/store.ts'
import type { Tx } from '../../store/tx.ts'
import { loadMeasures, type Measures } from '../deadlines/terms.ts'
import type { BacktestReport } from './backtest.api.ts'
import { pastClocks, termsUnder, verdictOn, type PastClock } from './clocks.ts'
import { arrivalsFor, mailsOf, type Mail, type Period } from './mails.ts'
import { deliberationOf, readingOf, type Reading } from './outcome.ts'
import { createTally, type Tally } from './tally.ts'

export interface BacktestMeans {
  store: Store
  raw: RawSource
}
export interface BacktestAsked {
  actor: Actor
  period: Period
  mails: number
  before: Rule[]
  after: Rule[]
}

/** Mails at a time: little enough to be parsed between two turns. */
const PAGE = 200
/** Milliseconds after which others have their turn. */
const SLICE = 12
const reading = { actorId: null, readOnly: true }

/** Yields how many were read, after each page; returns the report. Ends early where nobody takes the next. */
export async function* backtest(
  { store, raw }: BacktestMeans,
  { actor, period, mails: most, before, after }: BacktestAsked,
): AsyncGenerator<number, BacktestReport> {
  const began = performance.now()
  const desk = await store.transact(reading, (tx) => lookAround(tx, [...before, ...after]))
  const { maySee, firstOnly, measures, macros } = desk
  const deliberation = deliberationOf(desk.names, { maySee, firstOnly, policies: measures.policies, macros })
  const cache: RuleCache = new Map()
  const was = readingOf(before, deliberation, cache)
  const is = readingOf(versionsBeside(before, after), deliberation, cache)
  const hidden = new Set(actor.seesAll ? [] : desk.inboxIds.filter((id) => !actor.inboxIds.includes(id)))
  const tally = createTally(after, (value) => (hidden.has(value) ? null : (deliberation.names.get(value) ?? null)))
  const page = (from: Id | null, left: number): Promise<Page> =>
    store.transact(reading, async (tx) => {
      const limit = Math.min(PAGE, left)
      const { arrivals, next } = await arrivalsFor(tx, actor, period, { before: from, limit })
      const found = inPeriod(await mailsOf(tx, arrivals, [...before, ...after], raw), period)
      const clocks = await pastClocks(tx, found.map((mail) => mail.conversationId)) // prettier-ignore
      return { mails: found, clocks, next, asked: arrivals.length }
    })
  let coming: Promise<Page> | null = page(null, most)
  let [asked, read] = [0, 0]
  try {
    while (coming) {
      const { mails, clocks, next, ...here }: Page = await coming
      asked += here.asked
      coming = next !== null && asked < most ? page(next, most - asked) : null
      coming?.catch(() => undefined) // told where it is awaited
      await eachInTurn(mails, (mail) => readOne(mail, clocks.get(mail.conversationId) ?? [], { was, is, tally, ...desk })) // prettier-ignore
      read += mails.length
      yield read
    }
  } finally {
    await coming?.catch(() => undefined)
  }
  return tally.report(Math.round(performance.now() - began))
}

interface Page {
  mails: Mail[]
  clocks: Map<Id, PastClock[]>
  next: Id | null
  asked: number
}

interface Desk {
  firstOnly: ReadonlySet<Id>
  macros: readonly RuleMacro[]
  names: Names
  inboxIds: Id[]
  measures: Measures
  hoursOf: (inboxId: Id) => Id | null
  maySee: (userId: Id, inboxId: Id) => boolean
}

/** What holds now: names, promises, schedules, and who sees what of those that rules name. */
async function lookAround(tx: Tx, rules: readonly Rule[]): Promise<Desk> {
  const inboxes = await tx.db.selectFrom('inbox').select(['id', 'hours_id']).execute()
  const hours = new Map(inboxes.map((inbox) => [inbox.id, inbox.hours_id]))
  const sees = new Map<Id, Actor | null>()
  for (const userId of new Set(rules.flatMap(peopleIn))) sees.set(userId, await actorOf(tx, userId))
  return {
    names: await loadNames(tx),
    inboxIds: [...hours.keys()],
    firstOnly: await firstRuleOnly(tx),
    macros: await macrosForRules(tx),
    measures: await loadMeasures(tx, new Map()),
    hoursOf: (inboxId) => hours.get(inboxId) ?? null,
    maySee: (userId, inboxId) => !sees.has(userId) || sees.get(userId)?.inboxIds.includes(inboxId) === true,
  }
}

const peopleIn = (rule: Rule): Id[] => rule.actions.flatMap((action) => ('userId' in action && action.userId ? [action.userId] : [])) // prettier-ignore

interface Both extends Desk {
  was: Reading
  is: Reading
  tally: Tally
}

function readOne(mail: Mail, clocks: readonly PastClock[], { was, is, tally, measures, hoursOf }: Both): void {
  const [before, after] = [was.outcome(mail.facts), is.outcome(mail.facts)]
  tally.mail(mail, before, after, after.stoppedBy === null ? [] : is.behind(mail.facts, after))
  const came = mail.receivedAt.getTime()
  const own = clocks.filter((clock) => clock.startedAt === came)
  if (own.length === 0) return
  const [then, now] = [before, after].map(({ situation }) => termsUnder(measures, situation, hoursOf))
  for (const clock of own) {
    if (!then || !now || !(then.goals[clock.measure] ?? now.goals[clock.measure])) continue
    tally.clock(mail, clock, verdictOn(clock, then), verdictOn(clock, now))
  }
}

/** Between them whoever else wants the processor has it. */
export async function eachInTurn<T>(all: readonly T[], work: (one: T) => void): Promise<void> {
  let since = performance.now()
  for (const one of all) {
    work(one)
    if (performance.now() - since < SLICE) continue
    await turn()
    since = performance.now()
  }
}

/** Exactly: events are written a little after the mail came. */
function inPeriod(mails: Mail[], { since, until }: Period): Mail[] {
  return mails.filter(({ receivedAt }) => (since === null || receivedAt >= since) && (until === null || receivedAt < until)) // prettier-ignore
}

/** What is made ready is known by id and version: one that says something else has another. */
function versionsBeside(before: readonly Rule[], after: readonly Rule[]): Rule[] {
  const was = new Map(before.map((rule) => [rule.id, rule]))
  return after.map((rule) => ({ ...rule, version: isSame(was.get(rule.id) ?? null, rule) ? 1 : 2 }))
}

/** Both sets as the asker sees them: rules of inboxes that are not theirs are read in neither. */
export function rulesToRead(actor: Actor, set: readonly Standing[]): Rule[] {
  return set
    .filter(({ rule }) => maySeeRule(actor, rule))
    .map(({ id, rule }, at) => ({ ...rule, id, position: at, version: 1, changedAt: new Date(0).toISOString() }))
}
