// The time of day for relative times, which moves once a minute; and what need not be done before the next frame.
import { useEffect, useState } from 'react'

export function useNow(): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 60_000)
    return () => clearInterval(timer)
  }, [])
  // Something newer than the last tick would look as if it came from the future.
  return now
}

/** For what nobody waits for: the screen shows first what was asked for. */
export function afterPaint(does: () => void): void {
  requestAnimationFrame(() => setTimeout(does))
}
