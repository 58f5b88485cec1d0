// Bounds what is held in memory at once by many who each need a whole message: who would be too much waits for others.

export type Hold = <T>(bytes: number, use: () => Promise<T>) => Promise<T>

/** One that is larger than `most` by itself is held alone. In the order in which they come. */
export function createHold(most: number): Hold {
  let held = 0
  const waiting: { bytes: number; go: () => void }[] = []
  const isRoom = (bytes: number) => held === 0 || held + bytes <= most

  function letIn() {
    for (let first = waiting[0]; first && isRoom(first.bytes); first = waiting[0]) {
      held += first.bytes
      waiting.shift()
      first.go()
    }
  }

  return async (bytes, use) => {
    await new Promise<void>((go) => {
      waiting.push({ bytes, go })
      letIn()
    })
    try {
      return await use()
    } finally {
      held -= bytes
      letIn()
    }
  }
}
