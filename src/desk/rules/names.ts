// What the things that rules speak of are called. Whatever is missing here is gone, or never was.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { listFields } from '../fields/fields.ts'
import type { Names } from './plain-question.ts'

export type Noun =
  | 'inbox'
  | 'team'
  | 'user'
  | 'category'
  | 'hours'
  | 'policy'
  | 'status'
  | 'macro'
  | 'stage'
  | 'sequence'

/** Inboxes, teams, categories, macros, sequences and stages of deals (“Sales: New”) that are not archived, people who work here, schedules and SLA policies. */
export async function namesByNoun(tx: Tx): Promise<Record<Noun, Map<Id, string>>> {
  const rows = await tx.query<{ noun: Noun; id: Id; name: string }>({
    name: 'rule-names',
    text: `select 'inbox' as noun, id, name from inbox where archived_at is null
           union all select 'team', id, name from team where archived_at is null
           union all select 'category', id, name from category where archived_at is null
           union all select 'hours', id, name from business_hours
           union all select 'policy', id, name from sla_policy
           union all select 'status', id, name from custom_status where archived_at is null
           union all select 'macro', id, title from macro where archived_at is null and owner_id is null
           union all select 'sequence', id, name from sequence where archived_at is null
           union all select 'stage', s.id, p.name || ': ' || s.name from stage s join pipeline p on p.id = s.pipeline_id
             where s.archived_at is null and p.archived_at is null
           union all select 'user', id, name from "user" where disabled_at is null`,
    values: [],
  })
  const names: Record<Noun, Map<Id, string>> = {
    inbox: new Map(),
    team: new Map(),
    user: new Map(),
    category: new Map(),
    hours: new Map(),
    policy: new Map(),
    status: new Map(),
    macro: new Map(),
    stage: new Map(),
    sequence: new Map(),
  }
  for (const { noun, id, name } of rows) names[noun].set(id, name)
  return names
}

/**
 * All in one map: an id is given only once, whatever it stands for. Fields of the desk's own that are in use stand under their keys
 * (`contact.tier`), their choices under these and their own (`contact.tier=gold`).
 */
export async function loadNames(tx: Tx): Promise<Names> {
  const names = new Map(Object.values(await namesByNoun(tx)).flatMap((some) => [...some]))
  for (const { noun, key, name, choices, isArchived } of await listFields(tx)) {
    if (isArchived) continue
    names.set(`${noun}.${key}`, name)
    for (const choice of choices) names.set(`${noun}.${key}=${choice.key}`, choice.name)
  }
  return names
}

/** Inboxes in which the first rule that holds is the last that is read. */
export async function firstRuleOnly(tx: Tx): Promise<ReadonlySet<Id>> {
  const rows = await tx.query<{ id: Id }>({
    name: 'inbox-first-rule-only',
    text: 'select id from inbox where is_first_rule_last',
    values: [],
  })
  return new Set(rows.map((row) => row.id))
}
