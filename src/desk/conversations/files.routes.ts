// Which verb answers which route of a conversation's files. A mail is read before the transaction of the answer: it may be large,
// others may be read first, and no connection waits for that.
import type { Means } from '../means.ts'
import { answerAfter, secret, type Answer, type Preparing } from '../users/asking.ts'
import * as api from './conversations.api.ts'
import { attachedMail, cutAttachment, findAttachment, rawFile } from './files.ts'
import { visibleConversation } from './read.ts'
import { findSecret, noteShown } from './secrets.ts'

interface Named {
  id: string
  messageId: string
}

export function fileRoutes(means: Means): Answer[] {
  const found = (
    { transact, actor }: Preparing,
    { id: asked, messageId, attachmentId }: Named & { attachmentId: string },
  ) =>
    transact(async (tx) => {
      const { id, inboxId } = await visibleConversation(tx, actor, asked, 'attachment.download')
      return await findAttachment(tx, means, { actor, inboxId }, id, messageId, attachmentId)
    })

  return [
    secret(
      answerAfter(
        api.showSecret,
        async ({ transact, actor }, { id: asked, messageId }) => {
          const hidden = await transact(async (tx) => {
            const { id } = await visibleConversation(tx, actor, asked, 'secret.read')
            return await findSecret(tx, means, id, messageId)
          })
          return { hidden, mail: await means.reader.read(hidden.raw, { from: hidden.envelopeFrom }) }
        },
        async ({ tx, actor }, { id, messageId }, { hidden, mail }) => {
          await visibleConversation(tx, actor, id, 'secret.read')
          await noteShown(tx, actor, hidden, messageId)
          const { subject, text, replyEnd, html } = mail
          return { subject, text, replyEnd, html }
        },
      ),
    ),
    answerAfter(
      api.downloadAttachment,
      async (preparing, input) => cutAttachment(means, await found(preparing, input)),
      async (_asking, _input, file) => file,
    ),
    answerAfter(
      api.readAttachedMail,
      async (preparing, input) => attachedMail(means, await found(preparing, input)),
      async (_asking, _input, mail) => mail,
    ),
    answerAfter(
      api.downloadRaw,
      ({ transact, actor }, { id: asked, messageId }) =>
        transact(async (tx) => {
          const { id, inboxId } = await visibleConversation(tx, actor, asked, 'attachment.download')
          return await rawFile(tx, means, { actor, inboxId }, id, messageId)
        }),
      async (_asking, _input, file) => file,
    ),
  ]
}
