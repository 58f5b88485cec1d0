// Which attached file an image of the HTML is: by its Content-ID (RFC 2392), by its Content-Location (RFC 2557), or, as old Outlook
// and web pages sent as mail write it, by nothing but its file's name.
import type { Attachment } from './attachment.ts'

/** Content ids by the reference that stands in the HTML, entities read. */
export type References = ReadonlyMap<string, string>

export interface Placed {
  attachment: Attachment
  location: string | null
}

/**
 * Marks what an image of the HTML shows. A file that is found without a Content-ID gets one of ours, so that the sanitised copy
 * can name it.
 */
export function placeInline(files: readonly Placed[], html: string | null): References {
  const found = new Map<string, string>()
  if (html === null || files.length === 0) return found
  const finder = createFinder(files)
  for (const reference of imageReferences(html)) {
    const attachment = found.has(reference) ? undefined : finder(reference)
    if (!attachment) continue
    // Longer than a mail's own line may be (RFC 5322 §2.1.1): of no use in an address.
    if (attachment.contentId === null || attachment.contentId.length > 150)
      attachment.contentId = `part-${attachment.part}`
    attachment.inline = true
    found.set(reference, attachment.contentId)
  }
  return found
}

/** As many images as anybody looks at; a mail that names more is a bomb. */
const MOST_IMAGES = 2_000
/** Read to here only. */
const LONGEST_TAG = 4_000

function imageReferences(html: string): string[] {
  const found: string[] = []
  for (const start of html.matchAll(/<img\b/gi)) {
    if (found.length >= MOST_IMAGES) break
    const tag = html.slice(start.index, start.index + LONGEST_TAG)
    const src = /\ssrc\s{0,9}=\s{0,9}(?:"([^"<>]{1,2000})"|'([^'<>]{1,2000})'|([^\s"'<>]{1,2000}))/i.exec(tag)
    if (src) found.push((src[1] ?? src[2] ?? src[3] ?? '').replaceAll('&amp;', '&').trim())
  }
  return found
}

function createFinder(files: readonly Placed[]): (reference: string) => Attachment | undefined {
  const pick = (key: (file: Placed) => string | null) => {
    const kept = new Map<string, Attachment>()
    for (const file of files) {
      const name = key(file)
      if (name !== null && name !== '' && !kept.has(name)) kept.set(name, file.attachment)
    }
    return kept
  }
  const byId = pick(({ attachment }) => attachment.contentId)
  const byFoldedId = pick(({ attachment }) => attachment.contentId?.toLowerCase() ?? null)
  const byLocation = pick(({ location }) => location)
  const pictures = files.filter(({ attachment }) => /^image\/|^application\/octet-stream$/.test(attachment.type))
  const named = new Set(pictures)
  const byName = pick((file) => (named.has(file) ? fileName(file.attachment.name) : null))
  const byEnd = pick((file) => (named.has(file) && file.location !== null ? fileName(file.location) : null))
  return (reference) => {
    const id = /^cid:/i.test(reference) ? unescaped(reference.slice(4)).replace(/^<|>$/g, '') : null
    const exact = byId.get(id ?? reference) ?? byFoldedId.get((id ?? reference).toLowerCase())
    if (exact) return exact
    const located = byLocation.get(reference) ?? (id === null ? undefined : byLocation.get(id))
    if (located) return located
    // What has a host of its own is on the web, whatever it is called.
    if (id === null && /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(reference) && !/^file:/i.test(reference)) return undefined
    const name = fileName(id === null ? unescaped(reference) : id.replace(/@.*$/s, ''))
    return byName.get(name) ?? byEnd.get(name)
  }
}

/** The last piece of a path of either kind, without what a browser would have asked with it. */
function fileName(path: string): string {
  const piece = path.split(/[?#]/)[0]?.split(/[/\\]/).at(-1) ?? ''
  return piece.trim().toLowerCase()
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
