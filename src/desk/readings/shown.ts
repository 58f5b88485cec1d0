// Readings as people see them: of a near-duplicate only what they may see of it.
import { sql } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { ask } from '../../store/access/composed.ts'
import type { Tx } from '../../store/tx.ts'
import { heard } from '../heard.ts'
import { openTo } from '../conversations/privacy.ts'
import type { Actor } from '../users/permissions.ts'
import type { ReadField, Reading, ReadingBody } from './readings.api.ts'

export interface StoredReading {
  conversationId: Id
  messageId: Id
  body: ReadingBody
  applied: ReadField[]
  wantsCategory: boolean
  /** Left out: it is not. */
  isDeclined?: boolean
  at: Date | string
}

export async function shownReadings(tx: Tx, actor: Actor, stored: readonly StoredReading[]): Promise<Reading[]> {
  const twins = await twinsAmong(
    tx,
    actor,
    stored.flatMap(({ body }) => body.twin?.conversationId ?? []),
  )
  return stored.map(({ conversationId, messageId, body, applied, wantsCategory, isDeclined = false, at }) => {
    const twin = body.twin && twins.get(body.twin.conversationId)
    const isOther = twin && twin.conversationId !== conversationId // merged since
    return {
      messageId,
      at: new Date(at).toISOString(),
      ...body,
      ...reasoned(body),
      twin: isOther && body.twin ? { ...twin, likeness: body.twin.likeness } : null,
      applied,
      wantsCategory,
      isDeclined,
    }
  })
}

type Reasoned = Pick<Reading, 'frustration' | 'intents' | 'origin' | 'needsReply'>

function reasoned({ frustration, intents, origin, needsReply }: ReadingBody): Reasoned {
  const coded = <T extends { because: string | null }>(one: T) => ({ ...one, reason: heard(one.because ?? '') })
  return {
    frustration: frustration && coded(frustration),
    intents: intents.map(coded),
    origin: coded(origin),
    needsReply: coded(needsReply),
  }
}

interface Twin {
  conversationId: Id
  number: string
  subject: string
}

/** By the id it was found under; of what was merged since, its head. */
async function twinsAmong(tx: Tx, actor: Actor, ids: Id[]): Promise<Map<Id, Twin>> {
  if (ids.length === 0) return new Map()
  const rows = await ask(
    tx,
    'reading-twins',
    sql<Twin & { asked: Id }>`select asked.id as asked, c.id as "conversationId", c.number::text as number, c.subject
      from conversation asked join conversation c on c.id = coalesce(asked.merged_into, asked.id)
      where asked.id = any(${ids}::bigint[]) and c.inbox_id = any(${[...actor.inboxIds]}::bigint[]) and c.deleted_at is null
        and ${openTo(tx, actor, 'c')}`,
  )
  return new Map(rows.map(({ asked, ...twin }) => [asked, twin]))
}

export async function readingsOf(tx: Tx, actor: Actor, family: readonly Id[]): Promise<Reading[]> {
  const stored = await tx.query<StoredReading>({
    name: 'readings-of',
    text: `select conversation_id as "conversationId", message_id as "messageId", body, applied, wants_category as "wantsCategory", at,
        exists (select from example e where e.conversation_id = reading.conversation_id and e.field = 'category' and e.value = '') as "isDeclined"
      from reading where conversation_id = any($1::bigint[]) order by message_id desc limit 20`,
    values: [family],
  })
  return await shownReadings(tx, actor, stored)
}
