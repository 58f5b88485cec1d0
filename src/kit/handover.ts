// What one step of a process leaves for the next beside the database, so that it need not be read back. Never relied upon: what
// is not there (another process has the next step, there was no room) is read from where it is kept.
export interface Handover<T> {
  /** What nobody came for in time goes with what is left or taken next. */
  leave(id: string, thing: T, bytes: number): void
  /** At most once: it is forgotten here. */
  take(id: string): T | undefined
}

/** Milliseconds after which nobody is coming for it. */
const STALE = 30_000

/** `room` in bytes. What was left first is kept when room runs out, because it is taken first. */
export function createHandover<T>(room: number, now = () => performance.now()): Handover<T> {
  const left = new Map<string, { thing: T; bytes: number; at: number }>()
  let used = 0
  const take = (id: string) => {
    const found = left.get(id)
    if (found && left.delete(id)) used -= found.bytes
    return found?.thing
  }
  const tidy = () => {
    for (const [old, { at }] of left) {
      if (now() - at < STALE) break
      take(old)
    }
  }
  return {
    take(id) {
      const found = take(id)
      tidy()
      return found
    },
    leave(id, thing, bytes) {
      tidy()
      if (used + bytes > room) return
      left.set(id, { thing, bytes, at: now() })
      used += bytes
    },
  }
}
