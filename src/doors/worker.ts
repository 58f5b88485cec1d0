// The worker: files what came in, delivers what goes out, indexes what was filed, does the jobs. Any number of processes may
// run one; each takes up what another that died has left.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Means } from '../desk/means.ts'
import { INDEXED_AT_ONCE, indexPending } from '../desk/conversations/indexing.ts'
import { ringClocks } from '../flows/deadlines/ring.ts'
import { createFiling } from '../flows/intake/file.ts'
import type { Learner } from '../flows/learning/learner.ts'
import { oldestWaiting } from '../flows/intake/take.ts'
import { createOutbox } from '../flows/reply/deliver.ts'
import { silences } from '../flows/sync/silence.ts'
import type { Submitter } from '../mail/smtp-client.ts'
import { createWorker } from '../store/jobs/worker.ts'
import { sortIn } from '../store/search.ts'
import type { Metrics } from './http/metrics.ts'
import { startLoop, type Loop } from './loop.ts'
import { handlersOf, schedules, type Accounts } from './switchboard.ts'

export interface Workers {
  /** 5 s at most: finishes what is under way, hangs up on slow mail servers, hands the rest back. */
  stop(): Promise<void>
}

const LOOK = 500
/** Between two times that is read which mailboxes are silent. */
const LISTENING = 60_000
/** Milliseconds for which messages gather to be indexed together: a few cost as much as one. */
const COMPANY = 150
/** Milliseconds between two times that what was indexed is sorted in: many at once cost each less, and until then searches read them all. */
const SORTING = 1_000
/** Doors have as much before us (`serve.ts`). */
const GRACE = 4_000

interface Options {
  /** Under which the process is known to be alive. */
  workerId?: string
  /** The way into mail accounts; without it nothing there is counted. */
  accounts?: Accounts
  /** What this process has learned; its web pages ask it too. */
  learner?: Learner
}

/** Without a submitter what goes out waits in the outbox. */
export function startWorkers(
  means: Means,
  metrics: Metrics,
  submitter: Submitter | null,
  { workerId = randomUUID(), accounts, learner }: Options = {},
): Workers {
  const { store, log } = means
  const intake = createFiling(means, workerId)
  let isStopping = false
  const filing = startLoop(
    'filing',
    async () => {
      const filed = await intake.round()
      for (const result of ['filed', 'duplicate', 'quarantined'] as const)
        if (filed[result] > 0) metrics.messagesFiled.inc({ result }, filed[result])
      if (filed.filed + filed.quarantined > 0) indexing.ring()
      const done = filed.filed + filed.duplicate + filed.quarantined
      means.fresh.burst.done(done)
      await giveWay(() => !isStopping && means.fresh.burst.isOn())
      return done > 0
    },
    { look: LOOK, log },
  )
  let [isSorted, sortedAt] = [false, Number.NEGATIVE_INFINITY] // another process may have left some
  const indexing: Loop = startLoop(
    'search',
    async () => {
      const { indexed, lagSeconds } = await store.transact({ actorId: null, isRedone: true }, (tx) =>
        indexPending(tx, means.fresh.words),
      )
      metrics.searchLag.set(lagSeconds)
      isSorted &&= indexed === 0
      if (!isSorted && performance.now() - sortedAt >= SORTING) {
        await store.transact({ actorId: null, isRedone: true }, sortIn)
        isSorted = true
        sortedAt = performance.now()
      }
      metrics.intakeOldest.set(await store.transact({ actorId: null, readOnly: true }, oldestWaiting))
      if (indexed < INDEXED_AT_ONCE) await sleep(COMPANY)
      return indexed === INDEXED_AT_ONCE
    },
    { look: 1_000, log },
  )
  const clocks = startLoop(
    'clocks',
    async () => (await store.transact({ actorId: null, isRedone: true }, ringClocks)).isMore,
    { look: LOOK, log },
  )
  const listening = startLoop(
    'silence',
    async () => {
      const heard = await store.transact({ actorId: null, readOnly: true }, silences)
      metrics.mailboxSilent.reset()
      for (const { mailboxId, isSilent } of heard) metrics.mailboxSilent.set({ mailbox: mailboxId }, Number(isSilent))
      return false
    },
    { look: LISTENING, log },
  )
  for (const result of ['accepted', 'deferred', 'rejected', 'uncertain']) metrics.messagesSent.inc({ result }, 0) // a rate needs a first value
  const outbox =
    submitter &&
    createOutbox(means, submitter, {
      workerId,
      told: (result) => metrics.messagesSent.inc({ result }),
      freed: () => sending?.ring(),
    })
  const sending: Loop | null = outbox && startLoop('outbox', outbox.round, { look: LOOK, log })
  const off = [store.onWake('intake', filing.ring), ...(sending ? [store.onWake('outbox', sending.ring)] : [])]
  const worker = createWorker(store, handlersOf(means, accounts, learner), {
    worker: workerId,
    schedules,
    grace: GRACE,
  })
  return {
    stop: async () => {
      isStopping = true
      for (const leave of off) leave()
      const stopSending = async () => {
        await sending?.stop()
        await outbox?.stop(GRACE)
      }
      const stopFiling = async () => {
        await filing.stop()
        await intake.stop()
      }
      const loops = [indexing, clocks, listening].map((loop) => loop.stop())
      await Promise.all([stopFiling(), ...loops, stopSending(), worker.stop()])
    },
  }
}

/** Most milliseconds between two batches while a burst comes in, and how often is looked whether it is over. */
const REST = 1_000
const GLANCE = 100

/**
 * A sender waits for the answer to every mail, and of what was filed nobody can tell one second from the next: a burst is taken in first.
 * A batch is filed every second all the same, of those whose turn it is (`flows/intake/turns.ts`).
 */
async function giveWay(isBurst: () => boolean): Promise<void> {
  for (let rested = 0; rested < REST && isBurst(); rested += GLANCE) await sleep(GLANCE)
}
