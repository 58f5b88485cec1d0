// Images that come with a mail and stand in its text. What is shown is a picture by its first bytes, whatever it was called, and no
// larger than a browser can draw; all else stays a file that can be saved.
import type { Id } from '../../kit/id.ts'
import { PICTURE_HEAD, shownAs } from '../../kit/picture.ts'
import { Problem } from '../../kit/problem.ts'
import { beginningOf } from '../../kit/streamed.ts'
import type { Tx } from '../../store/tx.ts'
import type { Means } from '../means.ts'
import { answerAfter, type Answer } from '../users/asking.ts'
import { cutAttachment, findAttachment, type FoundAttachment } from './files.ts'
import * as api from './inline-images.api.ts'
import { familyOf } from './merge.ts'
import { visibleConversation } from './read.ts'
import type { Looker } from './secrets.ts'

export function inlineImagesRoutes(means: Means): Answer[] {
  return [
    answerAfter(
      api.loadInlineImage,
      async ({ transact, actor }, { id: asked, messageId, contentId }) => {
        const found = await transact(async (tx) => {
          const { id, inboxId } = await visibleConversation(tx, actor, asked, 'attachment.download')
          return await inlineImage(tx, means, {
            looker: { actor, inboxId },
            id,
            messageId,
            contentId: unescaped(contentId),
          })
        })
        const { bytes, name } = await cutAttachment(means, found)
        const type = shownAs(await beginningOf(bytes, PICTURE_HEAD))
        if (type === null) throw missing(messageId)
        return { bytes, type, name }
      },
      async (_asking, _input, image) => image,
    ),
  ]
}

interface Wanted {
  looker: Looker
  /** The conversation. */
  id: Id
  messageId: Id
  contentId: string
}

/** Answers quote images without sending them along: then it is the one that was said to be so called before. */
async function inlineImage(
  tx: Tx,
  means: Means,
  { looker, id, messageId, contentId }: Wanted,
): Promise<FoundAttachment> {
  const found = /^\d{1,19}$/.test(messageId)
    ? await tx.db
        .selectFrom('attachment')
        .select(['id', 'message_id'])
        .where('conversation_id', 'in', await familyOf(tx, id))
        .where('message_id', '<=', messageId)
        .where('content_id', '=', contentId)
        .orderBy('message_id', 'desc')
        .limit(1)
        .executeTakeFirst()
    : undefined
  if (!found) throw missing(messageId)
  return await findAttachment(tx, means, looker, id, found.message_id, found.id)
}

/** RFC 2392: as an attachment has it. */
function unescaped(cid: string): string {
  try {
    return decodeURIComponent(cid).replaceAll('\0', '') // as it is stored
  } catch {
    return cid
  }
}

function missing(messageId: Id): Problem {
  return new Problem('missing', 'image-missing', 'There is no such image.', { detail: { messageId } })
}
