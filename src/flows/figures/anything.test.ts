// A desk on which things happen at random, and two ways to its figures: the product's facts, and test/plain-figures.ts, which looks at
// everything anew. Both must say the same, of every figure, whoever asks about whatever.
// POSTROOM_SEEDS=1,2,3 and POSTROOM_STEPS=200 play other desks, POSTROOM_TELL=1 says what was refused.
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { answerNow, words } from '../../../test/answering.ts'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { matters, plainFigures, type Asked, type HoursOf, type Snapshot } from '../../../test/plain-figures.ts'
import { followAll } from '../../../test/following.ts'
import { addCategory } from '../../desk/categories/categories.ts'
import * as change from '../../desk/conversations/change.ts'
import { merge } from '../../desk/conversations/merge.ts'
import { setPrivacy } from '../../desk/conversations/privacy.ts'
import { split } from '../../desk/conversations/split.ts'
import { unmerge } from '../../desk/conversations/unmerge.ts'
import { unsplit } from '../../desk/conversations/unsplit.ts'
import { addHours, changeHours } from '../../desk/hours/hours.ts'
import type { Week } from '../../desk/hours/hours.api.ts'
import { changeInbox } from '../../desk/inboxes/inboxes.ts'
import { addPolicy } from '../../desk/sla/policies.ts'
import { addTeam } from '../../desk/teams/teams.ts'
import type { Id } from '../../kit/id.ts'
import { createRandom } from '../../kit/random.ts'
import type { Tx } from '../../store/tx.ts'
import { startConversation } from '../reply/send.ts'
import { undoSend } from '../reply/undo.ts'
import { casesOf } from './cases.ts'
import { readCourse } from './course.ts'
import { countDays } from './days.ts'
import type { FigureName } from './figures.api.ts'
import { figures, figureSeries } from './figures.ts'
import { compareFacts } from './keep.ts'
import { readQuestion, type Asked as Question } from './question.ts'
import { readStories } from './stories.ts'

const MINUTE = 60_000
const STEP = 5 * MINUTE
const spans: Week['mon'] = [
  ['09:00', '12:30'],
  ['13:00', '17:00'],
]
const week: Week = { mon: spans, tue: spans, wed: spans, thu: spans, fri: spans, sat: [], sun: [] }

/** The desk at one instant; whoever acts, acts then. */
function at(desk: Desk, ms: number): Pick<Desk, 'tx' | 'ada' | 'ben' | 'cleo'> {
  const now = new Date(ms)
  return { tx: { ...desk.tx, now }, ada: { ...desk.ada, now }, ben: { ...desk.ben, now }, cleo: { ...desk.cleo, now } }
}

