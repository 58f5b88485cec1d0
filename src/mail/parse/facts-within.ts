// What some parts say beside text: an invitation, visiting cards. Read only as far as anybody would look.
import { readInvitation, type Invitation } from '../calendar/invitation.ts'
import { readCards, type Card } from './card.ts'
import { decodeText } from './charset.ts'
import { decodeTransfer } from './encodings.ts'
import { withLineFeeds } from './line-ends.ts'
import { leaves, type Part } from './structure.ts'

const CALENDAR = /^(?:text\/(?:x-v?)?calendar|application\/ics)$/
const CARD = /^(?:text\/(?:x-)?vcard|text\/directory|application\/vcard)$/
const MOST_BYTES = 512 * 1024
const MOST_PARTS = 5

/** The first calendar with an event in it, in a part that says what to do with it before one that is only attached. */
export function invitationIn(root: Part): Invitation | null {
  const calendars = leaves(root)
    .filter((part) => CALENDAR.test(part.type) || /\.ics$/i.test(part.filename ?? ''))
    .slice(0, MOST_PARTS)
    .toSorted((a, b) => Number(b.parameters.has('method')) - Number(a.parameters.has('method')))
  for (const part of calendars) {
    const found = readInvitation(textOf(part), part.index, part.parameters.get('method') ?? null)
    if (found) return found
  }
  return null
}

export function cardsIn(root: Part): Card[] {
  return leaves(root)
    .filter((part) => CARD.test(part.type) || /\.vcf$/i.test(part.filename ?? ''))
    .slice(0, MOST_PARTS)
    .flatMap((part) => readCards(textOf(part)))
}

/** Both are UTF-8 unless they say otherwise. */
function textOf(part: Part): string {
  const bytes = decodeTransfer(part.body, part.encoding).subarray(0, MOST_BYTES)
  return withLineFeeds(decodeText(bytes, part.charset ?? 'utf-8').text)
}
