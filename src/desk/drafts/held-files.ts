// Uploads that a draft holds: they stay as long as it does, and whoever writes in it may send them. Given up, they have a day like any
// other upload.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'

interface Holder {
  conversationId: Id
  draftId: Id
}

/** One's own, and those that it holds already: an id that is somebody else's is one that does not exist. */
export async function holdUploads(
  tx: Tx,
  actor: Actor,
  { conversationId, draftId }: Holder,
  ids: readonly Id[],
): Promise<void> {
  await tx.db
    .updateTable('upload')
    .set({ draft_id: null, draft_conversation_id: null, created_at: tx.now })
    .where('draft_conversation_id', '=', conversationId)
    .where('draft_id', '=', draftId)
    .$if(ids.length > 0, (gone) => gone.where('id', 'not in', ids))
    .execute()
  if (ids.length === 0) return
  const { user_id: userId, token_id: tokenId } = ownerOf(actor)
  const held = await tx.db
    .updateTable('upload')
    .set({ draft_id: draftId, draft_conversation_id: conversationId })
    .where('id', 'in', ids)
    .where((is) =>
      is.or([
        is('draft_id', '=', draftId),
        is.and([
          is('draft_id', 'is', null),
          is('user_id', 'is not distinct from', userId),
          is('token_id', 'is not distinct from', tokenId),
        ]),
      ]),
    )
    .returning('id')
    .execute()
  const missing = ids.find((id) => !held.some((one) => one.id === id))
  if (missing === undefined) return
  throw new Problem('invalid', 'upload-missing', 'An attachment was uploaded too long ago. Add it again.', {
    detail: { id: missing },
  })
}

/** What came back with a letter that was called back. What is gone meanwhile is left out. */
export async function holdAgain(tx: Tx, { conversationId, draftId }: Holder, ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return
  await tx.db
    .updateTable('upload')
    .set({ draft_id: draftId, draft_conversation_id: conversationId })
    .where('id', 'in', ids)
    .where('draft_id', 'is', null)
    .execute()
}

/** Whose an upload is, as its row has it. */
export interface Owner {
  user_id: Id | null
  token_id: Id | null
}

/** The person; the very token where it is the desk's own, or for some inboxes only: such a one takes nothing from elsewhere. */
export function ownerOf({ id, tokenId, isBound }: Pick<Actor, 'id' | 'tokenId' | 'isBound'>): Owner {
  return { user_id: id, token_id: id === null || isBound ? tokenId : null }
}