async function play(desk: Desk, { seed, steps }: { seed: number; steps: number }) {
  const random = createRandom(seed)
  const means = testMeans(desk.store)
  const begin = Math.floor(Date.UTC(2026, 2, 26, 7) / STEP) * STEP // the clocks go forward on the 29th
  const { ada } = at(desk, begin - STEP)
  const hours = { name: 'Office', timeZone: 'Europe/Amsterdam', week, holidays: [] }
  const office = await addHours(ada, hours)
  const { support, billing } = desk.inboxes
  await changeInbox(ada, support, { hoursId: office.id })
  const categories = [await addCategory(ada, { name: 'Order', description: '' }), await addCategory(ada, { name: 'Refund', description: '' })] // prettier-ignore
  const teams = [await addTeam(ada, { name: 'Day', memberIds: [desk.ben.id] }), await addTeam(ada, { name: 'Night', memberIds: [desk.cleo.id] })] // prettier-ignore
  const minutes = { urgent: 30, high: 60, normal: 240, low: null }
  await addPolicy(ada, { name: 'All', inboxIds: [], categoryIds: [], tags: [], hoursId: null, warnAt: null, steps: [], isEnabled: true, targets: [{ measure: 'firstResponse', counts: 'business', minutes, pausesWhile: [] }, { measure: 'resolution', counts: 'calendar', minutes, pausesWhile: ['waiting'] }] }) // prettier-ignore
  const snapshots: Snapshot[] = []
  const hoursOf = new Map<Id, { until: number; schedule: typeof hours | null }[]>([
    [support, [{ until: Infinity, schedule: hours }]],
    [billing, [{ until: Infinity, schedule: null }]],
  ])
  let now = begin
  let mails = 0
  const rows = async () => await desk.tx.db.selectFrom('conversation').selectAll().orderBy('id').execute()

  async function step(who: ReturnType<typeof at>): Promise<void> {
    const { tx } = who
    const all = await rows()
    const standing = all.filter((row) => !row.merged_into && !row.deleted_at)
    const writer = random.pick([who.ada, who.ada, who.ben, who.cleo])
    const one = standing.length > 0 ? random.pick(standing) : null
    const letter = {
      receivedAt: tx.now,
      messageId: `r${seed}-${++mails}@acme.example`,
      from: `Dora <dora${random.between(1, 9)}@acme.example>`,
    }
    if (!one || random.isLucky(0.24)) {
      const to = random.pick(['support@desk.example', 'support@desk.example', 'billing@desk.example'])
      const fields = random.isLucky(0.12) ? ['Auto-Submitted: auto-replied'] : []
      await receive(tx, means, { ...letter, to, subject: `Order ${mails} of ${random.between(1, 99_999)}`, fields })
      return
    }
    const rule = { because: 'a rule' }
    const deeds: [number, () => Promise<unknown>][] = [
      [
        14,
        async () => {
          const sent = await tx.db.selectFrom('message').select('mail_id').where('conversation_id', '=', one.id).executeTakeFirst() // prettier-ignore
          const inbox = one.inbox_id === support ? 'support@desk.example' : 'billing@desk.example'
          if (sent?.mail_id) await receive(tx, means, { ...letter, from: one.from_address || 'dora@acme.example', to: inbox, subject: `Re: ${one.subject}`, inReplyTo: sent.mail_id }) // prettier-ignore
        },
      ],
      [34, () => answerNow(writer, means, one.id, { then: random.pick([undefined, undefined, 'resolved', 'open', 'waiting']), kind: random.isLucky(0.15) ? 'forward' : 'reply' })], // prettier-ignore
      [
        4,
        async () => {
          const outboxId = await answerNow(writer, means, one.id, { then: random.pick([undefined, 'resolved']) })
          await undoSend({ ...writer, now: new Date(tx.now.getTime() + MINUTE) }, means, outboxId)
        },
      ],
      [16, () => change.setStatus(writer, one.id, random.pick(['resolved', 'resolved', 'open', 'waiting']))],
      [4, () => change.setStatus(tx, one.id, random.pick(['resolved', 'open']), rule)],
      [4, () => change.snooze(writer, one.id, new Date(tx.now.getTime() + random.between(1, 90) * 3_600_000))],
      [2, () => change.wake(writer, one.id, { onlyIfDue: false })],
      [6, () => change.assign(writer, one.id, random.pick([desk.ada.id, desk.ben.id, desk.cleo.id, null]))],
      [4, () => change.setTeam(writer, one.id, random.pick([...teams.map((team) => team.id), null]))],
      [4, () => change.setCategory(writer, one.id, random.pick([...categories.map((category) => category.id), null]))],
      [3, () => change.setPriority(writer, one.id, random.pick(['low', 'normal', 'high', 'urgent']))],
      [4, () => change.setTags(writer, one.id, random.pick([[], ['vip'], ['vip', 'late'], ['late']]))],
      [3, () => change.moveToInbox(writer, one.id, one.inbox_id === support ? billing : support)],
      [5, () => merge(writer, one.id, random.pick(standing).id)],
      [4, () => unmerge(writer, random.pick(all.filter((row) => row.merged_into && !row.deleted_at)).id)],
      [
        4,
        async () => {
          const messages = await tx.db
            .selectFrom('message')
            .select('id')
            .where('conversation_id', '=', one.id)
            .execute()
          await split(writer, one.id, random.pick(messages).id, { andLater: random.isLucky(0.5) })
        },
      ],
      [
        3,
        async () =>
          unsplit(
            writer,
            await desk.ada.actor(),
            random.pick(all.filter((row) => row.split_undo && !row.deleted_at)).id,
          ),
      ],
      [2, () => change.hold(writer, one.id, one.held ? null : 'junk')],
      [2, () => change.deleteConversation(writer, one.id)],
      [
        2,
        () =>
          change.restoreConversation(writer, random.pick(all.filter((row) => row.deleted_at && !row.merged_into)).id),
      ],
      [2, () => setPrivacy(who.ada, one.id, one.private_at ? null : [desk.ada.id])],
      [4, async () => startConversation(who.ada, means, await desk.ada.actor(), { ...words, inboxId: support, subject: `About ${mails}`, then: random.pick([undefined, 'resolved']) } as never)], // prettier-ignore
    ]
    let chance = random.next() * deeds.reduce((sum, [weight]) => sum + weight, 0)
    await deeds.find(([weight]) => (chance -= weight) < 0)?.[1]()
  }

  for (let n = 0; n < steps; n++) {
    now += STEP * random.pick([1, 2, 3, 7, 12, 31, 60])
    const who = at(desk, now)
    await sql`savepoint step`.execute(desk.tx.db)
    try {
      await step(who)
    } catch (refused) {
      if (process.env.POSTROOM_TELL) console.log(String(refused))
      await sql`rollback to savepoint step`.execute(desk.tx.db)
    }
    if (n === Math.floor(steps / 2)) {
      const shorter = { ...hours, week: { ...week, wed: [['10:00', '11:00']] as Week['wed'] } }
      await changeHours(who.ada, office.id, shorter)
      hoursOf.set(support, [{ until: now, schedule: hours }, { until: Infinity, schedule: shorter }]) // prettier-ignore
    }
    const seen = await rows()
    snapshots.push({
      at: now,
      statuses: new Map(seen.map((row) => [row.id, row.status])),
      heads: new Map(seen.map((row) => [row.id, row.merged_into ?? row.id])),
    })
    if (random.isLucky(0.25)) await followAll(who.tx)
  }
  const end = at(desk, now + MINUTE)
  await followAll(end.tx)
  return { now: now + MINUTE, begin, snapshots, hoursOf: hoursOf as HoursOf, categories, teams, tx: end.tx }
}

