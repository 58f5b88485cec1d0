// Facts made ready to be compared with many rules: each text is folded and cut into words once, and only when asked for.
// It also carries what rules have set so far, so that a later rule sees it.
import { isOpenAt } from '../hours/open.ts'
import type { BusinessHours } from '../hours/hours.api.ts'
import { isTimeZone } from '../hours/zone.ts'
import type { Id } from '../../kit/id.ts'
import type { Facts, Situation } from './facts.ts'
import { fold, placeInOriginal, placeOfWord, wordsOf } from './fold.ts'
import { newBudget, type Budget } from './pattern.ts'
import type { ContactField } from '../contacts/in-rules.api.ts'

/** Characters of one text that tests look at. A request is at the front; megabytes are a log somebody pasted. */
const LONGEST = 100_000
const SHOWN = 80

export interface Text {
  original: string
  /** Whoever counts only what holds reads no quotations: then there are none. */
  isTold: boolean
  folded(): string
  words(): string
  /** The text, or its beginning, in quotation marks. */
  shown(): string
}

export interface Evidence {
  facts: Facts
  /** Each test is told, with what it found. */
  isTold: boolean
  /** What patterns found in its texts: many rules may ask for the same. */
  finds: Map<Text, Map<string, { found: { start: number; end: number } | null; read: number }>>
  /** Changes as actions are decided; `facts.conversation` stays what it was. */
  situation: Situation
  /** The inbox of the rule that asks, beyond which it is told nothing of what happened; null: it is for all. */
  scope: Id | null
  /** For all patterns together. */
  budget: Budget
  sender: Text[]
  recipients: Text[]
  subject: Text[]
  body: Text[]
  subjectAndBody: Text[]
  header(name: string): Text[]
  /** Of the contact; none where it is not known. */
  contactField(name: ContactField): Text[]
  company: Text[]
  /** By the hours of the inbox; a schedule that is not known is always open. */
  isOpen(hoursId?: Id): boolean
}

export function gather(facts: Facts, { isTold = true } = {}): Evidence {
  const textOf = (given: string) => readyText(given, isTold)
  const subject = textOf(facts.subject)
  // Quotations are old news in a conversation that goes on, and may be the whole matter in one that begins (a forward).
  const body = textOf(facts.isNew || !facts.body.reply.trim() ? facts.body.whole : facts.body.reply)
  const headers = once(() => Map.groupBy(facts.headers, ([name]) => name.toLowerCase()))
  const byName = new Map<string, Text[]>()
  const given = (text: string | null | undefined): Text[] => (text ? [textOf(text)] : [])
  const isOpenBy = (hours: BusinessHours | null | undefined): boolean =>
    !hours || !isTimeZone(hours.timeZone) || isOpenAt(hours, facts.now)
  const isOpen = once(() => isOpenBy(facts.hours))
  return {
    facts,
    isTold,
    finds: new Map(),
    situation: { ...facts.conversation, ...(facts.language !== null && { language: facts.language }) },
    scope: null,
    budget: newBudget(),
    sender: [textOf(facts.sender)],
    recipients: facts.recipients.map(textOf),
    subject: [subject],
    body: [body],
    subjectAndBody: [subject, body],
    header: (name) => {
      const key = name.toLowerCase()
      const known = byName.get(key)
      if (known) return known
      const texts = (headers().get(key) ?? []).map(([, value]) => textOf(value))
      byName.set(key, texts)
      return texts
    },
    contactField: (name) => given(facts.further?.contact?.fields[name]),
    company: given(facts.further?.company?.name),
    isOpen: (hoursId) => (hoursId === undefined ? isOpen() : isOpenBy(facts.further?.hours?.get(hoursId))),
  }
}

export const textOf = (given: string): Text => readyText(given, true)

function readyText(given: string, isTold: boolean): Text {
  const original = given.length > LONGEST ? given.slice(0, LONGEST) : given
  const folded = once(() => fold(original))
  const shown = isTold ? once(() => quote(original, 0, 0)) : () => ''
  return { original, isTold, folded, words: once(() => wordsOf(folded())), shown }
}

/** The surroundings of a find in the folded text, as they were written. */
export function quoteFolded(text: Text, index: number, length: number): string {
  return text.isTold ? quote(text.original, placeInOriginal(text.original, index), length) : ''
}

/** The surroundings of a find in the words of a text, as they were written. */
export function quoteWords(text: Text, index: number, length: number): string {
  return text.isTold ? quoteFolded(text, placeOfWord(text.folded(), text.words(), index), length) : ''
}

export function quote(text: string, start: number, length: number): string {
  const flat = text.length <= SHOWN * 4 ? text.replace(/\s+/g, ' ').trim() : ''
  if (flat && flat.length <= SHOWN) return `“${flat}”`
  const from = Math.max(0, Math.min(start - 25, text.length - SHOWN))
  const until = Math.max(from + SHOWN, Math.min(start + length, from + 2 * SHOWN))
  const piece = text.slice(from, until).toWellFormed().replaceAll('\ufffd', '').replace(/\s+/g, ' ').trim()
  return `“${from > 0 ? '…' : ''}${piece}${until < text.length ? '…' : ''}”`
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
