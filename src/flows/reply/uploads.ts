// Files for messages still being written: kept as blobs, forgotten a day later where they were not sent, unless a draft holds them.
import { createHash } from 'node:crypto'
import type { Means } from '../../desk/means.ts'
import { limits } from '../../kit/limits.ts'
import { Problem } from '../../kit/problem.ts'
import type { Owner } from '../../desk/drafts/held-files.ts'
import type { Tx } from '../../store/tx.ts'

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

/** Sweeps what was uploaded, or given up by a draft, more than a day ago and never sent; also of a draft that went with its conversation. */
export async function forgetUploads(tx: Tx, means: Pick<Means, 'blobs'>): Promise<number> {
  const old = await tx.db
    .deleteFrom('upload')
    .where('created_at', '<', new Date(tx.now.getTime() - 86_400_000))
    .where((is) =>
      is.or([
        is('draft_id', 'is', null),
        is.not(
          is.exists(
            is
              .selectFrom('draft')
              .select('draft.id')
              .whereRef('draft.conversation_id', '=', 'upload.draft_conversation_id')
              .whereRef('draft.id', '=', 'upload.draft_id'),
          ),
        ),
      ]),
    )
    .returning('blob_id')
    .execute()
  for (const row of old) await means.blobs.release(tx, row.blob_id)
  return old.length
}