const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)

test.each(process.env.POSTROOM_SEEDS?.split(',').map(Number) ?? [53])(
  'of a desk where anything happens (seed %i), facts say what looking at everything anew says',
  (seed) =>
    onDesk(async (desk) => {
      const world = await play(desk, { seed, steps: Number(process.env.POSTROOM_STEPS ?? 90) })
      const { tx, now } = world
      const all = await matters(tx, world.snapshots)
      const ada = await desk.ada.actor()
      const [last, middle] = [day(now), day((now + world.begin) / 2)]
      const periods = [{ from: day(world.begin), until: last }, { from: middle, until: middle }, { from: day(world.begin), until: middle }] // prettier-ignore
      const narrowings: Partial<Question>[] = [
        {},
        { inboxId: desk.inboxes.support },
        { personId: desk.ben.id },
        { personId: desk.ada.id, priority: 'normal' },
        { teamId: world.teams[0]?.id },
        { categoryId: world.categories[0]?.id, tag: 'vip' },
      ]
      let cases = 0
      for (const period of periods)
        for (const narrowing of narrowings) {
          const question = await readQuestion(tx, ada, { ...period, ...narrowing })
          const { start, end } = { start: question.zone.instants(period.from, 0)[0], end: question.zone.instants(day(Date.parse(period.until) + 86_400_000), 0)[0] } // prettier-ignore
          const { inboxId, ...rest } = narrowing
          const asked = { ...rest, start: start?.getTime() ?? 0, end: end?.getTime() ?? 0, now, inboxIds: inboxId ? [inboxId] : ada.inboxIds } as Asked // prettier-ignore
          const plain = plainFigures(all, world.hoursOf, asked)
          const told = (await figures(tx, question, undefined)).now
          cases += told.received + told.answered + told.resolved
          expect(shortOf(told), JSON.stringify({ period, narrowing })).toEqual(shortOf(plain))
          const { now: parts } = await figureSeries(tx, question, 'day')
          expect(parts.reduce((sum, one) => sum + one.opened + one.answered, 0)).toBe(told.opened + told.answered)
          expect(parts.at(-1)?.backlog).toEqual(plain.ages)
          for (const figure of [
            'received',
            'answered',
            'resolved',
            'backlog',
            'firstResponse',
            'resolution',
            'kept',
            'oneTouch',
          ] as FigureName[]) {
            // prettier-ignore
            const behind = await casesOf(tx, question, { figure, limit: 1_000 } as never)
            const counted = told[figure as 'resolution']
            const wanted = typeof counted === 'number' ? counted : ((counted as { cases?: number }).cases ?? (counted as unknown as { count: number }).count) // prettier-ignore
            expect(behind.cases.length, `${figure} ${JSON.stringify(narrowing)}`).toBe(wanted)
          }
        }
      expect(cases).toBeGreaterThan(100)
      await expectKept(tx)
    })(),
  120_000,
)

