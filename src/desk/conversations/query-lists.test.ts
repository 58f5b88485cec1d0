// Lists by query against a plain evaluator: whatever is asked, in whatever order, the pages hold what a filter of all rows leaves.
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createRandom } from '../../../bench/load/random.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { addCategory } from '../categories/categories.ts'
import { addStatus } from '../statuses/statuses.ts'
import { addTeam } from '../teams/teams.ts'
import type { Actor } from '../users/permissions.ts'
import { listRows } from './lists.ts'
import type { Filters } from './filters.ts'

const HOUR = 3_600_000

interface Made {
  id: string
  inbox: string
  shelf: string
  assignee: string | null
  team: string | null
  category: string | null
  priority: string
  tags: string[]
  at: number
  inboundAt: number | null
  waitingSince: number | null
  language: string | null
  files: number
  isAcme: boolean
  isEmils: boolean
  isOpenTo: boolean
  isSeen: boolean
  hasNote: boolean
  due: number | null
}

type Is = (one: Made, now: number) => boolean
type World = Awaited<ReturnType<typeof fill>>

/** 400 conversations in which everything comes together at random. */
async function fill({ tx, ada, ben, cleo, dora, inboxes }: Desk) {
  const random = createRandom(7)
  const of = <T>(all: readonly T[]): T => all[random.below(all.length)] as T
  const [billing, returns] = [await addTeam(ada, { name: 'Billing', memberIds: [ben.id] }), await addTeam(ada, { name: 'Back office', memberIds: [] })] // prettier-ignore
  const categories = [await addCategory(ada, { name: 'Refund', description: '' }), await addCategory(ada, { name: 'Parcel', description: '' })] // prettier-ignore
  const emil = tx.mint()
  await tx.db.insertInto('contact').values({ id: emil, name: 'Emil', created_at: tx.now }).execute()
  await tx.db.insertInto('contact_address').values({ address: 'emil@kenar.example', contact_id: emil }).execute()
  const now = tx.now.getTime()
  const made = Array.from({ length: 400 }, (_, n): Made => {
    const shelf = of(['open', 'open', 'open', 'waiting', 'snoozed', 'resolved', 'held'])
    const at = now - n * 17 * 60_000 - random.below(9) * 60_000
    return {
      id: String(1_000 + n),
      inbox: of([inboxes.support, inboxes.support, inboxes.billing]),
      shelf,
      assignee: of([null, ada.id, ben.id, cleo.id]),
      team: of([null, billing.id, returns.id]),
      category: of([null, ...categories.map((one) => one.id)]),
      priority: of(['low', 'normal', 'normal', 'high', 'urgent']),
      tags: ['vip', 'late', 'gold', 'new', 'old'].filter(() => random.isOneIn(0.3)),
      at,
      inboundAt: random.isOneIn(0.8) ? at : null,
      waitingSince: shelf === 'open' && random.isOneIn(0.6) ? now - random.below(90) * HOUR - n : null,
      language: of([null, 'nl', 'en']),
      files: random.below(2),
      isAcme: random.isOneIn(0.3),
      isEmils: random.isOneIn(0.05),
      isOpenTo: !random.isOneIn(0.1),
      isSeen: random.isOneIn(0.5),
      hasNote: random.isOneIn(0.3),
      due: shelf !== 'resolved' && random.isOneIn(0.5) ? now + (random.below(100) - 50) * HOUR + n : null,
    }
  })
  const conversations = made.map((one) => ({
    id: one.id,
    number: one.id,
    inbox_id: one.inbox,
    subject: `conversation ${one.id}`,
    status: one.shelf === 'snoozed' || one.shelf === 'held' ? 'open' : one.shelf,
    snoozed_until: one.shelf === 'snoozed' ? new Date(now + HOUR) : null,
    held: one.shelf === 'held' ? 'junk' : null,
    assignee_id: one.assignee,
    team_id: one.team,
    category_id: one.category,
    priority: one.priority,
    tags: one.tags,
    language: one.language,
    attachment_count: one.files,
    contact_id: one.isEmils ? emil : one.isAcme ? dora.id : null,
    company_id: one.isAcme && !one.isEmils ? dora.companyId : null,
    private_at: one.isOpenTo ? null : tx.now,
    last_message_at: new Date(one.at),
    last_inbound_at: one.inboundAt === null ? null : new Date(one.inboundAt),
    waiting_since: one.waitingSince === null ? null : new Date(one.waitingSince),
    created_at: new Date(one.at),
  }))
  await tx.db.insertInto('conversation').values(conversations).execute()
  const seen = made.filter((one) => one.isSeen).map((one) => ({ conversation_id: one.id, user_id: ben.id, seen_at: tx.now })) // prettier-ignore
  await tx.db.insertInto('seen').values(seen).execute()
  const noted = made.filter((one) => one.hasNote).map((one) => ({ conversation_id: one.id, id: tx.mint(), text: 'x', created_at: tx.now, mentioned_ids: [] })) // prettier-ignore
  await tx.db.insertInto('note').values(noted).execute()
  // Two clocks of each run, and the sooner counts; a third has stopped.
  const clocks = made.flatMap(({ id, due }) =>
    due === null
      ? []
      : [due + HOUR, due, now - 99 * HOUR].map((at, which) => ({
          conversation_id: id,
          id: tx.mint(),
          measure: 'update',
          started_at: tx.now,
          worked_ms: '0',
          elapsed_ms: '0',
          due_at: new Date(at),
          stopped_at: which === 2 ? tx.now : null,
          ledger: '[]',
        })),
  )
  await tx.db.insertInto('clock').values(clocks).execute()
  await sql`analyze conversation`.execute(tx.db)
  return { made, billing, categories, ben, inboxes }
}

