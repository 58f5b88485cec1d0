// A process of Postroom as an object: the real flows on a store whose every transaction waits for its turn, and may be its last.
// A process that died is one whose promises never settle.
import { limits } from '../../../src/kit/limits.ts'
import { randomUUID } from 'node:crypto'
import { createReader } from '../../../src/ai/readings/readings.ts'
import { createFresh, type Means } from '../../../src/desk/means.ts'
import { createPresence } from '../../../src/desk/presence/presence.ts'
import { handlersOf } from '../../../src/doors/switchboard.ts'
import { createAccepting, type Accepting, type Arrival } from '../../../src/flows/intake/accept.ts'
import { createFiling } from '../../../src/flows/intake/file.ts'
import { createLearner } from '../../../src/flows/learning/learner.ts'
import { createOutbox } from '../../../src/flows/reply/deliver.ts'
import type { Id } from '../../../src/kit/id.ts'
import { Problem } from '../../../src/kit/problem.ts'
import { wholeOf } from '../../../src/kit/streamed.ts'
import { visibleReply } from '../../../src/mail/reply-text/reply-text.ts'
import { readMail } from '../../../src/mail/read.ts'
import type { Submission, Submitter } from '../../../src/mail/smtp-client.ts'
import { claim, fail, finish } from '../../../src/store/jobs/claim.ts'
import type { Store } from '../../../src/store/store.ts'
import type { Tx } from '../../../src/store/tx.ts'

/** What is done to one transaction. `at`: before its so-manieth statement. */
export type Fate =
  | { kind: 'done' }
  | { kind: 'dies before'; at: number }
  | { kind: 'dies after' }
  | { kind: 'is refused'; at: number }
  | { kind: 'is done and unknown' }

export interface Turn {
  machine: Machine
  take(fate: Fate): Promise<void>
}

export interface AtRelay {
  machine: Machine
  mail: Parameters<Submitter['submit']>[0]
  answer(submission: Submission): void
}

export type Work = 'filing' | 'jobs' | 'outbox'

export interface Machine {
  id: string
  isDead: boolean
  means: Means
  /** True once it is acknowledged, false where the client has to try again; never where the machine dies. */
  accept(arrival: Arrival): Promise<boolean>
  /** One round, where none is under way. */
  start(work: Work): void
  isBusy(work: Work): boolean
  /** Something else done by this machine. */
  perform<T>(verb: (tx: Tx) => Promise<T>): Promise<T>
  die(): void
}

export interface World {
  turns: Turn[]
  relay: AtRelay[]
  /** Of this simulation's actors, how many are neither waiting for a turn nor for the relay. */
  began(): void
  paused(): void
}

const us = { actorId: null }
/** No inbox here has patterns of its own. */
const reader = createReader()
const never = new Promise<never>(() => undefined)
const JOBS = 20

class Crash extends Error {}

