// Remote images: which address a number of a message stands for, and whether anybody wants it. No address ever comes from who asks,
// so nobody can have the server fetch anything but what a mail they may read names itself.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { domainOf } from '../../mail/address.ts'
import type { Blobs } from '../../store/blobs.ts'
import type { Space } from '../../store/space.ts'
import type { Tx } from '../../store/tx.ts'
import { answer, answerAfter, type Answer } from '../users/asking.ts'
import { can, type Actor } from '../users/permissions.ts'
import * as consent from './image-consent.ts'
import { isFull, keepImage, keptImage } from './kept-images.ts'
import { familyOf } from './merge.ts'
import { visibleConversation } from './read.ts'
import * as api from './remote-images.api.ts'

export interface RemoteImagesMeans {
  blobs: Blobs
  space: Pick<Space, 'demandRoom'>
  /** A room has no network of its own. Throws a Problem where it is no image, too large or cannot be had. */
  fetchImage: (url: string, asker: { person: string; sender: string }) => Promise<{ bytes: Buffer; type: string }>
}

export function remoteImagesRoutes({ blobs, space, fetchImage }: RemoteImagesMeans): Answer[] {
  return [
    answer(api.showRemoteImages, async ({ tx, actor }, { id, messageId, always }) => {
      const { row, ...where } = await picturedMessage(tx, actor, id, messageId, 'conversation.change')
      if (always) refuseUnlessTrusted(actor, where.inboxId)
      await consent.showImages(tx, where, row)
      if (always) await consent.trustSender(tx, where, row)
      return {}
    }),
    answer(api.askAboutSender, async ({ tx, actor }, { id, messageId }) => {
      const { row, ...where } = await picturedMessage(tx, actor, id, messageId, 'sender.trust')
      refuseUnlessTrusted(actor, where.inboxId)
      await consent.askAgain(tx, where, row)
      return {}
    }),
    answerAfter(
      api.loadRemoteImage,
      async ({ transact, actor }, { id, messageId, number }) => {
        const asked = await transact(async (tx) => {
          const { row, ...where } = await picturedMessage(tx, actor, id, messageId)
          const url = api.remoteImagesIn(row.html ?? '').addresses[number]
          if (url === undefined) throw consent.noImages(messageId)
          const [wish] = await consent.imageWishes(tx, [row])
          if (!wish?.because)
            throw new Problem('denied', 'images-unasked', 'Nobody has asked for the images of this message yet.')
          const kept = await keptImage(tx, blobs, where.family, url)
          const asker = { person: actor.id ?? actor.tokenId ?? '', sender: domainOf(consent.senderOf(row)) }
          return { ...where, url, asker, kept: kept ?? ((await isFull(tx, where)) ? 'failed' : null) }
        })
        if (asked.kept === 'failed') throw unseen()
        if (asked.kept) return { ...asked, image: asked.kept, isNew: false }
        space.demandRoom()
        const image = await fetchImage(asked.url, asked.asker).catch(async (problem: unknown) => {
          if (problem instanceof Problem && problem.kind === 'missing')
            await transact((tx) => keepImage(tx, blobs, { ...asked, image: null }))
          throw problem
        })
        return { ...asked, image, isNew: true }
      },
      async ({ tx }, { number }, { image, isNew, ...asked }) => {
        if (isNew && Buffer.isBuffer(image.bytes))
          await keepImage(tx, blobs, { ...asked, image: { bytes: image.bytes, type: image.type } })
        return { ...image, name: `image-${number}` }
      },
    ),
    answer(api.readImagePolicy, async ({ tx, actor }) => ({
      policy: await consent.imagePolicy(tx),
      senders: actor.seesAll ? await consent.imageSenders(tx) : [],
    })),
    answer(api.changeImagePolicy, async ({ tx, actor }, { policy }) => {
      refuseBound(actor)
      await consent.setImagePolicy(tx, policy)
      return { policy }
    }),
    answer(api.forgetImageSender, async ({ tx, actor }, { address }) => {
      refuseBound(actor)
      await consent.forgetImageSender(tx, address)
      return {}
    }),
  ]
}

/** Where it lies, and what is known of it: `conversationId` is the one it came with. */
async function picturedMessage(
  tx: Tx,
  actor: Actor,
  asked: Id,
  messageId: Id,
  permission = 'attachment.download',
): Promise<consent.Shown & { family: Id[]; row: consent.Pictured }> {
  const { id, inboxId } = await visibleConversation(tx, actor, asked, permission)
  const family = await familyOf(tx, id)
  const row = /^\d{1,19}$/.test(messageId)
    ? await tx.db
        .selectFrom('message')
        .select(['conversation_id', 'html', 'direction', 'sender', 'authenticity', 'images_at'])
        .where('conversation_id', 'in', family)
        .where('id', '=', messageId)
        .executeTakeFirst()
    : undefined
  if (!row) throw consent.noImages(messageId)
  return { conversationId: row.conversation_id, messageId, inboxId, family, row }
}

/** Whose images are shown without asking holds for the whole desk. */
function refuseUnlessTrusted(actor: Actor, inboxId: Id): void {
  if (!can(actor, 'sender.trust', inboxId))
    throw new Problem('denied', 'not-permitted', 'You may not decide about a sender.', {
      detail: { needs: 'sender.trust' },
    })
  if (actor.isBound)
    throw new Problem('denied', 'more-rights', 'That holds for all inboxes, and this token is for some of them.')
}

/** What holds for every inbox is not for a token of some. */
function refuseBound(actor: Actor): void {
  if (!actor.seesAll)
    throw new Problem('denied', 'more-rights', 'That holds for all inboxes, and you do not see all of them.')
}

/** The same as where it is tried: whoever looks learns nothing more. */
function unseen(): Problem {
  return new Problem('missing', 'image-unseen', 'The image cannot be shown.')
}
