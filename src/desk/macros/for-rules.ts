// Macros as rules use them: those of the desk and its teams that are offered, never somebody's own.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import type { MacroAction, MacroVariant } from './macros.api.ts'

export interface RuleMacro {
  id: Id
  title: string
  /** Empty: for all. */
  inboxIds: readonly Id[]
  actions: readonly MacroAction[]
}

export async function macrosForRules(tx: Tx): Promise<RuleMacro[]> {
  return await tx.query<RuleMacro>({
    name: 'macros-for-rules',
    text: `select id, title, inbox_ids::text[] as "inboxIds", actions from macro where archived_at is null and owner_id is null`,
    values: [],
  })
}

export async function variantsForRule(tx: Tx, id: Id): Promise<readonly MacroVariant[]> {
  const [row] = await tx.query<{ variants: MacroVariant[] }>({
    name: 'macro-for-rule',
    text: `select variants from macro where id = $1 and archived_at is null and owner_id is null`,
    values: [id],
  })
  return row?.variants ?? []
}

/** A rule for one inbox, or for all, with a macro that is for some alone. */
export async function refuseMacroElsewhere(tx: Tx, macroId: Id, inboxId: Id | null, where: string): Promise<void> {
  const [row] = await tx.query<{ title: string; inboxIds: Id[] }>({
    name: 'macro-inboxes',
    text: 'select title, inbox_ids::text[] as "inboxIds" from macro where id::text = $1',
    values: [macroId],
  })
  if (!row || row.inboxIds.length === 0 || (inboxId !== null && row.inboxIds.includes(inboxId))) return
  const advice = inboxId === null ? 'Choose one of them for the rule.' : 'Choose another, or another inbox.'
  throw new Problem('invalid', 'macro-elsewhere', `The canned reply “${row.title}” is only for some inboxes. ${advice}`, { detail: { where } }) // prettier-ignore
}
