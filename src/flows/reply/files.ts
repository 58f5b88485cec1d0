// The files that go with a message: uploaded for it, or taken along from the message answered. Refused before they are read when
// they are more than a mail may carry.
import { createHash } from 'node:crypto'
import type { Id } from '../../kit/id.ts'
import { wholeOf } from '../../kit/streamed.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import type { Message } from '../../desk/conversations/conversations.api.ts'
import { cutAttachment, findAttachment } from '../../desk/conversations/files.ts'
import type { Means } from '../../desk/means.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Tx } from '../../store/tx.ts'
import { type Owner, ownerOf } from './uploads.ts'

export interface OutgoingFile {
  name: string
  type: string
  bytes: Buffer
  sha256: string
  blobId: Id
  /** Null where it was taken along. */
  uploadId: Id | null
}

interface Asked {
  writer: Actor
  uploadIds: readonly Id[]
  /** Bytes of what is written. */
  words: number
  along?: { conversationId: Id; message: Message; ids: readonly Id[] }
}

export async function filesFor(tx: Tx, means: Means, asked: Asked): Promise<OutgoingFile[]> {
  const uploads = await takeUploads(tx, ownerOf(asked.writer), [...new Set(asked.uploadIds)])
  const along = asked.along ? [...new Set(asked.along.ids)] : []
  const known = asked.along?.message.attachments ?? []
  refuseTooLarge([...uploads, ...known.filter((one) => along.includes(one.id))], means.messageBytes - asked.words)
  const files: OutgoingFile[] = []
  for (const { id, name, type, sha256, blob_id: blobId } of uploads)
    files.push({ name, type, sha256, blobId, uploadId: id, bytes: await means.blobs.get(tx, blobId) })
  for (const id of along) {
    const { conversationId, message } = must(asked.along, 'what they are taken from')
    const found = await cutAttachment(means, await findAttachment(tx, means, null, conversationId, message.id, id))
    const bytes = await wholeOf(found.bytes) // nodemailer composes from what it has in memory
    files.push({
      name: found.name,
      type: found.type,
      bytes,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      blobId: await means.blobs.put(tx, bytes),
      uploadId: null,
    })
  }
  return files
}

/** Only one's own, each for one message: an id that is somebody else's is one that does not exist. */
async function takeUploads(tx: Tx, owner: Owner, ids: Id[]) {
  if (ids.length === 0) return []
  const rows = await tx.db
    .deleteFrom('upload')
    .where('id', 'in', ids)
    .where('user_id', 'is not distinct from', owner.user_id)
    .where('token_id', 'is not distinct from', owner.token_id)
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
