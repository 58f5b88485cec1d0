// Files for messages still being written: kept as blobs, forgotten a day later where they were not sent.
import { createHash } from 'node:crypto'
import type { Means } from '../../desk/means.ts'
import { limits } from '../../kit/limits.ts'
import { Problem } from '../../kit/problem.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

/** Whose an upload is, as its row has it. */
export interface Owner {
  user_id: Id | null
  token_id: Id | null
}

/** The person; the very token where it is the desk's own, or for some inboxes only: such a one takes nothing from elsewhere. */
export function ownerOf({ id, tokenId, isBound }: Pick<Actor, 'id' | 'tokenId' | 'isBound'>): Owner {
  return { user_id: id, token_id: id === null || isBound ? tokenId : null }
}

export async function keepUpload(
  tx: Tx,
  means: Pick<Means, 'blobs'>,
  file: { name: string; type: string; bytes: Buffer },
  owner: Owner = { user_id: tx.actorId, token_id: null },
) {
  if (file.bytes.length > limits.http.uploadBytes)
    throw new Problem(
      'invalid',
      'upload-too-large',
      `A file may have ${Math.round(limits.http.uploadBytes / 1024 / 1024)} MB.`,
      { detail: { size: file.bytes.length } },
    )
  const id = tx.mint()
  const row = { id, name: file.name, type: file.type, size: file.bytes.length }
  const blobId = await means.blobs.put(tx, file.bytes)
  const sha256 = createHash('sha256').update(file.bytes).digest('hex')
  await tx.db
    .insertInto('upload')
    .values({ ...row, ...owner, blob_id: blobId, sha256, created_at: tx.now })
    .execute()
  return row
}

/** Sweeps what was uploaded more than a day ago and never sent. */
export async function forgetUploads(tx: Tx, means: Pick<Means, 'blobs'>): Promise<number> {
  const old = await tx.db
    .deleteFrom('upload')
    .where('created_at', '<', new Date(tx.now.getTime() - 86_400_000))
    .returning('blob_id')
    .execute()
  for (const row of old) await means.blobs.release(tx, row.blob_id)
  return old.length
}
