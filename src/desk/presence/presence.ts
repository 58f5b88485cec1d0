// Who is where: kept in the memory of each process that has open pages, told from one to the others, and gone by itself some seconds
// after somebody's page was last heard of. No row is written for it.
import { z } from 'zod'
import type { Id } from '../../kit/id.ts'
import { Doing, type Present } from './presence.api.ts'

/** Milliseconds. A page tells every ten seconds that it is looked at, and at most every two that somebody types. */
export const lasts = { looking: 25_000, writing: 6_000 }
/** The same again within this is not passed on. */
const APART = 1_000
/** Conversations one person can be in; what is oldest goes. */
const MOST_OF_ONE = 20

export interface Told extends Present {
  inboxId: Id
}

export interface Presence {
  /** From a page of this process. */
  tell(told: Told): void
  /** From another process, in its words. */
  hear(words: string): void
  /** Who is there, of one conversation or of all. */
  there(conversationId?: Id): Told[]
  /** Hears of every change, also of what has just been forgotten. */
  onChange(listener: (changes: Told[]) => void): () => void
  close(): void
}

interface Stay {
  told: Told
  lookedUntil: number
  wroteUntil: number
  /** When other processes last heard of it. */
  saidAt: number
}

const Words = z.object({
  from: z.string(),
  conversationId: z.string(),
  userId: z.string(),
  inboxId: z.string(),
  doing: Doing,
})

export interface PresenceMeans {
  /** To the other processes; whether they hear it is nobody's concern. */
  say: (words: string) => void
  /** By which this process knows its own words. */
  from: string
  /** Milliseconds that never jump. */
  monotonic?: () => number
  /** How often is looked whether somebody has left; milliseconds. */
  look?: number
}

export function createPresence({
  say,
  from,
  monotonic = () => performance.now(),
  look = 1_000,
}: PresenceMeans): Presence {
  const stays = new Map<string, Stay>()
  const listeners = new Set<(changes: Told[]) => void>()
  const keyOf = ({ conversationId, userId }: Present) => `${conversationId} ${userId}`
  const announce = (changes: Told[]) => {
    if (changes.length > 0) for (const listener of listeners) listener(changes)
  }

  /** Answers whether other processes should hear of it. */
  function note(told: Told): boolean {
    const now = monotonic()
    const key = keyOf(told)
    const was = stays.get(key)
    if (told.doing === 'gone') {
      if (!was) return false
      stays.delete(key)
      announce([told])
      return true
    }
    const lookedUntil = now + lasts.looking
    const wroteUntil = told.doing === 'writing' ? now + lasts.writing : (was?.wroteUntil ?? 0)
    const doing: Doing = wroteUntil > now ? 'writing' : 'looking'
    const isSame = was !== undefined && was.told.doing === doing && was.told.inboxId === told.inboxId
    const isSaid = isSame && now - was.saidAt < APART
    stays.delete(key) // so that the oldest come first
    stays.set(key, { told: { ...told, doing }, lookedUntil, wroteUntil, saidAt: isSaid ? was.saidAt : now })
    if (!was) leaveOldest(told.userId)
    if (!isSame) announce([{ ...told, doing }])
    return !isSaid
  }

  function leaveOldest(userId: Id): void {
    const own = [...stays].filter(([, one]) => one.told.userId === userId)
    for (const [key, { told }] of own.slice(0, Math.max(0, own.length - MOST_OF_ONE))) {
      stays.delete(key)
      announce([{ ...told, doing: 'gone' }])
    }
  }

  function forget(): void {
    const now = monotonic()
    const changes: Told[] = []
    for (const [key, stay] of stays) {
      if (stay.lookedUntil <= now) {
        stays.delete(key)
        changes.push({ ...stay.told, doing: 'gone' })
      } else if (stay.told.doing === 'writing' && stay.wroteUntil <= now) {
        stay.told = { ...stay.told, doing: 'looking' }
        changes.push(stay.told)
      }
    }
    announce(changes)
  }

  const timer = setInterval(forget, look)
  timer.unref()
  return {
    tell: (told) => {
      if (note(told)) say(JSON.stringify({ from, ...told }))
    },
    hear: (words) => {
      const read = Words.safeParse(parsed(words))
      if (!read.success || read.data.from === from) return
      const { from: _, ...told } = read.data
      note(told)
    },
    there: (conversationId) =>
      [...stays.values()]
        .map(({ told }) => told)
        .filter((told) => conversationId === undefined || told.conversationId === conversationId),
    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => clearInterval(timer),
  }
}

function parsed(words: string): unknown {
  try {
    return JSON.parse(words)
  } catch {
    return null
  }
}
