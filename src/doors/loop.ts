// A loop that works while there is work, sleeps until it is woken, and looks by itself now and then.
import type { Log } from '../kit/log.ts'

/** Milliseconds. What was away is noticed to be back soon after, however long it was away. */
const LONGEST_PAUSE = 4_000

export interface Loop {
  ring(): void
  /** Resolves when the round under way has ended. */
  stop(): Promise<void>
}

/** `round` answers whether there may be more to do at once; what it throws is logged and tried again after a pause that grows. */
export function startLoop(name: string, round: () => Promise<boolean>, options: { look: number; log: Log }): Loop {
  let isStopped = false
  let isRung = false
  let failures = 0
  let wakeUp: (() => void) | undefined
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const run = async () => {
    while (!isStopped) {
      isRung = false
      try {
        const isMore = await round()
        failures = 0
        if (isMore) continue
      } catch (thrown) {
        failures++
        options.log.warn({ err: thrown, loop: name }, 'a round of work failed')
      }
      if (!isRung && !isStopped) await sleep(pauseAfter(failures, options.look))
      wakeUp = undefined
    }
  }
  const running = run()
  return {
    ring: () => {
      isRung = true
      if (failures === 0) wakeUp?.()
    },
    stop: async () => {
      isStopped = true
      wakeUp?.()
      await running
    },
  }
}

function pauseAfter(failures: number, look: number): number {
  return Math.min(look * 2 ** failures, Math.max(look, LONGEST_PAUSE))
}
