// The outbox: the only thing that sends. Each message is marked as being sent, in a commit of its own, before a byte leaves;
// a crash in between leaves it `uncertain`, never sent twice without anybody knowing.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Id } from '../../kit/id.ts'
import { toProblem, translations } from '../../kit/problem.ts'
import type { Original } from '../../kit/streamed.ts'
import type { Means } from '../../desk/means.ts'
import type { Submission, Submitter } from '../../mail/smtp-client.ts'
import { claim, handBack, type Claimed } from './claim.ts'
import { settle } from './settle.ts'

/** Within this much of its lease a message must be begun: the rest is what a submission may take. */
const BEGIN_WITHIN = 5 * 60_000
/** Tries more, each after twice as long: one lost connection is no reason to put a message off for a minute. */
const READ_AGAIN = 3
const GRACE = 4_000
/** For what became of the last ones to be written down. */
const LAST_WORDS = 1_000

export interface Outbox {
  /** Takes up what is due, no more than can be sent at once, and does not wait for it. Answers whether there may be more. */
  round(): Promise<boolean>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
  /** Takes up nothing more; what is under way after `grace` milliseconds is cut off, and its fate written down. */
  stop(grace?: number): Promise<void>
}

export interface OutboxOptions {
  workerId: string
  /** Called for every attempt that has ended. */
  told?: (result: Submission['result']) => void
  /** Called when another message may be taken up. */
  freed?: () => void
}

export function createOutbox(
  means: Pick<Means, 'store' | 'raw' | 'log'>,
  submitter: Submitter,
  { workerId, told, freed }: OutboxOptions,
): Outbox {
  const { store, log } = means
  const underway = new Set<Promise<void>>()
  const inHand = new Set<Id>()
  let isStopped = false

  function begin(one: Claimed): void {
    inHand.add(one.id)
    const work = deliver(one)
      .catch((thrown: unknown) =>
        log.error({ err: thrown, outboxId: one.id }, 'a message was left half sent; it will show as uncertain'),
      )
      .finally(() => {
        underway.delete(work)
        freed?.()
      })
    underway.add(work)
  }

  async function deliver(one: Claimed): Promise<void> {
    const raw = await read(one)
    const left = one.leased_until.getTime() - store.clock.now().getTime()
    if (isStopped || left < submitter.longest) {
      inHand.delete(one.id) // it was not begun
      return await store.transact({ actorId: null }, (tx) => handBack(tx, one))
    }
    const submission = 'result' in raw ? raw : await submit(one, raw)
    told?.(submission.result)
    await writeDown(one, submission)
    inHand.delete(one.id)
  }

  /** Nothing has been sent where it cannot be read: it is tried again, at once where our own database is away, unless it never will be there. */
  async function read(one: Claimed): Promise<Original | Submission> {
    for (let tries = 0; ; tries++) {
      try {
        return await store.transact({ actorId: null, readOnly: true }, (tx) => means.raw.open(tx, one.raw_id))
      } catch (thrown) {
        const problem = toProblem(thrown)
        if (problem.kind === 'busy' && tries < READ_AGAIN && !isStopped) {
          await sleep(200 * 2 ** tries, undefined, { ref: false })
          continue
        }
        log.warn({ err: thrown, outboxId: one.id }, 'a message to be sent could not be read')
        const result = translations[problem.kind].retry ? 'deferred' : 'rejected'
        return { result, response: problem.message, recipients: [] }
      }
    }
  }

  async function submit(one: Claimed, raw: Original): Promise<Submission> {
    try {
      return await submitter.submit({ raw, envelope: { from: one.envelope_from, to: one.recipients } })
    } catch (thrown) {
      log.error({ err: thrown, outboxId: one.id }, 'a message could not be handed over')
      const problem = toProblem(thrown)
      const result = problem.kind === 'invalid' ? 'rejected' : 'uncertain' // what broke in the middle may have sent it
      return { result, response: problem.message, recipients: [] }
    }
  }

  /** What happened outside must not be forgotten because the database is away for a while. */
  async function writeDown(one: Claimed, submission: Submission): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        const isOurs = await store.transact({ actorId: null }, (tx) => settle(tx, one, submission))
        if (!isOurs)
          log.error({ outboxId: one.id, result: submission.result }, 'a message was taken over while it was being sent')
        return
      } catch (thrown) {
        const isAway = toProblem(thrown).kind === 'busy'
        if (tries >= (isAway ? 40 : 5)) throw thrown // a lease later it shows as uncertain
        await sleep(Math.min(500 * 2 ** tries, 30_000), undefined, { ref: false })
      }
    }
  }

  const idle = async () => {
    while (underway.size > 0) await Promise.all(underway)
  }
  return {
    round: async () => {
      const most = submitter.connections - underway.size
      if (isStopped || most <= 0) return false
      const lease = submitter.longest + BEGIN_WITHIN
      const { claimed, lost } = await store.transact({ actorId: null }, (tx) =>
        claim(tx, { workerId, most, lease, inHand: [...inHand] }),
      )
      for (const one of claimed) begin(one)
      for (const _ of lost) told?.('uncertain')
      return claimed.length + lost.length > 0
    },
    idle,
    stop: async (grace = GRACE) => {
      isStopped = true
      await submitter.close(grace)
      const written = new AbortController()
      const patience = sleep(LAST_WORDS, undefined, { signal: written.signal }).catch(() => undefined)
      await Promise.race([idle(), patience])
      written.abort()
    },
  }
}