export function createMachine(world: World, real: Store, common: Pick<Means, 'keys' | 'blobs' | 'raw'>): Machine {
  const id = randomUUID()
  const busy = new Set<Work>()
  const store: Store = { ...real, transact: (who, verb) => wait((fate) => transact(fate, who, verb)) }
  const means: Means = {
    ...common,
    store,
    reader: {
      read: async (raw, envelope) => readMail(await wholeOf(raw), envelope),
      readMany: () => never,
      attachment: () => never,
      visibleReply: async (told) => visibleReply(told),
      close: () => never,
    },
    space: { demandRoom: () => undefined },
    fresh: createFresh(true),
    presence: createPresence({ say: () => undefined, from: 'test' }),
    log: real.log,
    hostname: 'desk.example',
    publicUrl: 'https://desk.example',
    hasWayOut: true,
    undoMs: 10_000,
    messageBytes: limits.message.bytes,
    lookUp: null,
    proof: { isDemanded: false, servers: [] },
  }
  const accepting: Accepting = createAccepting(means, () => undefined)
  const filing = createFiling(means, id)
  const handlers = handlersOf(
    means,
    undefined,
    createLearner(() => reader),
  )
  const outbox = createOutbox(means, submitter(), { workerId: id })

  /** Everything that waits for a turn goes through here. */
  function wait<T>(run: (fate: Fate) => Promise<T>): Promise<T> {
    if (machine.isDead) return never
    const waiting = Promise.withResolvers<T>()
    world.turns.push({
      machine,
      take: async (fate) => {
        const outcome = await run(fate).then(
          (value) => () => waiting.resolve(value),
          (error: unknown) => () => waiting.reject(error as Error),
        )
        if (machine.isDead) return // nobody is left to be told
        world.began()
        outcome()
      },
    })
    world.paused()
    return waiting.promise
  }

  async function transact<T>(
    fate: Fate,
    who: Parameters<Store['transact']>[0],
    verb: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    const isBroken = fate.kind === 'dies before' || fate.kind === 'is refused'
    let result: T
    try {
      result = await real.transact(who, (tx) => verb(isBroken ? breaking(tx, fate.at) : tx))
    } catch (error) {
      if (!(error instanceof Crash)) throw error
      if (fate.kind === 'is refused') throw new Problem('busy', 'database-away', 'The database does not answer.')
      machine.die()
      throw error
    }
    if (fate.kind === 'dies after') {
      machine.die()
      throw new Crash('after the commit')
    }
    if (fate.kind === 'is done and unknown') throw new Problem('busy', 'commit-unknown', 'It may have been saved.')
    return result
  }

  function submitter(): Submitter {
    return {
      connections: 1,
      longest: 900_000,
      submit: (mail) =>
        new Promise((resolve) => {
          world.relay.push({
            machine,
            mail,
            answer: (submission) => {
              world.began()
              resolve(submission)
            },
          })
          world.paused()
        }),
      verify: async () => undefined,
      close: async () => undefined,
    }
  }

  /** As a lane of the worker does it, one batch after another. */
  async function doJobs(): Promise<void> {
    const jobs = await store.transact(us, (tx) => claim(tx, id, Object.keys(handlers), JOBS))
    for (const [kind, same] of Map.groupBy(jobs, (job) => job.kind)) {
      const handler = handlers[kind]
      if (!handler || !('run' in handler)) throw new Error(`nobody simulates ${kind}`)
      const ids = same.map((job) => job.id)
      try {
        await store.transact(us, async (tx) => {
          await handler.run(tx, same)
          await finish(tx, id, ids)
        })
      } catch (error) {
        for (const job of same) await store.transact(us, (tx) => fail(tx, id, job, error))
      }
    }
  }

  const works: Record<Work, () => Promise<unknown>> = {
    filing: () => filing.round(),
    jobs: doJobs,
    outbox: async () => {
      if (await outbox.round()) await outbox.idle()
    },
  }
  const act = (verb: () => Promise<unknown>, done: () => void) => {
    world.began()
    void verb()
      .catch(() => undefined) // a round that failed is logged, and tried again
      .then(() => {
        done()
        world.paused()
      })
  }
  const machine: Machine = {
    id,
    isDead: false,
    means,
    accept: (arrival) =>
      new Promise((resolve) =>
        act(
          () =>
            store
              .transact<Id[]>(us, (tx) => accepting.acceptIn(tx, [arrival]))
              .then(
                () => resolve(true),
                () => resolve(false),
              ),
          () => undefined,
        ),
      ),
    start: (work) => {
      if (busy.has(work)) return
      busy.add(work)
      act(works[work], () => busy.delete(work))
    },
    isBusy: (work) => busy.has(work),
    perform: (verb) =>
      new Promise((resolve, reject) =>
        act(
          () => store.transact(us, verb).then(resolve, reject),
          () => undefined,
        ),
      ),
    die: () => {
      machine.isDead = true
      for (const list of [world.turns, world.relay] as { machine: Machine }[][])
        for (let at = list.length - 1; at >= 0; at--) if (list[at]?.machine === machine) list.splice(at, 1)
    },
  }
  return machine
}

/** Stops before the statement with this number, as a process does that dies there: the database undoes the rest. */
function breaking(tx: Tx, at: number): Tx {
  let left = at
  const step = () => {
    if (left-- === 0) throw new Crash('here')
  }
  const plugin = {
    transformQuery: <T>({ node }: { node: T }) => {
      step()
      return node
    },
    transformResult: async <T>({ result }: { result: T }) => result,
  }
  return {
    ...tx,
    db: tx.db.withPlugin(plugin),
    query: async (named) => {
      step()
      return await tx.query(named)
    },
  }
}
