// Rules that name something by its id. Who would take it away is told of them first: a rule that names what is gone never holds again,
// or does nothing, and nobody would notice.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'

/** `what`: as a sentence calls it, “this category”. An id is given only once, whatever it stands for. */
export async function refuseNamedInRules(
  tx: Tx,
  id: Id,
  { code, what }: { code: string; what: string },
): Promise<void> {
  const rules = await tx.query<{ name: string }>({
    name: 'rules-naming',
    text: `select name from rule where strpos(condition::text || actions::text, '"' || $1 || '"') > 0 order by position, id`,
    values: [id],
  })
  if (rules.length === 0) return
  const names = rules.map((rule) => `“${rule.name}”`).join(', ')
  throw new Problem('conflict', code, `Rules name ${what}: ${names}. Change them first.`, { detail: { id } })
}
