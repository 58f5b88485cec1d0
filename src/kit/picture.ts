// What kind of picture bytes are, by their beginning, whatever anybody calls them. Only kinds that browsers draw without running
// anything; SVG is a program, never one of them.

/** So many bytes are enough. */
export const PICTURE_HEAD = 12

/** A media type; null for everything else. */
export function pictureType(bytes: Buffer): string | null {
  const head = bytes.subarray(0, PICTURE_HEAD).toString('latin1')
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (/^GIF8[79]a/.test(head)) return 'image/gif'
  return head.startsWith('RIFF') && head.slice(8) === 'WEBP' ? 'image/webp' : null
}
