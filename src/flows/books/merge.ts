// What becomes of a contact and its card when either was changed: a pure function, field by field, against what both last had in common.
// A change on one side holds on both. Where both changed one thing differently somebody has to know: it is decided for now and noted.
import { type CardField, cardFields, type CardValues } from '../../dav/card.ts'
import { BookDirections, type Direction } from '../../desk/books/books.api.ts'

export interface Sides {
  /** What the card said when both were last in step; a field that was never in step is not in it. */
  base: Partial<CardValues>
  here: CardValues
  there: CardValues
  /** Since when each holds here by somebody's word; not in it: nobody's, it came with the first mail. */
  hereAt: Partial<Record<CardField, Date>>
  /** When the card was changed, as far as it says, else when that was noticed. */
  thereAt: Date
}

export type Side = 'here' | 'there'

export interface Conflict {
  field: CardField
  base: string | string[] | null
  here: string | string[]
  there: string | string[]
  winner: Side
}

export interface Merged {
  /** What is to be set on each side. */
  here: Partial<CardValues>
  there: Partial<CardValues>
  conflicts: Conflict[]
}

export type Directions = Partial<Record<CardField, Direction>>

const usual = BookDirections.parse({})
export const directionOf = (directions: Directions, field: CardField): Direction => directions[field] ?? usual[field]

/** More of one kind than a contact may have: such a list is left alone on both sides. */
const MOST_EACH = 50

export function merge(sides: Sides, directions: Directions): Merged {
  const merged: Merged = { here: {}, there: {}, conflicts: [] }
  for (const field of cardFields) {
    const direction = directionOf(directions, field)
    if (direction === 'never') continue
    const { value, lost } = isList(field) ? mergeList(field, sides, direction) : mergeText(field, sides, direction)
    if (value === null) continue
    if (!isSame(field, value, sides.here[field])) Object.assign(merged.here, { [field]: value })
    if (!isSame(field, value, sides.there[field])) Object.assign(merged.there, { [field]: value })
    if (lost) {
      const { base, here, there } = sides
      merged.conflicts.push({ field, base: base[field] ?? null, here: here[field], there: there[field], winner: lost })
    }
  }
  return merged
}

interface Outcome<T> {
  /** Null: nothing is to be done. */
  value: T | null
  /** Who won, where something that somebody said gave way. */
  lost?: Side
}
type ListField = 'addresses' | 'phones'
type TextField = Exclude<CardField, ListField>

const isList = (field: CardField): field is ListField => field === 'addresses' || field === 'phones'

function mergeText(field: TextField, sides: Sides, direction: Direction): Outcome<string> {
  const [base, here, there] = [sides.base[field], sides.here[field], sides.there[field]]
  if (isSame(field, here, there)) return { value: null }
  const taken = (winner: Side, isLoss: boolean): Outcome<string> => ({
    value: winner === 'here' ? here : there,
    ...(isLoss && { lost: winner }),
  })
  // A card must have a name, and a contact has one: an empty one is nobody's wish.
  if (field === 'name' && (here === '' || there === '')) return taken(here === '' ? 'there' : 'here', false)
  const changed = { here: base === undefined || !isSame(field, here, base), there: base === undefined || !isSame(field, there, base) } // prettier-ignore
  if (direction === 'postroom-only') return taken('here', base !== undefined && changed.there)
  if (direction === 'book-only') return taken('there', base !== undefined && changed.here)
  // What only stood in a mail, or was guessed, gives way to a card, and is written on none that is there already.
  const isGuess = sides.hereAt[field] === undefined && !base && direction !== 'postroom'
  if (isGuess) return there === '' && field !== 'name' ? { value: null } : taken('there', false)
  if (!changed.there) return taken('here', false)
  if (!changed.here) return taken('there', false)
  if (base === undefined && (here === '' || there === '')) return taken(here === '' ? 'there' : 'here', false)
  return taken(winnerOf(direction, sides.hereAt[field], sides.thereAt), true)
}

/** At the same moment it was done there first: here it is known when. */
export function winnerOf(direction: Direction, hereAt: Date | undefined, thereAt: Date): Side {
  if (direction !== 'latest') return direction === 'postroom' ? 'here' : 'there'
  return hereAt !== undefined && hereAt >= thereAt ? 'here' : 'there'
}

/** One added on either side is added, one taken away on either side goes: of a list nothing need give way. */
function mergeList(field: ListField, sides: Sides, direction: Direction): Outcome<string[]> {
  const [base = [], here, there] = [sides.base[field], sides.here[field], sides.there[field]]
  const has = (list: readonly string[], one: string) => list.some((each) => keyOf(field, each) === keyOf(field, one))
  const isKnown = sides.base[field] !== undefined
  if (direction === 'postroom-only')
    return {
      value: here,
      ...(isKnown && !isSame(field, there, base) && !isSame(field, there, here) && { lost: 'here' }),
    }
  if (direction === 'book-only')
    return {
      value: there,
      ...(isKnown && !isSame(field, here, base) && !isSame(field, there, here) && { lost: 'there' }),
    }
  const kept = here.filter((one) => has(there, one) || !has(base, one))
  const fresh = there.filter((one) => !has(here, one) && !has(base, one))
  const all = [...kept, ...fresh]
  if (all.length > MOST_EACH) return { value: null }
  // A contact without any address is nobody that mail comes from: the last one goes by hand alone.
  if (field === 'addresses' && all.length === 0 && here.length > 0) return { value: here, lost: 'here' }
  return { value: all }
}

/** Whether two ways of writing it are one thing. */
export function isSame(field: CardField, one: string | readonly string[], other: string | readonly string[]): boolean {
  if (typeof one === 'string' || typeof other === 'string')
    return keyOf(field, String(one)) === keyOf(field, String(other))
  const [mine, theirs] = [one, other].map((list) => [...new Set(list.map((each) => keyOf(field, each)))].toSorted())
  return JSON.stringify(mine) === JSON.stringify(theirs)
}

const keyOf = (field: CardField, text: string): string => keys[field]?.(text) ?? plain(text)

const plain = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim()
const keys: Partial<Record<CardField, (text: string) => string>> = {
  addresses: (text) => plain(text).toLowerCase(),
  /** As it is dialled: `0031 20-123` is `+31 20 123`. What has no digits is compared as it is. */
  phones: (text) => {
    const digits = text.replace(/[^\d+*#]/g, '')
    return digits === '' ? plain(text) : digits.replace(/^00/, '+')
  },
  /** Lines are kept apart. */
  notes: (text) => text.split('\n').map(plain).join('\n').trim(),
  website: (text) =>
    plain(text)
      .replace(/^https?:\/\//i, '')
      .replace(/\/$/, '')
      .toLowerCase(),
}
