// Pictures in the words of a message: uploads that its HTML names as `cid:upload-<id>` go as parts of the mail that the words show
// (RFC 2392), others beside them. Pure.
import type { Id } from '../../kit/id.ts'
import { shownAs } from '../../kit/picture.ts'

interface File {
  uploadId: Id | null
  type: string
  bytes: Buffer
}

const NAMED = /cid:upload-(\d{1,19})(?:@[\w.-]{1,253})?(?=["'])/g

/** The same HTML, and by upload the Content-ID (RFC 2045 §7) that it names; what is no picture is a file like any other. */
export function placePictures<F extends File>(
  html: string | null,
  files: readonly F[],
  hostname: string,
): { html: string | null; files: (F & { contentId: string | null })[] } {
  const named = new Set([...(html ?? '').matchAll(NAMED)].map(([, id]) => id))
  const placed = files.map((file) => {
    const type = file.uploadId !== null && named.has(file.uploadId) ? shownAs(file.bytes) : null
    return type === null
      ? { ...file, contentId: null }
      : { ...file, type, contentId: `upload-${file.uploadId}@${hostname}` }
  })
  const ids = new Map(placed.map(({ uploadId, contentId }) => [uploadId, contentId]))
  return {
    html: html?.replace(NAMED, (as, id: string) => (ids.get(id) ? `cid:${ids.get(id)}` : as)) ?? null,
    files: placed,
  }
}
