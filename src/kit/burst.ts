// Whether things come in faster than they are done: then whoever does them may give way for a moment to whoever takes them in.
export interface Burst {
  came(): void
  done(count: number): void
  isOn(): boolean
}

/** It is looked at anew so often, in milliseconds. */
const WINDOW = 250

/** What goes on for longer is no burst but how it is now; milliseconds. */
const LONGEST = 60_000

/** On while more than `waiting` wait and more than `perSecond` come. */
export function createBurst(most: { waiting: number; perSecond: number }, now = () => performance.now()): Burst {
  let waiting = 0
  let since = now()
  let count = 0
  let rate = 0
  let began: number | undefined
  const look = () => {
    const past = now() - since
    if (past < WINDOW) return
    rate = (count / past) * 1_000
    count = 0
    since = now()
  }
  return {
    came() {
      look()
      waiting++
      count++
    },
    done(done) {
      waiting = Math.max(0, waiting - done)
    },
    isOn() {
      look()
      if (waiting <= most.waiting || rate <= most.perSecond) began = undefined
      else began ??= now()
      return began !== undefined && now() - began < LONGEST
    },
  }
}
