// This browser as one that is told while no page is open: asking for it, ending it, and keeping the desk informed when the browser has
// changed where it is reached. Which one it is of those on the list is remembered here, for whoever asked for it.
import { addPush, readPush, removePush, type PushDevice } from '../../src/desk/notifications/push.api.ts'
import { call } from '../call.ts'
import { WORKER } from '../trust.ts'

export const canPush = () => 'serviceWorker' in navigator && 'PushManager' in window && window.isSecureContext

const KEPT = 'postroom-push'
interface Kept {
  userId: string
  id: string
}

export function keptDevice(userId: string): string | null {
  const kept = JSON.parse(localStorage.getItem(KEPT) ?? 'null') as Kept | null
  return kept?.userId === userId ? kept.id : null
}

/** False where the browser, or whoever sits before it, does not allow it. */
export async function askForPush(userId: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false
  await subscribe(userId)
  return true
}

export async function endPush(userId: string, { id }: PushDevice): Promise<void> {
  await call(removePush, { id })
  if (keptDevice(userId) !== id) return
  localStorage.removeItem(KEPT)
  const subscription = await (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription()
  await subscription?.unsubscribe()
}

/** Once a page stands: the browser may have given up what it had, and this may be another session. */
export async function renewPush(userId: string): Promise<void> {
  if (!canPush() || keptDevice(userId) === null || Notification.permission !== 'granted') return
  const { isAllowed, devices } = await call(readPush, {})
  // Removed elsewhere, on purpose.
  if (!isAllowed || !devices.some((one) => one.id === keptDevice(userId))) return
  await subscribe(userId)
}

async function subscribe(userId: string): Promise<void> {
  await navigator.serviceWorker.register(WORKER)
  const { pushManager } = await navigator.serviceWorker.ready
  const { publicKey } = await call(readPush, {})
  const asked = { userVisibleOnly: true, applicationServerKey: publicKey }
  const subscription = await pushManager.subscribe(asked).catch(async () => {
    // Of a desk that was here before, with other keys.
    await (await pushManager.getSubscription())?.unsubscribe()
    return await pushManager.subscribe(asked)
  })
  const { endpoint = '', keys = {} } = subscription.toJSON()
  const { id } = await call(addPush, { endpoint, keys: { p256dh: keys['p256dh'] ?? '', auth: keys['auth'] ?? '' } })
  localStorage.setItem(KEPT, JSON.stringify({ userId, id } satisfies Kept))
}
