// The words of a macro for one conversation: in its language, with what is known put in.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { visibleConversation } from '../conversations/read.ts'
import { can, type Actor } from '../users/permissions.ts'
import { ownFieldValues } from '../variables/own-fields.ts'
import { valuesFor } from '../variables/values.ts'
import type { Values } from '../variables/variables.ts'
import { filledBody, textOf, variantFor } from './body.ts'
import type { FilledMacro, MacroVariant } from './macros.api.ts'

/** Of a conversation, or of an inbox where a letter begins one. */
export interface Place {
  conversationId?: Id | undefined
  inboxId?: Id | undefined
}

export async function fillFor(
  tx: Tx,
  actor: Actor,
  variants: readonly MacroVariant[],
  place: Place,
): Promise<FilledMacro> {
  const { conversationId, inboxId, languages } = await placed(tx, actor, place)
  const variant = variantFor(variants, languages)
  if (!variant) throw new Problem('invalid', 'macro-empty', 'Write what the reply says.')
  const about = { conversationId, inboxId, userId: actor.id, language: variant.language }
  const own = conversationId === null ? [] : await ownFieldValues(tx, { ...about, of: { conversationId } })
  return filledMacro(variant, new Map([...own, ...(await valuesFor(tx, about))]))
}

export function filledMacro(variant: MacroVariant, values: Values): FilledMacro {
  const { body, unfilled } = filledBody(variant.body, values)
  return { body, text: textOf(body), language: variant.language, unfilled }
}

async function placed(tx: Tx, actor: Actor, { conversationId, inboxId }: Place) {
  if (conversationId !== undefined) {
    const seen = await visibleConversation(tx, actor, conversationId)
    return { conversationId: seen.id, inboxId: seen.inboxId, languages: await languagesIn(tx, seen.id) }
  }
  const chosen = inboxId ?? actor.inboxIds[0]
  if (chosen === undefined || !can(actor, 'inbox.read', chosen))
    throw new Problem('missing', 'inbox-missing', 'There is no such inbox.', { detail: { id: inboxId } })
  return { conversationId: null, inboxId: chosen, languages: [] }
}

/** In which the customer writes; then, in which they like to be written to. */
export async function languagesIn(tx: Tx, conversationId: Id): Promise<(string | null)[]> {
  const [row] = await tx.query<{ written: string | null; liked: string | null }>({
    name: 'macro-languages',
    text: `select c.language as written, k.language as liked from conversation c left join contact k on k.id = c.contact_id where c.id = $1`,
    values: [conversationId],
  })
  return [row?.written ?? null, row?.liked ?? null]
}