/** Terms with what they mean, by a plain reading. */
function termsOf({ billing, categories, ben, inboxes }: World): [string, Is][] {
  const [refund] = categories
  const isShelf =
    (...all: string[]): Is =>
    (one) =>
      all.includes(one.shelf)
  return [
    ['is:open', isShelf('open')],
    ['is:open,waiting', isShelf('open', 'waiting')],
    ['is:resolved', isShelf('resolved')],
    ['is:held', isShelf('held')],
    ['-is:resolved', isShelf('open', 'waiting', 'snoozed')],
    ['is:unread', (one) => one.inboundAt !== null && !one.isSeen],
    ['is:overdue', (one, now) => one.due !== null && one.due < now],
    ['team:billing', (one) => one.team === billing.id],
    ['team:billing,"back office"', (one) => one.team !== null],
    ['team:none', (one) => one.team === null],
    ['assigned:me', (one) => one.assignee === ben.id],
    ['assigned:me,none', (one) => one.assignee === ben.id || one.assignee === null],
    ['category:refund', (one) => one.category === refund?.id],
    ['inbox:support', (one) => one.inbox === inboxes.support],
    ['priority:high,urgent', (one) => ['high', 'urgent'].includes(one.priority)],
    ['priority:normal', (one) => one.priority === 'normal'],
    ['tag:vip', (one) => one.tags.includes('vip')],
    ['tag:vip,late', (one) => one.tags.includes('vip') || one.tags.includes('late')],
    ['from:acme.example', (one) => one.isAcme && !one.isEmils],
    ['from:kenar.example', (one) => one.isEmils],
    ['from:emil@kenar.example,acme.example', (one) => one.isEmils || one.isAcme],
    ['from:nobody.example', () => false],
    ['has:attachment', (one) => one.files > 0],
    ['has:note,due', (one) => one.hasNote || one.due !== null],
    ['lang:nl', (one) => one.language === 'nl'],
    ['older:20h', (one, now) => one.at < now - 20 * HOUR],
    ['newer:40h', (one, now) => one.at >= now - 40 * HOUR],
    ['due:<2h', (one, now) => one.due !== null && one.due < now + 2 * HOUR],
    ['due:>10h', (one, now) => one.due !== null && one.due > now + 10 * HOUR],
    ['waiting:>1d', (one, now) => one.waitingSince !== null && one.waitingSince < now - 24 * HOUR],
  ]
}

const isNegatable = (term: string) => !term.startsWith('-') && !/^is:(open|resolved|held)/.test(term)

async function allPages(desk: Desk, actor: Actor, filters: Omit<Filters, 'view' | 'limit'>): Promise<string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const page = await listRows(desk.tx, actor, { ...filters, view: 'all', limit: 90, cursor })
    expect(page.conversations.length).toBeLessThanOrEqual(90)
    found.push(...page.conversations.map((row) => row.id))
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return found
}