type Spread = { cases: number; median: number | null; p90: number | null; mean: number | null }
type Both = { business: Spread; calendar: Spread }

/** What both ways tell, alike. */
function shortOf(
  told: Record<'received' | 'opened' | 'reopened' | 'answered' | 'resolved' | 'backlog', number> &
    Record<
      'firstResponse' | 'nextResponse' | 'response' | 'resolution',
      { business: Omit<Spread, 'cases'>; calendar: Omit<Spread, 'cases'> }
    > &
    Record<string, unknown>,
) {
  // prettier-ignore
  const { received, opened, reopened, answered, resolved, backlog } = told
  const rounded = (one: number | null) => (one === null ? null : Math.round(one * 100) / 100)
  const spread = ({ median, p90, mean }: Omit<Spread, 'cases'>) => [median, p90, mean].map(rounded).join(' ')
  const times = (['firstResponse', 'nextResponse', 'response', 'resolution'] as const).map((name) => {
    const one = told[name] as Both & { cases?: number }
    return `${name} ${one.cases ?? one.calendar.cases}: ${spread(one.business)} | ${spread(one.calendar)}`
  })
  const { oneTouch, finals, kept, met, broken } = told as Record<string, unknown>
  const part = (one: unknown, of: unknown) =>
    typeof one === 'number'
      ? `${one} of ${String(of)}`
      : `${(one as { count: number }).count} of ${(one as { of: number }).of}`
  const promises = kept === undefined ? `${Number(met)} of ${Number(met) + Number(broken)}` : part(kept, 0)
  return { received, opened, reopened, answered, resolved, backlog, times, oneTouch: part(oneTouch, finals), promises }
}

/** Measured anew nothing is otherwise, nor are the sums of days. */
async function expectKept(tx: Tx): Promise<void> {
  const ids = (await tx.db.selectFrom('conversation').select('id').execute()).map((row) => row.id)
  const { gone, written, before } = await compareFacts(tx, await readStories(tx, ids, new Map()))
  expect({ gone, written, before }).toEqual({ gone: [], written: [], before: [] })
  const { timeZone } = await readCourse(tx)
  const kept = await tx.db.selectFrom('fact_day').selectAll().where('amount', '<>', '0').execute()
  const line = (one: { inbox: string; day: string; kind: string; amount: unknown }) => `${one.inbox} ${one.day} ${one.kind} ${Number(one.amount)}` // prettier-ignore
  expect(kept.map((row) => line({ ...row, inbox: row.inbox_id })).toSorted()).toEqual(
    (await countDays(tx, timeZone)).map((one) => line({ ...one, inbox: one.inboxId })).toSorted(),
  )
}
