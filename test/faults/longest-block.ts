// Loaded into the product by `node --import`: how long its main thread computed without a pause, in milliseconds, written to a
// file. Processor time, not the time of day, so that a busy machine is not mistaken for a blocked thread.
//   POSTROOM_TEST_BLOCK_FILE=/tmp/block        SIGUSR2 begins anew
import { readFileSync, writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const EVERY = 4

export interface BlockWatch {
  /** The longest since the last look. */
  look(): number
  stop(): void
}

/** Of the thread that calls it. */
export function watchBlocks(): BlockWatch {
  let last = process.threadCpuUsage()
  let longest = 0
  const timer = setInterval(() => {
    const now = process.threadCpuUsage()
    longest = Math.max(longest, (now.user + now.system - last.user - last.system) / 1000)
    last = now
  }, EVERY)
  timer.unref()
  return {
    look() {
      const found = longest
      longest = 0
      return found
    },
    stop: () => clearInterval(timer),
  }
}

export const readBlock = (file: string): number => Number(readFileSync(file, 'utf8') || '0')

const file = process.env.POSTROOM_TEST_BLOCK_FILE
if (file !== undefined && isMainThread) {
  const watch = watchBlocks()
  let longest = 0
  writeFileSync(file, '0')
  process.on('SIGUSR2', () => {
    watch.look()
    longest = 0
    writeFileSync(file, '0')
  })
  setInterval(() => {
    const found = watch.look()
    if (found <= longest) return
    longest = found
    writeFileSync(file, String(found))
  }, 100).unref()
}
