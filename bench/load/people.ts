// Who works on the loaded desk: inboxes that all see and some that few see, teams, categories, tags, people.
import { addInbox } from '../../src/desk/inboxes/inboxes.ts'
import { createPasswords } from '../../src/desk/users/passwords.ts'
import { addUser } from '../../src/desk/users/users.ts'
import type { Id } from '../../src/kit/id.ts'
import type { Store } from '../../src/store/store.ts'

export interface Cast {
  /** The busiest first. */
  inboxIds: Id[]
  /** Who may answer in an inbox. */
  staff: Map<Id, Id[]>
  userIds: Id[]
  teamIds: Id[]
  categoryIds: Id[]
  tags: string[]
}

export const people = { password: 'correct horse battery', emailOf: (n: number) => `agent-${n}@people.example` }
const USERS = 40
const INBOXES = 20
/** Only few conversations have it, and they are old: the hardest question for a list of the newest. */
export const tags = { frequent: 'delivery', seldom: 'recall', old: 'spring-sale' }

export async function addPeople(store: Store): Promise<Cast> {
  const passwordHash = await createPasswords().hash(people.password)
  return store.transact({ actorId: null }, async (tx) => {
    const userIds: Id[] = []
    for (let n = 0; n < USERS; n++) {
      const role = n < 3 ? ('lead' as const) : ('agent' as const)
      userIds.push(await addUser(tx, { email: people.emailOf(n), name: `Agent ${n}`, role, passwordHash }))
    }
    const inboxIds: Id[] = []
    const staff = new Map<Id, Id[]>()
    for (let n = 0; n < INBOXES; n++) {
      const isOpenToAll = n % 5 < 3
      const few = userIds.filter((_, at) => at % 4 === n % 4)
      const wanted = { name: `Inbox ${n}`, addresses: [`inbox-${n}@desk.example`], isOpenToAll }
      const { id } = await addInbox(tx, isOpenToAll ? wanted : { ...wanted, userIds: few })
      inboxIds.push(id)
      staff.set(id, isOpenToAll ? userIds : few)
    }
    const [teamIds, categoryIds] = [ids(6, tx.mint), ids(14, tx.mint)]
    for (const [at, id] of teamIds.entries())
      await tx.db
        .insertInto('team')
        .values({ id, name: `Team ${at}`, created_at: tx.now })
        .execute()
    for (const [at, id] of categoryIds.entries())
      await tx.db
        .insertInto('category')
        .values({ id, name: `Category ${at}`, created_at: tx.now })
        .execute()
    const names = [tags.frequent, ...ids(60, tx.mint).map((_, at) => `tag-${at}`)]
    await tx.db
      .insertInto('tag')
      .values([...names, tags.seldom, tags.old].map((name) => ({ name, created_at: tx.now })))
      .execute()
    return { inboxIds, staff, userIds, teamIds, categoryIds, tags: names }
  })
}

const ids = (count: number, mint: () => Id) => Array.from({ length: count }, mint)
