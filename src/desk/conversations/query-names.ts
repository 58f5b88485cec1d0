// Who and what a query names, by the names the asker may know: an inbox that somebody does not see, or a colleague where they may not
// list colleagues, is one that does not exist.
import { fold } from '../../kit/fold.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { type Actor, can } from '../users/permissions.ts'
import { QUERY_KEYS, type QueryKey, type QueryNoun } from './query.api.ts'
import { nearest } from './query-values.api.ts'

export interface NamedThing {
  id: Id
  name: string
  /** Also known by: a colleague's address. */
  alias: string | null
  /** Archived, disabled: still found where nothing that stands has the name. */
  isGone: boolean
}

const TABLES: Record<QueryNoun, { text: string; needs: string }> = {
  inbox: {
    needs: 'conversation.read',
    text: `select id::text, name, null as alias, archived_at is not null as "isGone" from inbox where id = any($1::bigint[])`,
  },
  team: {
    needs: 'user.read',
    text: `select id::text, name, null as alias, archived_at is not null as "isGone" from team where $1::bigint[] is not null`,
  },
  user: {
    needs: 'user.read',
    text: `select id::text, name, email as alias, disabled_at is not null as "isGone" from "user" where $1::bigint[] is not null`,
  },
  status: {
    needs: 'conversation.read',
    text: `select id::text, name, null as alias, archived_at is not null as "isGone" from custom_status where inbox_ids = '{}' or inbox_ids && $1::bigint[]`,
  },
  category: {
    needs: 'conversation.read',
    text: `select id::text, name, null as alias, archived_at is not null as "isGone" from category where $1::bigint[] is not null`,
  },
}

export async function namedThings(tx: Tx, actor: Actor, noun: QueryNoun): Promise<NamedThing[]> {
  const { text, needs } = TABLES[noun]
  if (!can(actor, needs)) return []
  return await tx.query<NamedThing>({
    name: `query-names-${noun}`,
    text: `${text} order by id`,
    values: [actor.inboxIds],
  })
}

/** As people type a name: no case, no accents, no blanks. */
const keyOf = (name: string): string => fold(name).replace(/[^\p{L}\p{N}]+/gu, '')

/** Pure. Whole names first, then addresses, then the first word of a name where only one begins so. */
export function findNamed(things: readonly NamedThing[], written: string): { id: Id } | { near: string | null } {
  const wanted = keyOf(written)
  const byName = things.filter((one) => keyOf(one.name) === wanted || fold(one.alias ?? '') === fold(written))
  const found = byName.find((one) => !one.isGone) ?? byName[0]
  if (found && wanted !== '') return { id: found.id }
  const standing = things.filter((one) => !one.isGone)
  const byFirst = standing.filter((one) => keyOf(one.name.split(/\s+/)[0] ?? '') === wanted)
  const [only] = byFirst
  if (only && byFirst.length === 1) return { id: only.id }
  const begins = standing.find((one) => wanted.length > 1 && keyOf(one.name).startsWith(wanted))
  return { near: begins?.name ?? nearest(written, standing.map((one) => one.name)) } // prettier-ignore
}

/**
 * Names of what is written as ids, for people: `team:#17` reads `team:Billing`. Left out is what such a name would not be read as again:
 * of two of one name the other, and a team called None.
 */
export async function nameOf(tx: Tx, actor: Actor, noun: QueryNoun): Promise<ReadonlyMap<Id, string>> {
  const things = await namedThings(tx, actor, noun)
  return new Map(
    things.flatMap(({ id, name }): [Id, string][] => {
      const read = findNamed(things, name)
      return 'id' in read && read.id === id && !WORDS.has(name.trim().toLowerCase()) ? [[id, name]] : []
    }),
  )
}

/** What stands for something else wherever a name may stand. */
const WORDS = new Set(Object.values(QUERY_KEYS).flatMap((key: QueryKey) => (key.noun ? key.words : [])))
