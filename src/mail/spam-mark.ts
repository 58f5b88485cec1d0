// Whether a filter that a mail passed before it came here has marked it as spam: SpamAssassin, rspamd and those who write like them.
// It is believed, and nothing is deleted for it.

const MARKS: [name: RegExp, says: RegExp][] = [
  [/^x-spam-(?:flag|status)$/i, /^\s*yes/i],
  [/^x-(?:rspamd|spam)-action$/i, /^\s*(?:reject|add header|rewrite subject)/i],
]

export function isMarkedSpam(headers: readonly (readonly [name: string, value: string])[]): boolean {
  return headers.some(([name, value]) => MARKS.some((mark) => mark[0].test(name) && mark[1].test(value)))
}
