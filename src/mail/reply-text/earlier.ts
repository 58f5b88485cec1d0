// Comparison with what the conversation already holds: lines that others wrote here before are quoted, in whatever language and
// without any mark. Letters only, so that wrapping, quote marks and blanks do not matter.

/** Letters in a row that must be the same; a greeting is shorter. */
const RUN = 24
/** Of a line's letters this part: links and images are written anew by each program. */
const MOST = 0.8
const MAX_TEXT = 100_000
const MAX_MESSAGE = 8_000
const MAX_MESSAGES = 20

interface Repeated {
  /** For each line of the text whether it was there before. */
  lines: boolean[]
  /** The first line below a whole message that was there before; null when none is there as a whole. */
  after: number | null
}

/** `earlier` are the visible texts of messages by others than the writer: one's own signature comes again in every mail. */
export function repeatedLines(text: string, earlier: string[]): Repeated | null {
  const { runs, heads, tails } = runsOf(earlier)
  if (runs.size === 0) return null
  const { letters, offsets } = lettersOf(text.slice(0, MAX_TEXT))
  const covered = new Uint8Array(text.length)
  let until = 0
  let found = false
  let hasHead = false
  let wholeEnd: number | null = null
  for (const { hash, at } of hashes(letters)) {
    if (!runs.has(hash)) continue
    found = true
    hasHead ||= heads.has(hash)
    for (let i = Math.max(at, until); i < at + RUN; i++) covered[offsets[i] as number] = 1
    until = at + RUN
    if (hasHead && tails.has(hash)) wholeEnd ??= offsets[at + RUN - 1] as number
  }
  if (!found) return null
  let start = 0
  let after: number | null = null
  const lines = text.split('\n').map((line, number) => {
    let [same, all] = [0, 0]
    for (let i = start; i < Math.min(start + line.length, MAX_TEXT); i++)
      if (isLetter(text[i] as string)) {
        all++
        same += covered[i] as number
      }
    start += line.length + 1
    if (wholeEnd !== null && after === null && start > wholeEnd) after = number + 1
    return all > 0 && same >= all * MOST
  })
  return { lines, after }
}

interface Runs {
  runs: Set<number>
  heads: Set<number>
  tails: Set<number>
}

function runsOf(earlier: string[]): Runs {
  const found: Runs = { runs: new Set(), heads: new Set(), tails: new Set() }
  for (const message of earlier.slice(-MAX_MESSAGES)) {
    const { letters } = lettersOf(message.slice(0, MAX_MESSAGE))
    for (const { hash, at } of hashes(letters)) {
      found.runs.add(hash)
      if (at === 0) found.heads.add(hash)
      if (at + RUN === letters.length) found.tails.add(hash)
    }
  }
  return found
}

/** Of every run of letters a number of 32 bits, each made from the one before it. */
function* hashes(letters: string): Generator<{ hash: number; at: number }> {
  let power = 1
  for (let i = 1; i < RUN; i++) power = Math.imul(power, 31)
  let hash = 0
  for (let i = 0; i < letters.length; i++) {
    if (i >= RUN) hash = (hash - Math.imul(letters.charCodeAt(i - RUN), power)) | 0
    hash = (Math.imul(hash, 31) + letters.charCodeAt(i)) | 0
    if (i >= RUN - 1) yield { hash, at: i - RUN + 1 }
  }
}

const isLetter = (c: string): boolean => /[\p{L}\p{N}]/u.test(c)

/** Letters and digits in lower case, each with its offset in the text. */
export function lettersOf(text: string): { letters: string; offsets: number[] } {
  const letters: string[] = []
  const offsets: number[] = []
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string
    if (isLetter(c)) {
      letters.push(c.toLowerCase()[0] as string)
      offsets.push(i)
    }
  }
  return { letters: letters.join(''), offsets }
}
