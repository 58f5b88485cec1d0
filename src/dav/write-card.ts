// Changes a card where a value changed, and leaves every other line as its owner's programs wrote it.
import { type CardField, cardFields, type CardValues, emailOf, isAddress, isNamed, phoneOf, readCard } from './card.ts'
import { type CardLine, escaped, headParts, linesOf, partsOf, written } from './lines.ts'

type Wanted = Partial<CardValues>

/** Says in `REV` when, where the card has one. A Problem, `invalid`, where `text` is no card. */
export function writeCard(text: string, wanted: Wanted, now: Date): string {
  const { values } = readCard(text)
  const changed = cardFields.filter((field) => wanted[field] !== undefined && !isSame(values[field], wanted[field]))
  if (changed.length === 0) return text
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  let lines = linesOf(text)
  for (const field of changed) lines = writers[field](lines, wanted as CardValues, end)
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '')
  return lines.map((line) => (line.name === 'REV' ? written('REV', stamp, end) : line.raw)).join('')
}

/** A card of its own; 3.0, which every server and every phone takes. */
export function newCard(uid: string, values: CardValues, now: Date): string {
  const bare = ['BEGIN:VCARD', 'VERSION:3.0', 'PRODID:-//Postroom//Postroom//EN', `UID:${escaped(uid)}`]
  const text = [...bare, 'REV:0', 'N:;;;;', 'FN:', 'END:VCARD', ''].join('\r\n')
  return writeCard(text, values, now)
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

type Writer = (lines: CardLine[], wanted: CardValues, end: string) => CardLine[]

const writers: Record<CardField, Writer> = {
  name: (lines, { name }, end) => {
    const shown = setFirst(lines, 'FN', escaped(name), end)
    return setFirst(shown, 'N', structured(name), end)
  },
  addresses: (lines, { addresses }, end) => setAll(lines, { name: 'EMAIL', read: emailOf, add: 'TYPE=INTERNET' }, addresses, end), // prettier-ignore
  phones: (lines, { phones }, end) => setAll(lines, { name: 'TEL', read: phoneOf, add: 'TYPE=VOICE' }, phones, end),
  company: (lines, { company }, end) => {
    const [, ...units] = partsOf(lines.find(isNamed('ORG'))?.value ?? '')
    const isEmpty = company === '' && units.every((unit) => unit === '')
    return setFirst(lines, 'ORG', isEmpty ? '' : [escaped(company), ...units].join(';'), end)
  },
  title: (lines, { title }, end) => setFirst(lines, 'TITLE', escaped(title), end),
  website: (lines, { website }, end) => setFirst(lines, 'URL', website.replace(/[\p{Cc}\s]+/gu, ''), end),
  postalAddress: (lines, { postalAddress }, end) => {
    const others = lines.filter((line) => line.name === 'ADR' && !isAddress(line))
    const kept = others.length > 0 ? lines.filter((line) => !others.includes(line)) : lines
    return setFirst(kept, 'ADR', postalAddress === '' ? '' : `;;${escaped(postalAddress)};;;;`, end)
  },
  notes: (lines, { notes }, end) => setFirst(lines, 'NOTE', escaped(notes), end),
}

/** The last word is the family's, as far as anybody can tell; a person may correct it in the book. */
function structured(name: string): string {
  const words = name.split(' ')
  const family = words.length > 1 ? (words.pop() ?? '') : ''
  return `${escaped(family)};${escaped(words.join(' '))};;;`
}

/** The first line of this name has this value from now on; an empty one goes, except where a card must have it. */
function setFirst(lines: CardLine[], name: string, value: string, end: string): CardLine[] {
  const at = lines.findIndex(isNamed(name))
  const was = lines[at]
  if (value === '' && name !== 'FN') return was ? without(lines, [was]) : lines
  const line = made(was ? headOf(was) : name, value, end)
  return was ? lines.with(at, line) : inserted(lines, [line])
}

interface Several {
  name: string
  read: (line: CardLine) => string
  add: string
}

/** Those that are wanted stay as they are, whatever is said of them there (work, home, preferred). */
function setAll(lines: CardLine[], { name, read, add }: Several, wanted: string[], end: string): CardLine[] {
  const those = lines.filter((line) => line.name === name && read(line) !== '')
  const known = new Set(those.map(read))
  const fresh = wanted.filter((one) => !known.has(one))
  const head = isVersion4(lines) ? name : `${name};${add}`
  const kept = without(
    lines,
    those.filter((line) => !wanted.includes(read(line))),
  )
  return inserted(
    kept,
    fresh.map((one) => made(head, escaped(one), end)),
  )
}

const isVersion4 = (lines: readonly CardLine[]): boolean => lines.find(isNamed('VERSION'))?.value.trim() === '4.0'

/** With these go the labels that stand in their groups alone (`item1.X-ABLabel`). */
function without(lines: readonly CardLine[], gone: readonly CardLine[]): CardLine[] {
  const rest = lines.filter((line) => !gone.includes(line))
  const groups = new Set(gone.map((line) => line.group).filter(Boolean))
  const isLabel = (line: CardLine) => line.name.startsWith('X-AB')
  const inUse = new Set(rest.filter((line) => !isLabel(line)).map((line) => line.group))
  return rest.filter((line) => !(isLabel(line) && groups.has(line.group) && !inUse.has(line.group)))
}

function inserted(lines: readonly CardLine[], fresh: CardLine[]): CardLine[] {
  const end = lines.findLastIndex((line) => line.name === 'END')
  return [...lines.slice(0, end), ...fresh, ...lines.slice(end)]
}

/** How a value is encoded, and what stood for it as a label, holds for the old one only. */
function headOf(line: CardLine): string {
  const [full = '', ...parameters] = headParts(line.head)
  return [full, ...parameters.filter((one) => /^(TYPE|PREF|ALTID|PID|LANGUAGE)=/i.test(one.trim()))].join(';')
}

function made(head: string, value: string, end: string): CardLine {
  const [line] = linesOf(written(head, value, end))
  if (!line) throw new Error('a line that was just written')
  return line
}
