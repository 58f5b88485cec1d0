// Which verb answers which route of suggesting macros.
import { visibleConversation } from '../../desk/conversations/read.ts'
import { offeredIn } from '../../desk/macros/macros.ts'
import { answer, type Answer } from '../../desk/users/asking.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { familyOf } from '../../desk/conversations/merge.ts'
import { lettersOfMessages } from '../learning/examples.ts'
import { createSuggester, type Suggester } from './suggest.ts'
import * as api from './suggesting.api.ts'

export function suggestingRoutes(suggester: Suggester = createSuggester()): Answer[] {
  return [
    answer(api.suggestMacros, async ({ tx, actor }, { id, messageId }) => {
      const conversation = await visibleConversation(tx, actor, id, 'conversation.reply')
      return await suggestFor(tx, actor, suggester, conversation, messageId)
    }),
  ]
}

const SHOWN = 3

export async function suggestFor(
  tx: Tx,
  actor: Actor,
  suggester: Suggester,
  { id, inboxId }: { id: Id; inboxId: Id },
  messageId: Id,
): Promise<api.MacroSuggestion[]> {
  if (!/^\d{1,19}$/.test(messageId)) throw noSuchMessage(messageId)
  const offered = await offeredIn(tx, actor, inboxId)
  const byId = new Map(offered.map((one) => [one.id, one]))
  const asked = (await familyOf(tx, id)).map((conversationId) => ({ conversationId, messageId }))
  const letter = (await lettersOfMessages(tx, asked)).get(messageId)
  if (!letter) await refuseStrange(tx, asked, messageId)
  const guesses = letter ? await suggester(tx, inboxId, letter, new Set(byId.keys())) : []
  const meant = guesses.filter(({ words }) => words.length > 0)
  const often = offered.filter(({ uses }) => uses > 0).toSorted((a, b) => b.uses - a.uses)
  const rest = often
    .filter((one) => !meant.some(({ macroId }) => macroId === one.id))
    .map(({ id: macroId }) => ({ macroId, words: [] }))
  return [...meant, ...rest].slice(0, SHOWN).flatMap(({ macroId, words }) => {
    const macro = byId.get(macroId)
    return macro ? [{ macroId, title: macro.title, words, uses: macro.uses }] : []
  })
}

/** What opens an account is there, and says nothing to anybody. */
async function refuseStrange(tx: Tx, asked: readonly { conversationId: Id }[], messageId: Id): Promise<void> {
  const [row] = await tx.query({
    name: 'macro-message',
    text: 'select 1 from message where conversation_id = any($1::bigint[]) and id = $2',
    values: [asked.map((one) => one.conversationId), messageId],
  })
  if (!row) throw noSuchMessage(messageId)
}

function noSuchMessage(messageId: Id): Problem {
  return new Problem('missing', 'message-missing', 'There is no such message in this conversation.', {
    detail: { messageId },
  })
}
