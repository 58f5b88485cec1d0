// Whether this process answers at all: one that computes for too long lets everybody wait, and nothing else would say so.
import type { Log } from '../kit/log.ts'
import type { Metrics } from './http/metrics.ts'

/** Milliseconds between two looks, and by how much one may be late. */
const LOOK = 250
const LATE = 1_000

/** Late is counted on the monotonic clock: a clock that is set alarms nobody. */
export function watchStalls(
  metrics: Pick<Metrics, 'stalls'>,
  log: Pick<Log, 'error'>,
  { look = LOOK, late = LATE, monotonic = () => performance.now() } = {},
): { stop(): void } {
  let last = monotonic()
  const timer = setInterval(() => {
    const ms = Math.round(monotonic() - last - look)
    last = monotonic()
    if (ms < late) return
    metrics.stalls.inc()
    log.error({ ms }, 'this process was held up and answered nobody')
  }, look).unref()
  return { stop: () => clearInterval(timer) }
}
