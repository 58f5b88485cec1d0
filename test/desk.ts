// The test desk: Ada runs the place, Ben and Cleo answer, Dora writes from acme.example. Each test in a transaction that is
// undone. Two inboxes: everybody sees support, only Ada (who sees all) and Cleo see billing.
import { sql } from 'kysely'
import { addInbox } from '../src/desk/inboxes/inboxes.ts'
import { actorOf } from '../src/desk/users/actors.ts'
import { actingAs } from '../src/desk/users/asking.ts'
import type { Actor, Role } from '../src/desk/users/permissions.ts'
import { addUser } from '../src/desk/users/users.ts'
import type { Id } from '../src/kit/id.ts'
import { silentLog } from '../src/kit/log.ts'
import { must } from '../src/kit/must.ts'
import { historyOf } from '../src/store/events.ts'
import type { Store } from '../src/store/store.ts'
import type { Tx } from '../src/store/tx.ts'
import { onDatabase } from './database.ts'

/** A transaction in somebody's name, as verbs want it. */
export interface Person extends Tx {
  id: Id
  name: string
  /** Their rights and inboxes as they are now. */
  actor: () => Promise<Actor>
}

export interface Outsider {
  /** Of the contact. */
  id: Id
  name: string
  address: string
  companyId: Id
}

export interface Desk {
  /** Postroom itself. */
  tx: Tx
  ada: Person
  ben: Person
  cleo: Person
  /** Reads only. */
  vera: Person
  dora: Outsider
  inboxes: { support: Id; billing: Id }
  /** What happened to a noun or in a conversation, by whom: oldest first. */
  history: (subjectId: Id) => Promise<{ name: string; by: string | null; data: Record<string, unknown> }[]>
  /** For doors and flows that open transactions themselves: each joins the one of this test and is undone with it. */
  store: Store
}

export function onDesk(body: (desk: Desk) => Promise<void>): () => Promise<void> {
  return onDatabase(async (tx) => {
    const ada = await person(tx, 'Ada', 'admin')
    const ben = await person(tx, 'Ben', 'agent')
    const cleo = await person(tx, 'Cleo', 'agent')
    const vera = await person(tx, 'Vera', 'viewer')
    const support = await addInbox(ada, { name: 'Support', addresses: ['support@desk.example'] })
    const closed = { isOpenToAll: false, userIds: [cleo.id] }
    const billing = await addInbox(ada, { name: 'Billing', addresses: ['billing@desk.example'], ...closed })
    const cast = [ada, ben, cleo, vera]
    await body({
      tx,
      ada,
      ben,
      cleo,
      vera,
      dora: await outsider(tx),
      inboxes: { support: support.id, billing: billing.id },
      history: async (subjectId) =>
        (await historyOf(tx, subjectId)).map(({ name, actorId, data }) => ({
          name,
          by: cast.find((one) => one.id === actorId)?.name.toLowerCase() ?? null,
          data,
        })),
      store: joinedStore(tx),
    })
  })
}

async function person(tx: Tx, name: string, role: Role): Promise<Person> {
  const email = `${name.toLowerCase()}@people.example`
  const id = await addUser(tx, { email, name, role, passwordHash: null })
  const actor = async () => must(await actorOf(tx, id), `${name}, who is not disabled`)
  return { ...actingAs(tx, id), id, name, actor }
}

async function outsider(tx: Tx): Promise<Outsider> {
  const [id, companyId] = [tx.mint(), tx.mint()]
  const address = 'dora@acme.example'
  await tx.db.insertInto('company').values({ id: companyId, name: 'Acme', created_at: tx.now }).execute()
  await tx.db.insertInto('company_domain').values({ domain: 'acme.example', company_id: companyId }).execute()
  await tx.db.insertInto('contact').values({ id, name: 'Dora', company_id: companyId, created_at: tx.now }).execute()
  await tx.db.insertInto('contact_address').values({ address, contact_id: id }).execute()
  return { id, name: 'Dora', address, companyId }
}

/** Transactions become savepoints, one after another; PostgreSQL still refuses writes in a read-only one. */
export function joinedStore(tx: Tx): Store {
  let tail: Promise<unknown> = Promise.resolve()
  const run = async <T>(readOnly: boolean, verb: () => Promise<T>): Promise<T> => {
    await sql`savepoint joined`.execute(tx.db)
    try {
      if (readOnly) await sql`set local transaction_read_only = on`.execute(tx.db)
      const result = await verb()
      await (readOnly ? sql`rollback to savepoint joined` : sql`release savepoint joined`).execute(tx.db)
      return result
    } catch (error) {
      await sql`rollback to savepoint joined`.execute(tx.db)
      throw error
    }
  }
  const unused = () => {
    throw new Error('a joined store only has transact')
  }
  const store: Store = {
    transact: (who, verb) => {
      const given = { ...tx, actorId: who.actorId, requestId: who.requestId ?? null }
      const next = tail.then(() => run(who.readOnly ?? false, () => verb(given)))
      tail = next.catch(() => undefined)
      return next
    },
    single: (_, statement) =>
      store.transact({ actorId: null }, async (own) => {
        await own.query(statement)
      }),
    mint: () => tx.mint(),
    clock: { now: () => tx.now },
    log: silentLog,
    onWake: () => () => undefined,
    ping: async () => 0,
    close: async () => undefined,
    get pool() {
      return unused()
    },
  }
  return store
}