test(
  'a list by query holds what a plain reading of the query leaves of all, in its order',
  onDesk(async (desk) => {
    const world = await fill(desk)
    const now = desk.tx.now.getTime()
    const terms = termsOf(world)
    const random = createRandom(3)
    const actors: [Actor, Is][] = [
      [await desk.ben.actor(), (one) => one.inbox === desk.inboxes.support],
      [{ ...(await desk.cleo.actor()), id: desk.ben.id }, () => true],
    ]
    const orders: Record<string, (a: Made, b: Made) => number> = {
      newest: (a, b) => b.at - a.at || Number(b.id) - Number(a.id),
      oldest: (a, b) => a.at - b.at || Number(a.id) - Number(b.id),
      due: (a, b) => (a.due ?? Infinity) - (b.due ?? Infinity) || a.at - b.at || Number(a.id) - Number(b.id),
      waiting: (a, b) =>
        (a.waitingSince ?? Infinity) - (b.waitingSince ?? Infinity) || a.at - b.at || Number(a.id) - Number(b.id),
    }
    for (let n = 0; n < 60; n++) {
      const picked =
        n < terms.length
          ? [terms[n]]
          : Array.from({ length: 1 + random.below(3) }, () => terms[random.below(terms.length)])
      const asked = picked.map(([text, is] = ['', () => true] as [string, Is]): [string, Is] =>
        isNegatable(text) && random.isOneIn(0.3) ? [`-${text}`, (one, at) => !is(one, at)] : [text, is],
      )
      const q = asked.map(([text]) => text).join(' ')
      const sort = (['newest', 'oldest', 'due', 'waiting'] as const)[n % 4] ?? 'newest'
      const [actor, isSeen] = actors[n % 2] ?? actors[0]!

      const found = await allPages(desk, actor, { q, sort })

      const isHeld = /(^| )is:held/.test(q)
      const fitting = world.made.filter(
        (one) =>
          isSeen(one, now) && one.isOpenTo && (isHeld || one.shelf !== 'held') && asked.every(([, is]) => is(one, now)),
      )
      const order = orders[sort] ?? (() => 0)
      expect([q, sort, found]).toEqual([q, sort, fitting.toSorted(order).map((one) => one.id)])
    }
  }),
  60_000,
)

test(
  'names are those the asker may know, a mistake says where, and dates are days where the asker is',
  onDesk(async (desk) => {
    const { tx, ben, ada, inboxes } = desk
    const actor = await ben.actor()
    const codeOf = (q: string) => listRows(tx, actor, { view: 'all', limit: 5, q }).then(() => null, (error) => [error.code, error.detail.near ?? null, error.detail.at]) // prettier-ignore
    await sql`update "user" set notices = ${JSON.stringify({ timeZone: 'Asia/Baku' })} where id = ${ben.id}`.execute(
      tx.db,
    )
    const add = (n: number, at: string) =>
      sql`insert into conversation (id, number, inbox_id, subject, last_message_at, created_at)
        values (${n}, ${n}, ${inboxes.support}, 'x', ${at}, ${at})`.execute(tx.db)
    await add(1, '2026-02-28T19:59:00Z')
    await add(2, '2026-02-28T20:01:00Z')

    await addStatus(ada, await ada.actor(), { status: 'open', name: 'At the bank', colour: 'grey', inboxIds: [inboxes.billing] }) // prettier-ignore

    expect(await codeOf('status:"at the bnk"')).toEqual(['query-unknown-value', null, 0])
    expect(await codeOf('status:"at the bank"')).toEqual(['query-unknown-value', null, 0])
    expect(await codeOf('x inbox:billing')).toEqual(['query-unknown-value', null, 2])
    expect(await codeOf('inbox:suport')).toEqual(['query-unknown-value', 'Support', 0])
    expect(await codeOf('assigned:nobody')).toEqual(['query-unknown-value', null, 0])
    expect(await codeOf('is:opne')).toEqual(['query-unknown-value', 'open', 0])
    expect(await codeOf(`inbox:#${inboxes.billing}`)).toBeNull()
    expect(
      (await listRows(tx, await ada.actor(), { view: 'all', limit: 5, q: 'inbox:billing' })).conversations,
    ).toEqual([])
    const ids = async (q: string) => (await listRows(tx, actor, { view: 'all', limit: 5, q })).conversations.map((row) => row.id) // prettier-ignore
    expect([await ids('before:2026-03-01'), await ids('after:2026-03-01'), await ids('after:today')]).toEqual([
      ['1'],
      ['2'],
      [],
    ])
  }),
)

test(
  'what nothing leads to is looked through a part at a time, and the next page goes on from there',
  onDesk(async ({ tx, ada, ben, inboxes }) => {
    await sql`insert into conversation (id, number, inbox_id, subject, last_message_at, last_inbound_at, created_at)
      select n, n, ${inboxes.support}, 'x', ${tx.now}::timestamptz - n * interval '1 minute', ${tx.now}::timestamptz - interval '9 days', ${tx.now}
      from generate_series(1, 5200) n`.execute(tx.db)
    await sql`insert into seen select n, ${ben.id}, ${tx.now} from generate_series(1, 5150) n`.execute(tx.db)
    const actor = await ben.actor()
    for (const given of [actor, { ...(await ada.actor()), id: ben.id }]) {
      const first = await listRows(tx, given, { view: 'unread', limit: 100 })
      const second = await listRows(tx, given, { view: 'unread', limit: 100, cursor: first.next ?? '' })

      expect([first.conversations, first.isPartial]).toEqual([[], true])
      expect([second.conversations.length, second.isPartial, second.next]).toEqual([50, false, null])
    }
  }),
)
