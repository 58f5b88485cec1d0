// The change feed as one process follows it for all its open pages: a doorbell when there is news, a look every few seconds
// in case the doorbell was missed, one read for everybody.
import pg from 'pg'
import { CHANGE_CHANNEL, changeRange, readChanges, type Change } from '../changes.ts'
import { WHISPER_CHANNEL } from './whispers.ts'
import type { Store } from '../store.ts'

export interface Subscriber {
  /** The last number the page has seen; null: only what comes from now on. */
  after: string | null
  /** In order, without gaps. */
  onChanges(changes: Change[]): void
  /** It was away for too long, or its number is not from here: everything has to be read again. Then changes go on from now. */
  onGap?(): void
}

export interface ChangeFeed {
  /** Returns how to leave. */
  subscribe(subscriber: Subscriber): () => void
  /** What processes tell each other in passing (`whisper`), also this one to itself. Returns how to stop listening. */
  onWhisper(listener: (words: string) => void): () => void
  close(): Promise<void>
}

const LOOK = 3_000

export async function createChangeFeed(store: Store, { look = LOOK } = {}): Promise<ChangeFeed> {
  let position = BigInt((await changeRange(store)).newest)
  const followers = new Set<Follower>()
  let isClosed = false
  let isRung = false
  let reading: Promise<void> | undefined

  const read = async () => {
    do {
      isRung = false
      const changes = await readChanges(store, position.toString())
      const last = changes.at(-1)
      if (!last) continue
      position = BigInt(last.seq)
      for (const one of followers) one.offer(changes)
      isRung = true // there may be more than fit into one read
    } while (isRung && !isClosed)
  }
  const ring = () => {
    isRung = true
    reading ??= read()
      .catch((error: unknown) => store.log.warn({ err: error }, 'changes could not be read'))
      .finally(() => {
        reading = undefined
      })
  }
  const listeners = new Set<(words: string) => void>()
  const doorbell = listen(store, ring, (words) => {
    for (const listener of listeners) listener(words)
  })
  const timer = setInterval(ring, look)
  return {
    subscribe: (subscriber) => {
      const one = follow(store, subscriber, position)
      followers.add(one)
      return () => {
        one.leave()
        followers.delete(one)
      }
    },
    onWhisper: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: async () => {
      isClosed = true
      for (const one of followers) one.leave() // what cannot be read any more is nothing they missed
      clearInterval(timer)
      await doorbell.close()
      await reading
    },
  }
}

interface Follower {
  offer(changes: Change[]): void
  leave(): void
}

/** Reads what the page missed before it joins the others; what comes meanwhile waits. */
function follow(store: Store, subscriber: Subscriber, newest: bigint): Follower {
  let place = newest
  let waiting: Change[] | undefined
  let hasLeft = false
  const give = (changes: Change[]) => {
    const fresh = changes.filter((one) => BigInt(one.seq) > place)
    const last = fresh.at(-1)
    if (!last || hasLeft) return
    place = BigInt(last.seq)
    subscriber.onChanges(fresh)
  }
  const catchUp = async (after: bigint) => {
    const range = await changeRange(store)
    if (after < BigInt(range.oldest) - 1n || after > BigInt(range.newest)) {
      if (!hasLeft) subscriber.onGap?.()
    } else {
      place = after
      for (let more = true; more && !hasLeft;) {
        const missed = await readChanges(store, place.toString())
        give(missed)
        more = missed.length > 0
      }
    }
    const held = waiting ?? []
    waiting = undefined
    give(held)
  }
  if (subscriber.after !== null) {
    waiting = []
    catchUp(BigInt(subscriber.after)).catch((error: unknown) => {
      store.log.warn({ err: error }, 'a page could not be told what it missed')
      waiting = undefined
      if (!hasLeft) subscriber.onGap?.()
    })
  }
  return {
    offer: (changes) => (waiting ? waiting.push(...changes) : give(changes)),
    leave: () => {
      hasLeft = true
    },
  }
}

/** A connection of its own that waits for NOTIFY, and comes back when it is lost. Behind a pooler it hears nothing, and that is fine. */
function listen(store: Store, ring: () => void, heard: (words: string) => void): { close(): Promise<void> } {
  let client: pg.Client | undefined
  let timer: NodeJS.Timeout | undefined
  let isClosed = false
  const connect = async () => {
    const fresh = new pg.Client({
      ...store.pool.options,
      password: store.pool.options.password, // which the pool hides from whoever copies its settings
      statement_timeout: 0,
      query_timeout: 0,
      application_name: 'postroom doorbell',
    })
    client = fresh
    fresh.on('error', () => undefined) // 'end' follows
    fresh.on('end', again)
    fresh.on('notification', ({ channel, payload }) => (channel === WHISPER_CHANNEL ? heard(payload ?? '') : ring()))
    await fresh.connect()
    await fresh.query(`listen ${CHANGE_CHANNEL}; listen ${WHISPER_CHANNEL}`)
    ring() // what came before we listened
  }
  const again = () => {
    if (isClosed) return
    clearTimeout(timer)
    timer = setTimeout(start, 1_000)
  }
  const start = () => {
    connect().catch(again)
  }
  start()
  return {
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      await client?.end().catch(() => undefined)
    },
  }
}
