// How often rules held in a period, and how often people changed what they had set.
import { sql } from 'kysely'
import { openTo } from '../../desk/conversations/privacy.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { firstIdAt, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { RuleHealth } from './health.api.ts'

type Field = NonNullable<RuleHealth['insteadOf']>['field']

/** Routings that are counted, the newest of a period. */
const MOST = 100_000
/** Those whose conversations are looked at for what people did afterwards. */
const FOLLOWED = 20_000

/** The event by which a person says otherwise. Who answers is not among them: to hand on is work, not correction. */
const eventOf: Record<Field, string> = {
  inboxId: 'conversation.moved',
  categoryId: 'conversation.categoryChanged',
  priority: 'conversation.priorityChanged',
  teamId: 'conversation.teamChanged',
}

export interface Held {
  routed: number
  byRule: Map<Id, { held: number; lastAt: Date }>
}

export async function heldRules(tx: Tx, actor: Actor, since: Date): Promise<Held> {
  const { rows } = await sql<{ ruleId: Id | null; held: string; last: Date }>`
    with routed as (
      select e.id, e.at, e.data from event e join conversation c on c.id = e.subject_id
      where e.name = 'conversation.routed' and e.id >= ${firstIdAt(since.getTime())}::bigint
        and c.inbox_id = any(${[...actor.inboxIds]}::bigint[]) and c.deleted_at is null and ${openTo(tx, actor, 'c')}
      order by e.id desc limit ${MOST})
    select null as "ruleId", count(*) as held, max(at) as last from routed
    union all
    select rule_id, count(*), max(at) from routed, jsonb_array_elements_text(data -> 'ruleIds') as held (rule_id) group by rule_id`.execute(
    tx.db,
  )
  const byRule = new Map<Id, { held: number; lastAt: Date }>()
  let routed = 0
  for (const { ruleId, held, last } of rows) {
    if (ruleId === null) routed = Number(held)
    else byRule.set(ruleId, { held: Number(held), lastAt: last })
  }
  return { routed, byRule }
}

export interface Corrected {
  ruleId: Id
  field: Field
  given: number
  corrected: number
  /** What they chose, most often first. */
  instead: { to: string | null; count: number }[]
}

export async function corrections(tx: Tx, actor: Actor, since: Date): Promise<Corrected[]> {
  const { rows } = await sql<{ ruleId: Id; field: Field; isFixed: boolean; to: string | null; count: number }>`
    with given as (
      select r.conversation_id, r.id, r.at, r.outcome from routing r join conversation c on c.id = r.conversation_id
      where r.conversation_id >= ${firstIdAt(since.getTime())}::bigint and r.outcome -> 'by' <> '{}'
        and c.inbox_id = any(${[...actor.inboxIds]}::bigint[]) and c.deleted_at is null and ${openTo(tx, actor, 'c')}
      order by r.conversation_id desc, r.id desc limit ${FOLLOWED})
    select given.field, given.rule_id as "ruleId", fix.id is not null as "isFixed", fix.data ->> 'to' as to, count(*)::int as count
    from (select given.*, one.key as field, one.value as rule_id from given, jsonb_each_text(given.outcome -> 'by') as one) given
      left join lateral (select e.id, e.data from event e
        where e.subject_id = given.conversation_id and e.id > given.id and e.name = ${JSON.stringify(eventOf)}::jsonb ->> given.field
          and e.actor_id is not null and e.at < given.at + interval '7 days'
          and e.data ->> 'from' is not distinct from given.outcome ->> given.field
        order by e.id limit 1) fix on true
    where given.field <> 'assigneeId'
    group by 1, 2, 3, 4`.execute(tx.db)
  const groups = Map.groupBy(rows, (row) => `${row.ruleId} ${row.field}`)
  return [...groups.values()].map((group) => {
    const fixed = group.filter((row) => row.isFixed)
    const sum = (some: typeof group) => some.reduce((total, row) => total + row.count, 0)
    const [{ ruleId, field }] = group as [(typeof group)[number]]
    return {
      ruleId,
      field,
      given: sum(group),
      corrected: sum(fixed),
      instead: fixed.map(({ to, count }) => ({ to, count })).toSorted((one, other) => other.count - one.count),
    }
  })
}
