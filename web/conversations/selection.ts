// Which conversation is selected, apart from how it is drawn. The address follows: at once where one thing was opened, and behind several
// keys in a row when they rest.

export interface Selection {
  id(): string | undefined
  listen(changed: () => void): () => void
  /** `isStep`: one key of several, perhaps. Undefined: none. */
  select(id: string | undefined, how?: { isStep?: boolean }): void
  /** The address names this one now: written here, or by a link or the browser's own buttons, which go before what is selected. */
  arrive(id: string | undefined): void
  writeBy(write: Write): void
  /** What waits to be written is not. */
  leave(): void
}

/** Writes the address. `isInstead`: of the one before, which nobody need come back to. */
export type Write = (id: string | undefined, how: { isInstead: boolean }) => void

/** `rest`: milliseconds without a key. */
export function createSelection(first: string | undefined, rest: number): Selection {
  let id = first
  let write: Write = () => undefined
  let addressed = first
  let timer: ReturnType<typeof setTimeout> | null = null
  /** Written, and on its way back. */
  let written: (string | undefined)[] = []
  const listeners = new Set<() => void>()

  function put(next: string | undefined): void {
    if (next === id) return
    id = next
    for (const listener of listeners) listener()
  }
  function leave(): void {
    if (timer) clearTimeout(timer)
    timer = null
  }
  function send(isStep: boolean): void {
    leave()
    written.push(id)
    const isInstead = isStep && addressed !== undefined
    addressed = id
    write(id, { isInstead })
  }

  return {
    id: () => id,
    listen(changed) {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    select(next, { isStep = false } = {}) {
      if (next === id) return
      put(next)
      leave()
      if (isStep) timer = setTimeout(() => send(true), rest)
      else send(false)
    },
    arrive(there) {
      const at = written.indexOf(there)
      written = written.slice(at + 1)
      if (at >= 0) return
      written = []
      addressed = there
      leave()
      put(there)
    },
    writeBy(next) {
      write = next
    },
    leave,
  }
}
