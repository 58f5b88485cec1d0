// What one does to conversations while the server cannot be reached: it waits, in the order in which it was done, and is made when the
// line is back. Each carries a key from its first attempt on, so that what was done and only not answered is not done twice, nor over what
// a colleague has done since. Survives a reload of the page; closing it is warned of.
import {
  changeConversation,
  deleteConversation,
  markSeen,
  restoreConversation,
} from '../src/desk/conversations/conversations.api.ts'
import { followConversation } from '../src/desk/conversations/followers.api.ts'
import { addNote } from '../src/desk/conversations/notes.api.ts'
import { mergeConversation, unmergeConversation } from '../src/desk/conversations/parting.api.ts'
import { decideCategory } from '../src/desk/readings/readings.api.ts'
import { moveCard } from '../src/desk/views/views.api.ts'
import type { AskedOf, OutputOf } from '../src/kit/route.ts'
import { call, freshKey, Refusal } from './call.ts'

const deeds = {
  change: changeConversation,
  seen: markSeen,
  bin: deleteConversation,
  restore: restoreConversation,
  follow: followConversation,
  move: moveCard,
  note: addNote,
  merge: mergeConversation,
  unmerge: unmergeConversation,
  decide: decideCategory,
}
type Deeds = typeof deeds
export type DeedName = keyof Deeds

export interface Waiting {
  key: string
  name: DeedName
  asked: { id: string } & Record<string, unknown>
}

/** What came of those that waited. */
export interface CaughtUp {
  made: number
  refused: Refusal[]
}

export interface Pending {
  /**
   * Resolves once it is done, however long that takes; rejects where the server refuses it. `settled`: it is done, or waits with the others,
   * and nobody need stand by it.
   */
  send<N extends DeedName>(
    name: N,
    asked: AskedOf<Deeds[N]> & { id: string },
    settled?: () => void,
  ): Promise<OutputOf<Deeds[N]>>
  /** Tries those that wait, now; resolves when none waits any more, or the line is still away. */
  flush(): Promise<void>
  count(): number
  /** Another list each time it changes. */
  waiting(): readonly Waiting[]
  listen(changed: () => void): () => void
}

interface Around {
  ask: (deed: Waiting) => Promise<unknown>
  kept: { read(): string | null; write(text: string | null): void }
  /** Milliseconds until the next attempt. */
  pause: number
  told: (caughtUp: CaughtUp) => void
}

/** Looking at something twice is looking at it: no key need be kept for that. */
export const askServer = ({ name, asked, key }: Waiting): Promise<unknown> =>
  call(deeds[name], asked as never, name === 'seen' ? {} : { key })

/** The server was not there, or had no time: it is worth asking again. */
function isAway(error: unknown): boolean {
  if (!(error instanceof Refusal)) return false
  return error.status === 0 || error.status >= 502 || error.status === 429 || error.code === 'idempotency-running'
}

export function createPending({ ask, kept, pause, told }: Around): Pending {
  const waiting: Waiting[] = readKept(kept.read())
  const waiters = new Map<string, { done: (answer: unknown) => void; refused: (error: unknown) => void }>()
  /** By conversation, until it is done or waits with the others. */
  const underWay = new Map<string, Promise<void>>()
  const listeners = new Set<() => void>()
  let shown: readonly Waiting[] = [...waiting]
  let flushing: Promise<void> | null = null
  let timer: ReturnType<typeof setTimeout> | null = null

  function changed(): void {
    kept.write(waiting.length > 0 ? JSON.stringify(waiting) : null)
    shown = [...waiting]
    for (const listener of listeners) listener()
    if (timer) clearTimeout(timer)
    timer = waiting.length > 0 ? setTimeout(() => void flush(), pause) : null
  }

  function wait(deed: Waiting): Promise<unknown> {
    return new Promise((done, refused) => {
      waiters.set(deed.key, { done, refused })
      waiting.push(deed)
      changed()
    })
  }

  /** `placed` is called once the next one of its conversation may come. */
  async function attempt(deed: Waiting, placed: () => void, settled?: () => void): Promise<unknown> {
    let answer: unknown = null
    try {
      answer = waiting.length === 0 ? await ask(deed) : wait(deed)
    } catch (error) {
      if (!isAway(error)) throw error
      answer = wait(deed)
    } finally {
      placed()
    }
    settled?.()
    return answer
  }

  async function goThrough(): Promise<void> {
    const caughtUp: CaughtUp = { made: 0, refused: [] }
    for (let [first] = waiting; first; [first] = waiting) {
      try {
        const answer = await ask(first)
        caughtUp.made++
        waiting.shift()
        waiters.get(first.key)?.done(answer)
      } catch (error) {
        if (isAway(error)) break
        waiting.shift()
        if (error instanceof Refusal) caughtUp.refused.push(error)
        waiters.get(first.key)?.refused(error)
      }
      waiters.delete(first.key)
    }
    changed()
    if (caughtUp.made + caughtUp.refused.length > 0) told(caughtUp)
  }

  function flush(): Promise<void> {
    if (waiting.length === 0) return Promise.resolve()
    flushing ??= goThrough().finally(() => {
      flushing = null
    })
    return flushing
  }

  if (waiting.length > 0) changed()
  return {
    send(name, asked, settled) {
      // Of one conversation one after another, as they were done.
      const before = underWay.get(asked.id) ?? Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      underWay.set(asked.id, promise)
      const placed = () => {
        if (underWay.get(asked.id) === promise) underWay.delete(asked.id)
        resolve()
      }
      return before.then(() => attempt({ key: freshKey(), name, asked }, placed, settled)) as never
    },
    flush,
    count: () => waiting.length,
    waiting: () => shown,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function readKept(text: string | null): Waiting[] {
  try {
    const kept = JSON.parse(text ?? '[]') as Waiting[]
    return Array.isArray(kept) ? kept.filter((one) => one.name in deeds) : []
  } catch {
    return []
  }
}
