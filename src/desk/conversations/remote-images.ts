// Remote images: which address a number of a message stands for. No address ever comes from who asks, so nobody can have the server
// fetch anything but what a mail they may read names itself.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { answerAfter, type Answer } from '../users/asking.ts'
import { familyOf } from './merge.ts'
import { visibleConversation } from './read.ts'
import * as api from './remote-images.api.ts'
import { refuseUnshown, type Looker } from './secrets.ts'

export interface RemoteImagesMeans {
  /** A room has no network of its own. Throws a Problem where it is no image, too large or cannot be had. */
  fetchImage: (url: string) => Promise<{ bytes: Buffer; type: string }>
}

export function remoteImagesRoutes({ fetchImage }: RemoteImagesMeans): Answer[] {
  return [
    answerAfter(
      api.loadRemoteImage,
      async ({ transact, actor }, { id: asked, messageId, number }) => {
        const url = await transact(async (tx) => {
          const { id, inboxId } = await visibleConversation(tx, actor, asked, 'attachment.download')
          return await addressOfImage(tx, { actor, inboxId }, id, messageId, number)
        })
        return await fetchImage(url)
      },
      async (_asking, { number }, { bytes, type }) => ({ bytes, type, name: `image-${number}` }),
    ),
  ]
}

async function addressOfImage(
  tx: Tx,
  looker: Looker,
  conversationId: Id,
  messageId: Id,
  number: number,
): Promise<string> {
  const family = await familyOf(tx, conversationId)
  const row = /^\d{1,19}$/.test(messageId)
    ? await tx.db
        .selectFrom('message')
        .select(['html', 'secret'])
        .where('conversation_id', 'in', family)
        .where('id', '=', messageId)
        .executeTakeFirst()
    : undefined
  const url = api.remoteImagesIn(row?.html ?? '')[number]
  if (!row || url === undefined)
    throw new Problem('missing', 'image-missing', 'There is no such image.', { detail: { messageId, number } })
  if (row.secret !== null) await refuseUnshown(tx, looker, family, messageId)
  return url
}
