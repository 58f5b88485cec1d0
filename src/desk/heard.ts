// What the lower floors say in English, heard as codes: they know no screen, and their sentences are few and fixed. What is kept from
// long ago is heard alike. A sentence that is not known has no code, and is shown as it is.
import { sentences, type ReasonCode } from './reason-sentences.ts'
import type { Reason } from './reasons.api.ts'

/** Literal words and names of values by turns. */
interface Template {
  code: ReasonCode
  parts: string[]
}

const theirs = /^(?:filed|sender|auto|read)[A-Z]/
const templates: readonly Template[] = (Object.keys(sentences) as ReasonCode[])
  .filter((code) => theirs.test(code))
  .map((code) => ({ code, parts: sentences[code].split(/\{(\w+)\}/) }))
  .toSorted((a, b) => sentences[b.code].length - sentences[a.code].length)

/** Of one sentence, or of several parted by commas or semicolons; empty where a part of it is not known. */
export function heard(sentence: string): Reason[] {
  return sentence === '' ? [] : (heardFrom(sentence, 0) ?? [])
}

function heardFrom(sentence: string, from: number): Reason[] | null {
  for (const { code, parts } of templates) {
    const found = matched(sentence, from, parts)
    if (!found) continue
    const { end, values } = found
    if (end === sentence.length) return [{ ...values, code }]
    if (!/^[;,] /.test(sentence.slice(end, end + 2))) continue
    const further = heardFrom(sentence, end + 2)
    if (further) return [{ ...values, code }, ...further]
  }
  return null
}

/** A value ends where the words behind it begin; one at the end takes all the rest. */
function matched(
  sentence: string,
  from: number,
  parts: readonly string[],
): { end: number; values: Record<string, string> } | null {
  const values: Record<string, string> = {}
  let at = from
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 1) {
      const next = parts[index + 1] ?? ''
      const until = next === '' ? sentence.length : sentence.indexOf(next, at)
      if (until < 0) return null
      values[part] = sentence.slice(at, until)
      at = until
    } else if (!sentence.startsWith(part, at)) return null
    else at += part.length
  }
  return { end: at, values }
}
