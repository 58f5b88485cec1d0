// The macros that a mail of an inbox may be answered with, and how they are told to the classifier. It knows so many: those used most
// there, then the newest. The others are found by their words in the composer.
import { textOf } from '../../desk/macros/body.ts'
import type { MacroVariant } from '../../desk/macros/macros.api.ts'
import { compareIds, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

export interface Answerable {
  id: Id
  title: string
  /** In every language that it has. */
  text: string
  uses: number
}

/** A model has a weight for each of them and each of some ten thousand features. */
const MOST = 100

/** In the order of their ids, whoever asks: what each person is offered of them is their own matter. */
export async function answerable(tx: Tx, inboxId: Id): Promise<Answerable[]> {
  const rows = await tx.query<{ id: Id; title: string; variants: MacroVariant[]; uses: number }>({
    name: 'macro-answerable',
    text: `select m.id, m.title, m.variants, coalesce(f.uses, 0)::int as uses from macro m
      left join lateral (select sum(uses) as uses from macro_figure f where f.macro_id = m.id and f.user_id = 0) f on true
      where m.archived_at is null and (m.inbox_ids = '{}' or $1 = any(m.inbox_ids)) order by f.uses desc nulls last, m.id desc limit $2`,
    values: [inboxId, MOST],
  })
  return rows
    .map(({ id, title, variants, uses }) => ({
      id,
      title,
      uses,
      text: variants.map((one) => textOf(one.body)).join('\n'),
    }))
    .toSorted((a, b) => compareIds(a.id, b.id))
}
