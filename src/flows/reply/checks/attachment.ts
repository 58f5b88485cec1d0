// The forgotten attachment: words that say it is there, and none is.
import { addressed, attachedPhrases, boxes, theirs, toThings, unattached, unattachedAfter } from './attachment-words.ts'
import type { Found, Read } from './draft.ts'
import { finderOf, wordsAround } from './phrases.ts'

const attached = finderOf(attachedPhrases)
/** Characters of the sentence that are asked whether it is about a parcel. */
const NEAR = 90

export function attachmentIn(read: Read): Found[] {
  if (read.files > 0) return []
  const { body } = read
  const said = attached(read, read.speaks).find((place) => {
    const { before, after } = wordsAround(read, place, { before: 4, after: 2 })
    if (before.some((word) => unattached.has(word)) || after.some((word) => unattachedAfter.has(word))) return false
    const behind = body.slice(place.end, place.end + 60)
    if (addressed.has(before.at(-1) ?? '') || theirs.test(behind) || toThings.test(behind)) return false
    const around = body.slice(Math.max(0, place.start - NEAR), place.start).split(/[.!?\n]/).at(-1) ?? '' // prettier-ignore
    return !boxes.test(`${around} ${body.slice(place.end, place.end + NEAR).split(/[.!?\n]/, 1)[0] ?? ''}`)
  })
  return said ? [{ check: 'attachment', start: said.start, end: said.end, mend: { do: 'attach' } }] : []
}
