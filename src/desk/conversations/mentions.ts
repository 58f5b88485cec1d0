// Mentions: `@` and the whole name, or the address, of a colleague in a note. Whoever is named follows the conversation from then on
// and is told; whoever does not see it cannot be named, so that no note is written to somebody who will never read it.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { pairKey, seersAmong } from './serves.ts'

interface Person {
  id: Id
  name: string
  email: string
}

export interface Mention {
  name: string
  /** Several where colleagues have one name. */
  ids: Id[]
}

/** In a note of nothing but `@` no more are looked at. */
const MOST = 200
const letter = /[\p{L}\p{N}]/u

/** Pure. Without regard to case; of two names of which one begins the other the longer counts. */
export function mentionsIn(text: string, people: readonly Person[]): Mention[] {
  const lower = text.toLowerCase()
  const named = new Map<string, Mention>()
  for (const { id, name, email } of people)
    for (const called of new Set([name.trim().toLowerCase(), email])) {
      if (called === '') continue
      const known = named.get(called)
      if (known) known.ids.push(id)
      else named.set(called, { name, ids: [id] })
    }
  const longest = [...named.keys()].toSorted((a, b) => b.length - a.length)
  const found = new Set<Mention>()
  let looked = 0
  for (let at = lower.indexOf('@'); at !== -1 && looked < MOST; at = lower.indexOf('@', at + 1), looked++) {
    if (letter.test(lower.charAt(at - 1))) continue // within an address
    const called = longest.find((one) => lower.startsWith(one, at + 1) && !letter.test(lower.charAt(at + 1 + one.length))) // prettier-ignore
    const mention = called === undefined ? undefined : named.get(called)
    if (mention) found.add(mention)
  }
  return [...found]
}

/** Of everybody who works here. */
export async function mentionsOf(tx: Tx, text: string): Promise<Mention[]> {
  if (!text.includes('@')) return []
  const people = await tx.query<Person>({
    name: 'mention-people',
    text: 'select id, name, email from "user" where disabled_at is null',
    values: [],
  })
  return mentionsIn(text, people)
}

/** Whom a note in this conversation names; refused where one of them does not see it, unless those are to be left out. */
export async function mentionedIn(tx: Tx, conversationId: Id, text: string, leavesOut = false): Promise<Id[]> {
  const mentions = await mentionsOf(tx, text)
  const seers = await seersAmong(tx, mentions.flatMap(({ ids }) => ids.map((userId) => ({ userId, conversationId })))) // prettier-ignore
  return mentions.flatMap(({ name, ids }) => {
    const seeing = ids.filter((userId) => seers.has(pairKey({ userId, conversationId })))
    if (seeing.length > 0 || leavesOut) return seeing
    const message = `${name} does not see this conversation and would never read this. Give them access to the inbox first, or write the name without @.`
    throw new Problem('invalid', 'mention-blind', message, { detail: { name, where: 'text' } })
  })
}
