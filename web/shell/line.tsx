// The line to the server, for the whole page: what waits for it, and what is said when it is back.
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { createContext, use, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { askServer, createPending, type Pending, type Waiting } from '../pending.ts'
import { wordsOf } from '../words.ts'
import { sayWhy } from './states.tsx'
import { sayDone } from './undo.tsx'

const PAUSE_MS = 2_000
const KEPT = 'postroom-pending'

const Line = createContext<Pending | null>(null)

function open(client: QueryClient): Pending {
  return createPending({
    ask: askServer,
    kept: {
      read: () => sessionStorage.getItem(KEPT),
      write: (text) => (text === null ? sessionStorage.removeItem(KEPT) : sessionStorage.setItem(KEPT, text)),
    },
    pause: PAUSE_MS,
    told: ({ made, refused }) => {
      const words = wordsOf()
      if (made > 0) sayDone(words.t('shell.caughtUp', { count: made }))
      const [first] = refused
      if (first) sayDone(words.t('shell.notMade', { count: refused.length, why: sayWhy(first, words) }))
      void client.invalidateQueries({ queryKey: ['conversation'] })
    },
  })
}

export function LineProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const [pending] = useState(() => open(client))
  useEffect(() => {
    const flush = () => void pending.flush()
    // Whoever leaves now would lose what waits.
    const warn = (event: BeforeUnloadEvent) => pending.count() > 0 && event.preventDefault()
    window.addEventListener('online', flush)
    window.addEventListener('beforeunload', warn)
    return () => {
      window.removeEventListener('online', flush)
      window.removeEventListener('beforeunload', warn)
    }
  }, [pending])
  return <Line value={pending}>{children}</Line>
}

export function usePending(): Pending {
  const pending = use(Line)
  if (!pending) throw new Error('expected LineProvider above')
  return pending
}

/** What waits, the oldest first. */
export function usePendingDeeds(): readonly Waiting[] {
  const pending = usePending()
  return useSyncExternalStore(pending.listen, pending.waiting)
}

export function useWaitingCount(): number {
  const pending = usePending()
  return useSyncExternalStore(pending.listen, pending.count)
}
