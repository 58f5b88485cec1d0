// What things are called in a file of rules: names that mean the same on another desk, and addresses for people. Of several with one
// name each also has its id.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { namesByNoun, type Noun } from './names.ts'

export interface CodeNames {
  nouns: Noun[]
  nameOf(noun: Noun, id: Id): string | undefined
  idOf(noun: Noun, name: string): Id | undefined
  all(noun: Noun): string[]
}

/** Inboxes as far as the actor sees them: a suggestion names no other. */
export async function codeNames(tx: Tx, actor: Actor): Promise<CodeNames> {
  const byNoun = await namesByNoun(tx)
  if (!actor.seesAll) for (const id of byNoun.inbox.keys()) if (!actor.inboxIds.includes(id)) byNoun.inbox.delete(id)
  const addresses = await tx.db.selectFrom('user').select(['id', 'email']).where('disabled_at', 'is', null).execute()
  const people = new Map(addresses.map(({ id, email }) => [id, email]))
  const nouns = Object.keys(byNoun) as Noun[]
  const byId = new Map(nouns.map((noun) => [noun, noun === 'user' ? people : distinct(byNoun[noun])]))
  const byName = new Map(nouns.map((noun) => [noun, new Map([...(byId.get(noun) ?? [])].map(([id, name]) => [key(name), id]))])) // prettier-ignore
  return {
    nouns,
    nameOf: (noun, id) => byId.get(noun)?.get(id),
    idOf: (noun, name) => byName.get(noun)?.get(key(name)),
    all: (noun) => [...(byId.get(noun)?.values() ?? [])],
  }
}

const key = (name: string) => name.trim().toLowerCase()

function distinct(names: ReadonlyMap<Id, string>): Map<Id, string> {
  const times = Map.groupBy(names.values(), key)
  return new Map([...names].map(([id, name]) => [id, (times.get(key(name))?.length ?? 0) > 1 ? `${name} #${id}` : name])) // prettier-ignore
}
