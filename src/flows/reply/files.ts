// The files that go with a message: uploaded for it, or taken along from the message answered. Refused before they are read when
// they are more than a mail may carry.
import { createHash } from 'node:crypto'
import type { Id } from '../../kit/id.ts'
import { wholeOf } from '../../kit/streamed.ts'
import { Problem } from '../../kit/problem.ts'
import type { Message } from '../../desk/conversations/conversations.api.ts'
import { cutAttachment, findAttachment } from '../../desk/conversations/files.ts'
import type { Means } from '../../desk/means.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Tx } from '../../store/tx.ts'
import { type Owner, ownerOf } from '../../desk/drafts/held-files.ts'

export interface OutgoingFile {
  name: string
  type: string
  bytes: Buffer
  sha256: string
  blobId: Id
  /** Null where it was taken along. */
  uploadId: Id | null
  /** By which the HTML shows it; null where it goes beside the words. */
  contentId: string | null
}

/** A file of the message answered, taken out of it. */
export interface CutFile {
  id: Id
  name: string
  type: string
  bytes: Buffer
  sha256: string
}

interface Along {
  conversationId: Id
  message: Message
  ids: readonly Id[]
  /** Bytes that a message may have beside its words. */
  room: number
}

/**
 * What goes along of the message answered. It takes as long as that mail is large, and waits for others' mail: `transact` is used for
 * looking it up alone, and it is done before anybody's conversation is held.
 */
export async function cutAlong(
  transact: <T>(verb: (tx: Tx) => Promise<T>) => Promise<T>,
  means: Means,
  look: (tx: Tx) => Promise<Along>,
): Promise<CutFile[]> {
  const found = await transact(async (tx) => {
    const { conversationId, message, ids, room } = await look(tx)
    const wanted = [...new Set(ids)]
    refuseTooLarge(message.attachments.filter((one) => wanted.includes(one.id)), room) // prettier-ignore
    const files = []
    for (const id of wanted) files.push(await findAttachment(tx, means, null, conversationId, message.id, id))
    return files
  })
  const files: CutFile[] = []
  for (const one of found) {
    const { name, type, bytes: cut } = await cutAttachment(means, one)
    const bytes = await wholeOf(cut) // nodemailer composes from what it has in memory
    files.push({ id: one.id, name, type, bytes, sha256: createHash('sha256').update(bytes).digest('hex') })
  }
  return files
}

interface Asked {
  /** Whose uploads may go beside the writer's own. */
  draft?: { conversation_id: Id; id: Id } | null
  writer: Actor
  uploadIds: readonly Id[]
  along: readonly CutFile[]
  /** Bytes that a message may have beside its words. */
  room: number
}

/** `contentId` is for `placePictures` to say. */
export async function filesFor(
  tx: Tx,
  means: Means,
  { writer, uploadIds, along, room, draft = null }: Asked,
): Promise<Omit<OutgoingFile, 'contentId'>[]> {
  const uploads = await takeUploads(tx, ownerOf(writer), [...new Set(uploadIds)], draft)
  refuseTooLarge([...uploads, ...along.map(({ id, bytes }) => ({ id, size: bytes.length }))], room)
  const files: Omit<OutgoingFile, 'contentId'>[] = []
  for (const { id, name, type, sha256, blob_id: blobId } of uploads)
    files.push({ name, type, sha256, blobId, uploadId: id, bytes: await means.blobs.get(tx, blobId) })
  for (const { id: _, ...file } of along)
    files.push({ ...file, blobId: await means.blobs.put(tx, file.bytes), uploadId: null })
  return files
}

/** Only one's own and those of the draft, each for one message: an id that is somebody else's is one that does not exist. */
async function takeUploads(tx: Tx, owner: Owner, ids: Id[], draft: Asked['draft']) {
  if (ids.length === 0) return []
  const rows = await tx.db
    .deleteFrom('upload')
    .where('id', 'in', ids)
    .where((is) =>
      is.or([
        is.and([
          is('user_id', 'is not distinct from', owner.user_id),
          is('token_id', 'is not distinct from', owner.token_id),
        ]),
        ...(draft ? [is.and({ draft_conversation_id: draft.conversation_id, draft_id: draft.id })] : []),
      ]),
    )
    .returningAll()
    .execute()
  return ids.map((id) => {
    const row = rows.find((one) => one.id === id)
    if (row) return row
    throw new Problem('invalid', 'upload-missing', 'An attachment was uploaded too long ago. Add it again.', {
      detail: { id },
    })
  })
}

/** base64 in lines of 76 characters (RFC 2045 §6.8). */
const GROWTH = (4 / 3) * (78 / 76)
/** For the header and the edges between the parts. */
const FRAME = 64 * 1024

function refuseTooLarge(files: { id: Id; size: number }[], room: number): void {
  const size = files.reduce((sum, file) => sum + file.size, 0)
  const most = Math.floor((room - FRAME) / GROWTH)
  if (files.length === 0 || size <= most) return
  throw new Problem(
    'invalid',
    'message-too-large',
    `The attachments have ${megabytes(size)} MB together; this message can carry ${megabytes(most)} MB.`,
    { detail: { size, most, files: files.map((file) => ({ id: file.id, size: file.size })) } },
  )
}

const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1)
