// The one way to the database: a pool, and transactions on it. Nothing above holds a connection.
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Clock } from '../kit/clock.ts'
import { createMint, type Id, type Mint } from '../kit/id.ts'
import { limits } from '../kit/limits.ts'
import type { Log } from '../kit/log.ts'
import { Problem } from '../kit/problem.ts'
import { bind, type Bound } from './access/bound.ts'
import { connectionSettings } from './access/connections.ts'
import { fromDatabase, isLost, isRetryable, toStoreProblem } from './access/failures.ts'
import { createLending, type Lending } from './access/lending.ts'
import type { Follows, Named, Tx, Wake } from './tx.ts'

export interface Who {
  actorId: Id | null
  requestId?: string
  /** PostgreSQL refuses every write. */
  readOnly?: boolean
  /**
   * With `readOnly`, where a person waits: each statement stands for itself, without a begin and a commit around them all, which
   * would be half of the ways to the database. Each sees what is committed when it begins, as in a transaction.
   */
  isLoose?: boolean
  /**
   * What a power cut takes of it is done again by itself (its work item is still there), so its commit does not wait for the disk. Still
   * all or nothing, and on the disk before whatever is committed after it with waiting.
   */
  isRedone?: boolean
  /**
   * Milliseconds that the database may keep this transaction waiting, all its answers together; then it fails with `database-slow`, or
   * with `commit-unknown` where it was being committed. For doors, behind which somebody waits. Otherwise a statement has 35 s.
   */
  patience?: number
}

export interface Store {
  /**
   * Runs `verb` in a transaction and commits. It is run again, from the start, after a serialization failure or a deadlock (at most
   * three times): it must do nothing that a second run would double outside this database.
   */
  transact<T>(who: Who, verb: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * One statement that is a transaction by itself: one way to the database and back, where `transact` needs three. It is not run again.
   * Where its answer is lost nobody knows whether it was done: `commit-unknown`.
   */
  single(who: Pick<Who, 'patience'>, statement: Named, wake?: readonly Wake[]): Promise<void>
  pool: pg.Pool
  mint: Mint
  clock: Clock
  log: Log
  /** Called after a commit of this process that concerns `what`. Returns how to stop listening. */
  onWake(what: Wake, listener: () => void): () => void
  /** Milliseconds to the database and back; a Problem when it is away. */
  ping(): Promise<number>
  close(): Promise<void>
}

export interface StoreOptions {
  connection: pg.PoolConfig
  log: Log
  clock: Clock
  follows?: Follows
  /** Connections at most. */
  size?: number
  /** False behind a pooler that gives every transaction another server connection. */
  isPreparing?: boolean
  /** Says in the statement who asked it; for those who study what is said. */
  annotate?: (text: string) => string
}

const TRIES = 4
/**
 * The pool waits for what this answers. What is prepared is planned once, whatever the values: test/plans.test.ts looks at those plans,
 * and what needs others is not prepared. Nor does one who reads take the processors from the others.
 */
const settle: (client: pg.ClientBase) => unknown = (client) =>
  client.query(
    'set default_transaction_read_only = on; set plan_cache_mode = force_generic_plan; set max_parallel_workers_per_gather = 0',
  )
/** Connections for what stands for itself. The server gives up before a person does. */
const LOOSE: pg.PoolConfig = {
  max: 6,
  statement_timeout: limits.patience.web * 0.9,
  onConnect: settle,
}
const PING_PATIENCE = 5_000

/** Fails where no database answers, or one that is too old. Migrating is not its business. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { log, clock, follows = {}, isPreparing = true } = options
  const connection = { ...connectionSettings, ...options.connection }
  const open = (more: pg.PoolConfig) => {
    const pool = new pg.Pool({ max: options.size ?? 10, ...connection, ...more })
    pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'))
    pool.on('connect', (client) => client.on('error', () => undefined)) // the statement under way fails, and tells
    return { pool, lending: createLending(pool, connection, log) }
  }
  const { pool, lending } = open({})
  const loose = isPreparing ? open(LOOSE) : null // behind a pooler no setting outlives its transaction
  const mint = createMint()
  const wakers: Record<Wake, Set<() => void>> = {
    change: new Set(),
    job: new Set(),
    intake: new Set(),
    outbox: new Set(),
    mailbox: new Set(),
  }
  /** What was committed stays so, whatever becomes of those who are told of it. */
  const tell = (told: () => void) => {
    try {
      told()
    } catch (error) {
      log.error({ err: error }, 'what follows a commit failed')
    }
  }
  const givenTo = (who: Who) => {
    const told = { wake: new Set<Wake>(), afterCommit: [] as (() => void)[] }
    return { ...who, ...told, now: clock.now(), mint: () => mint(), follows }
  }
  /** Nothing to commit, nothing to undo. */
  const attemptLoose = async <T>(from: Lending, who: Who, verb: (tx: Tx) => Promise<T>): Promise<T> => {
    const lent = await from.take(who.patience)
    const bound = bind(lent, isPreparing, options.annotate)
    let broken: Error | undefined
    try {
      return await verb(createTx(bound, givenTo(who)))
    } catch (error) {
      if (isLost(error)) broken = error
      throw error
    } finally {
      bound.close()
      await bound.idle() // what was started beside what failed is still on its way
      lent.giveBack(broken)
    }
  }
  const attempt = async <T>(who: Who, verb: (tx: Tx) => Promise<T>): Promise<T> => {
    if (loose && who.isLoose && who.readOnly) return attemptLoose(loose.lending, who, verb)
    const lent = await lending.take(who.patience)
    const bound = bind(lent, isPreparing, options.annotate)
    let isCommitting = false
    let broken: Error | undefined
    try {
      await lent.query(beginning(who))
      const given = givenTo(who)
      const result = await verb(createTx(bound, given))
      bound.close() // what still waits for its turn would run after the end, and stay
      isCommitting = true
      const ended = await lent.query('commit')
      // PostgreSQL answers ROLLBACK to the commit of a transaction in which a statement failed and was caught.
      if (ended.command === 'ROLLBACK')
        throw new Problem('broken', 'transaction-failed', 'A statement failed and the transaction went on.')
      for (const told of given.afterCommit) tell(told)
      for (const what of given.wake) for (const listener of wakers[what]) tell(listener)
      return result
    } catch (error) {
      bound.close()
      // On a lost connection there is nobody to tell; the server undoes it by itself.
      if (isLost(error)) broken = error
      else
        await lent.query('rollback').catch((lost: Error) => {
          broken = lost
        })
      throw isCommitting && broken && !who.readOnly ? toStoreProblem(error, true) : error
    } finally {
      lent.giveBack(broken)
    }
  }

