// The cells of one row of a table, by what their columns are, with what is wrong in them. Pure.
import type { Field, FieldValue } from '../../desk/fields/fields.api.ts'
import { readValue } from '../../desk/fields/value.ts'
import type { Id } from '../../kit/id.ts'

export interface Trouble {
  /** What it is in: a target. */
  column: string
  /** A code; the screen and the file of errors have the words. */
  problem: string
  /** The beginning of what stands there. */
  value: string
}

/** What rows are read against. */
export interface Known {
  fields: readonly Field[]
  /** Whoever works here, by address and by name, in small letters. */
  users: ReadonlyMap<string, Id>
}

export interface Cells {
  said: ReadonlyMap<string, readonly string[]>
  /** Grows as they are read. */
  wrong: Trouble[]
  /** The first that says this. */
  one: (target: string) => string | null
  /** Of several in one cell, parted by what does not stand in one. */
  all: (target: string, parting: RegExp) => string[]
  /** Null too where it is wrong, which is noted. */
  read: <T>(target: string, how: (text: string) => T | null) => T | null
}

/** `most`: how long a cell may be, by target. */
export function readCells(
  cells: readonly string[],
  columns: readonly (string | null)[],
  most: Readonly<Record<string, number>>,
): Cells {
  const wrong: Trouble[] = []
  const said = new Map<string, string[]>()
  columns.forEach((target, at) => {
    const cell = unguarded((cells[at] ?? '').trim())
    if (target === null || cell === '') return
    const longest = most[target]
    if (longest !== undefined && cell.length > longest) wrong.push(trouble(target, 'tooLong', cell))
    else said.set(target, [...(said.get(target) ?? []), cell])
  })
  const one = (target: string): string | null => said.get(target)?.[0] ?? null
  return {
    said,
    wrong,
    one,
    all: (target, parting) =>
      (said.get(target) ?? []).flatMap((cell) => cell.split(parting)).map((part) => part.trim()).filter(Boolean), // prettier-ignore
    read: (target, how) => {
      const text = one(target)
      if (text === null) return null
      const value = how(text)
      if (value === null) wrong.push(trouble(target, `not.${target}`, text))
      return value
    },
  }
}

export const trouble = (column: string, problem: string, value: string): Trouble => ({ column, problem, value: value.slice(0, 80) }) // prettier-ignore

/** What was guarded against being taken for a formula, as kit/csv.ts writes it. */
const unguarded = (cell: string) => (/^'\s*[=+\-@＝＋－＠]/u.test(cell) ? cell.slice(1) : cell)

/** Of the desk's own fields, by key. */
export function ownValues({ said, wrong }: Cells, known: Known): Record<string, FieldValue> {
  const own: Record<string, FieldValue> = {}
  for (const [target, [text]] of said) {
    if (!target.startsWith('field:') || text === undefined) continue
    const value = ownValue(known.fields.find((field) => `field:${field.key}` === target), text, known) // prettier-ignore
    if (value === null) wrong.push(trouble(target, 'not.field', text))
    else own[target.slice(6)] = value
  }
  return own
}

/** A choice by its name as well as by its key, a colleague by name. */
function ownValue(field: Field | undefined, text: string, { users }: Known): FieldValue | null {
  if (!field || field.isArchived) return null
  const keyOf = (name: string) => field.choices.find((one) => one.key === name || one.name.toLowerCase() === name.toLowerCase())?.key ?? name // prettier-ignore
  const given =
    field.type === 'choice'
      ? keyOf(text)
      : field.type === 'choices'
        ? text.split(/[,;|]/).map((one) => keyOf(one.trim()))
        : field.type === 'user'
          ? (users.get(text.toLowerCase()) ?? text)
          : field.type === 'number'
            ? text.replace(',', '.')
            : text
  const read = readValue(field, given)
  return 'wrong' in read ? null : read.value
}

export function tagsOf(cells: Cells, target = 'tags'): string[] {
  return [...new Set(cells.all(target, /[,;|]|:::/).map((tag) => tag.slice(0, 40)))].slice(0, 30)
}

/** From one cell, or from its parts. */
export function postalOf({ said }: Cells): string | null {
  const whole = said.get('postalAddress')
  if (whole) return whole.join('\n').slice(0, 500)
  const part = (target: string) => said.get(target)?.[0]
  const lines = [part('street'), [part('postcode'), part('city')].filter(Boolean).join(' '), part('region'), part('country')] // prettier-ignore
  const text = lines.filter(Boolean).join('\n')
  return text === '' ? null : text.slice(0, 500)
}

/** With a desk’s tag for all of a file. */
export const withTag = (tags: readonly string[] | undefined, tag: string): string[] => [...new Set([...(tags ?? []), ...(tag === '' ? [] : [tag])])] // prettier-ignore
