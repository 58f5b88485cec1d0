// A contact, a company or a deal in one glance, by a few bounded reads, whatever came of years of mail: what the card beside a
// conversation shows, and the record itself.
import { sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import { metAt } from '../contacts/sight.ts'
import { openTo } from '../conversations/privacy.ts'
import type { Actor } from '../users/permissions.ts'
import { readTimeline } from './read.ts'
import type { Flag, Glance, Subject, TimelineEntry } from './timeline.api.ts'

const DAY = 86_400_000
/** How long somebody is new. */
const NEW = 14 * DAY
/** From here on mail counts as dissatisfied: as sure as readings have to be to be shown. */
const FRUSTRATED = 0.5
const MESSAGES = 20
const COLLEAGUES = 6
/** Of a company so many are looked at. */
const NEAR = 200

type Told = TimelineEntry & { message: NonNullable<TimelineEntry['message']> }

export async function readGlance(tx: Tx, actor: Actor, subject: Subject): Promise<Glance> {
  const { entries } = await readTimeline(tx, actor, subject, { kinds: ['message'], limit: MESSAGES })
  const told = entries.filter(
    (one): one is Told => one.message !== null && ['message', 'list'].includes(one.message.kind),
  )
  const [theirs, ours] = (['in', 'out'] as const).map((way) => told.filter((one) => one.message.direction === way)) as [Told[], Told[]] // prettier-ignore
  const frustrated = theirs
    .slice(0, 3)
    .filter((one) => (one.message.frustration ?? 0) >= FRUSTRATED)
    .toSorted((a, b) => (b.message.frustration ?? 0) - (a.message.frustration ?? 0))[0]
  const frustration = frustrated ? { at: frustrated.at, confidence: frustrated.message.frustration ?? 0 } : null
  const intents = [...new Set(theirs.flatMap((one) => one.message.intent ?? []))].slice(0, 3)
  const { since, companyId } = await beginningOf(tx, subject)
  return {
    lastInAt: theirs[0]?.at ?? null,
    lastOutAt: ours[0]?.at ?? null,
    frustration,
    intents,
    flags: flagsOf(
      {
        theirs,
        ours,
        frustration,
        since,
        intent: intents[0] ?? null,
        waitsSince: await waitsSince(tx, theirs[0]),
      },
      tx.now,
    ),
    colleagues: companyId === null ? [] : await colleaguesOf(tx, actor, subject.id, companyId),
    waiting: await waitingOf(tx, actor, subject),
  }
}

/** Since when it is known, and at which company they are. A deal is no lead any more. */
async function beginningOf(tx: Tx, { noun, id }: Subject): Promise<{ since: Date | null; companyId: Id | null }> {
  if (noun === 'deal') return { since: null, companyId: null }
  const [row] = await tx.query<{ since: Date; companyId: Id | null }>({
    name: `glance-${noun}`,
    text: `select created_at as since, ${noun === 'contact' ? 'company_id' : 'null::bigint'} as "companyId" from ${noun} where id = $1`,
    values: [id],
  })
  return row ?? { since: null, companyId: null }
}

interface Facts {
  theirs: readonly Told[]
  ours: readonly Told[]
  frustration: Glance['frustration']
  since: Date | null
  intent: string | null
  waitsSince: Date | null
}

/** Since when the conversation that they wrote in last waits for us. */
async function waitsSince(tx: Tx, last: Told | undefined): Promise<Date | null> {
  if (!last?.conversation) return null
  const row = await tx.db
    .selectFrom('conversation')
    .select('waiting_since')
    .where('id', '=', last.conversation.id)
    .executeTakeFirst()
  return row?.waiting_since ?? null
}

/** Rule-free: each says what it goes by. Pure. */
function flagsOf({ theirs, ours, frustration, since, intent, waitsSince: waiting }: Facts, now: Date): Flag[] {
  const [last, sent] = [theirs[0], ours[0]]
  const isNew = last !== undefined && since !== null && now.getTime() - since.getTime() < NEW
  return [
    ...(isNew ? [{ kind: 'lead' as const, since: since.toISOString(), intent }] : []),
    ...(frustration ? [{ kind: 'dissatisfied' as const, ...frustration }] : []),
    ...(waiting !== null && now.getTime() - waiting.getTime() > DAY
      ? [{ kind: 'unanswered' as const, since: waiting.toISOString() }]
      : []),
    ...(sent?.message.state === 'failed' ? [{ kind: 'undelivered' as const, at: sent.at }] : []),
  ]
}

async function colleaguesOf(tx: Tx, actor: Actor, id: Id, companyId: Id): Promise<Glance['colleagues']> {
  return await ask(
    tx,
    'glance-colleagues',
    sql<Glance['colleagues'][number]>`select one.id, one.name, one.title from (select id, name, title from contact
        where company_id = ${companyId}::bigint and id <> ${id}::bigint limit ${sql.lit(NEAR)}) one
      where ${metAt(tx, actor, 'contact_id', sql`one.id`)} limit ${sql.lit(COLLEAGUES)}`,
  )
}

/** Of the newest conversations with them, or that belong to it. */
async function waitingOf(tx: Tx, actor: Actor, { noun, id }: Subject): Promise<Glance['waiting']> {
  const theirs =
    noun === 'deal'
      ? sql`select c.* from deal_conversation l cross join lateral (select * from conversation where id = l.conversation_id limit 1) c
          where l.deal_id = ${id}::bigint limit ${sql.lit(NEAR)}`
      : sql`select * from conversation where ${sql.ref(`${noun}_id`)} = ${id}::bigint order by last_message_at desc limit ${sql.lit(NEAR)}`
  const rows = await ask(
    tx,
    `glance-waiting-${noun}`,
    sql<{
      id: Id
      number: string
      subject: string
      until: Date
    }>`select c.id, c.number, c.subject, c.snoozed_until as until from (${theirs}) c
      where c.snoozed_until is not null and c.deleted_at is null and c.merged_into is null
        and c.inbox_id = any(${[...actor.inboxIds]}::bigint[]) and ${openTo(tx, actor, 'c')} order by c.snoozed_until limit 5`,
  )
  return rows.map(({ id: conversationId, until, ...row }) => ({ conversationId, ...row, until: until.toISOString() }))
}