  const close = async () => {
    lending.close()
    loose?.lending.close()
    await Promise.all([pool.end(), loose?.pool.end()])
  }
  await fromDatabase(checkVersion(pool)).catch(async (error: unknown) => {
    await close()
    throw toStoreProblem(error)
  })
  const store: Store = {
    pool,
    mint,
    clock,
    log,
    transact: async (who, verb) => {
      for (let tries = 1; ; tries++) {
        try {
          return await attempt(who, verb)
        } catch (error) {
          if (tries >= TRIES || !isRetryable(error)) throw toStoreProblem(error)
          await sleep(Math.random() * 20 * 2 ** tries)
        }
      }
    },
    single: async ({ patience }, { name, text, values }, wake = []) => {
      const lent = await lending.take(patience).catch((error: unknown) => {
        throw toStoreProblem(error)
      })
      let broken: Error | undefined
      try {
        await lent.query(isPreparing && name !== undefined ? { name, text, values } : { text, values })
      } catch (error) {
        if (isLost(error)) broken = error
        throw toStoreProblem(error, broken !== undefined)
      } finally {
        lent.giveBack(broken)
      }
      for (const what of wake) for (const listener of wakers[what]) tell(listener)
    },
    onWake: (what, listener) => {
      wakers[what].add(listener)
      return () => wakers[what].delete(listener)
    },
    ping: async () => {
      const started = performance.now()
      await store.transact({ actorId: null, readOnly: true, patience: PING_PATIENCE }, (tx) =>
        tx.query({ name: 'ping', text: 'select 1', values: [] }),
      )
      return performance.now() - started
    },
    close,
  }
  return store
}

/** The server gives up before we do, and the connection lives on: only where it does not answer at all is it cut. */
function beginning({ readOnly, patience, isRedone }: Who): string {
  return [
    readOnly ? 'begin read only' : 'begin',
    ...(patience === undefined ? [] : [`set local statement_timeout = ${Math.ceil(patience * 0.9)}`]),
    ...(isRedone ? ['set local synchronous_commit = off'] : []),
  ].join('; ')
}

/** For the store and for tests that undo what they did: everybody else is given one. */
export function createTx(bound: Bound, given: Who & Pick<Tx, 'now' | 'mint' | 'follows' | 'wake' | 'afterCommit'>): Tx {
  return {
    get db() {
      return bound.db
    },
    query: bound.query,
    now: given.now,
    actorId: given.actorId,
    requestId: given.requestId ?? null,
    mint: given.mint,
    follows: given.follows,
    wake: given.wake,
    afterCommit: given.afterCommit,
  }
}

const OLDEST = 15

async function checkVersion(pool: pg.Pool): Promise<void> {
  const told = await pool.query<{ version: string }>(`select current_setting('server_version_num') as version`)
  const major = Math.floor(Number(told.rows[0]?.version) / 10_000)
  if (major >= OLDEST) return
  throw new Problem(
    'invalid',
    'server-too-old',
    `The database is PostgreSQL ${major}; Postroom needs ${OLDEST} or later.`,
  )
}
