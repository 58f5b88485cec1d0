// The app as it is installed: the script that keeps its shell (public/worker.js) is registered once the page stands.
import { WORKER } from './trust.ts'

export function keepShell(userId: string): void {
  // Only where the page came over TLS, or from this machine; not while it is being written.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  navigator.serviceWorker.register(WORKER).catch(() => undefined) // without it the page is what it was
  if (localStorage.getItem('postroom-push')?.includes(`"${userId}"`))
    void import('./notifications/push.ts').then((push) => push.renewPush(userId)).catch(() => undefined) // the next page tries again
}
