// What stands under an answer: the inbox says whose signature may. Plain text with places for whoever writes, the inbox and the day.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { valuesFor } from '../variables/values.ts'
import { fillOrEmpty, hasPlaces } from '../variables/variables.ts'
import type { Inbox } from './inboxes.api.ts'

interface Signed {
  by: Inbox['signatureBy']
  inbox: string
  person: string
}

/** `person`: their own where they have one, or else the inbox's. `both`: theirs above the inbox's. `inbox`: its own alone. */
export function combined({ by, inbox, person }: Signed): string {
  const [ours, theirs] = [inbox.trim(), person.trim()]
  if (by === 'inbox') return ours
  if (by === 'both') return [theirs, ours].filter(Boolean).join('\n')
  return theirs || ours
}

/** Empty: none. `userId` null: a program of the desk, which has none of its own. */
export async function signatureFor(
  tx: Tx,
  { inboxId, userId, conversationId }: { inboxId: Id; userId: Id | null; conversationId: Id | null },
): Promise<string> {
  const inbox = await tx.db
    .selectFrom('inbox')
    .select(['signature', 'signature_by'])
    .where('id', '=', inboxId)
    .executeTakeFirstOrThrow()
  const user =
    userId === null
      ? undefined
      : await tx.db.selectFrom('user').select(['signature', 'locale']).where('id', '=', userId).executeTakeFirst()
  const by = inbox.signature_by as Inbox['signatureBy']
  const signature = combined({ by, inbox: inbox.signature, person: user?.signature ?? '' })
  if (!hasPlaces(signature)) return signature
  const about = { inboxId, userId, conversationId, language: user?.locale ?? 'en' }
  return fillOrEmpty(signature, await valuesFor(tx, about)).trim()
}
