// Comparison with what the conversation already holds: wherever a message that was sent or received before begins again, the
// quotation begins. Needs no language and no mark. Letters only, so wrapping, quote marks and blanks do not matter.

const HEAD = 40
const LEAST = 24
const MAX_TEXT = 200_000
const MAX_MESSAGES = 50

/** The offset in `text` at which one of the earlier messages begins; null when none does. */
export function earlierStart(text: string, earlier: string[]): number | null {
  const { letters, offsets } = lettersOf(text.slice(0, MAX_TEXT))
  let first = Infinity
  for (const message of earlier.slice(-MAX_MESSAGES)) {
    const head = lettersOf(message.slice(0, 1000)).letters.slice(0, HEAD)
    if (head.length < LEAST) continue
    const at = letters.indexOf(head)
    if (at > 0) first = Math.min(first, at)
  }
  return first === Infinity ? null : (offsets[first] ?? null)
}

/** Letters and digits in lower case, each with its offset in the text. */
export function lettersOf(text: string): { letters: string; offsets: number[] } {
  const letters: string[] = []
  const offsets: number[] = []
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string
    if (/[\p{L}\p{N}]/u.test(c)) {
      letters.push(c.toLowerCase()[0] as string)
      offsets.push(i)
    }
  }
  return { letters: letters.join(''), offsets }
}
