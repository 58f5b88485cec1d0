// Who names something by its id: rules, SLA policies (conversations and escalation steps), the assignment of inboxes, macros, conditions of sequences. Who would take it
// away is told of them first: what names something gone never holds again, or does nothing, and nobody would notice.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'

interface Place {
  kind: 'rule' | 'slaPolicy' | 'assignment' | 'macro' | 'sequence'
  name: string
}

const kinds: Record<Place['kind'], string> = {
  rule: 'rules',
  slaPolicy: 'SLA policies',
  assignment: 'assignment of',
  macro: 'canned replies',
  sequence: 'sequences',
}

/** `what`: as a sentence calls it, “this category”. An id is given only once, whatever it stands for. */
export async function refuseNamed(tx: Tx, id: Id, { code, what }: { code: string; what: string }): Promise<void> {
  const places = await placesNaming(tx, id)
  if (places.length === 0) return
  const names = [...Map.groupBy(places, (place) => place.kind)]
    .map(([kind, some]) => `${kinds[kind]} ${some.map((one) => `“${one.name}”`).join(', ')}`)
    .join('; ')
  throw new Problem('conflict', code, `There is something that names ${what}: ${names}. Change it first.`, {
    detail: { id, names: places.map((one) => `“${one.name}”`).join(', '), places },
  })
}

async function placesNaming(tx: Tx, id: Id): Promise<Place[]> {
  return await tx.query<Place>({
    name: 'places-naming',
    text: `with wanted as (select '"' || $1::text || '"' as it)
      select kind, name from (
        select 1 as rank, 'rule' as kind, r.name, r.position, r.id from rule r, wanted where strpos(r.condition::text || r.actions::text, it) > 0
        union all select 2, 'slaPolicy', p.name, p.position, p.id from sla_policy p, wanted where p.id <> $1::bigint and strpos(p.body::text, it) > 0
        union all select 3, 'assignment', i.name, 0, i.id from assignment_policy a join inbox i on i.id = a.inbox_id and i.archived_at is null, wanted
          where strpos(a.body::text, it) > 0
        union all select 4, 'macro', m.title, 0, m.id from macro m, wanted
          where m.archived_at is null and m.owner_id is null and strpos(m.actions::text, it) > 0
        union all select 5, 'sequence', s.name, 0, s.id from sequence s, wanted where s.archived_at is null and strpos(s.steps::text, it) > 0) all_of_them
      order by rank, position, id limit 100`,
    values: [id],
  })
}
