// A notification as a push service takes it: encrypted so that only the browser reads it (RFC 8291), signed by the desk (RFC 8292), with
// how long it is worth keeping (RFC 8030). By the library `web-push`, which makes the request and does not send it.
import webPush from 'web-push'
import type { PushKeys } from '../../desk/notifications/push-keys.ts'
import type { Subscription } from '../../desk/notifications/push.ts'
import type { Keys } from '../../store/keys.ts'

/** What the service worker shows (web/public/worker.js). No word of a mail is in it unless the desk and its reader want subjects. */
export interface PushMessage {
  title: string
  body: string
  /** A path of ours. */
  url: string
  /** The same takes the place of the one before. */
  tag: string
  lang: string
}

/** The product's one guarded client, which reaches the internet only. */
export type PushPost = (asked: {
  url: string
  method: 'POST'
  headers: Record<string, string>
  body: Buffer
  isSecret: boolean
  within: number
}) => Promise<{ status: number }>

export interface PushMeans {
  keys: Keys
  publicUrl: string | null
  hostname: string
  post: PushPost
}

/** Seconds for which a service keeps what it cannot hand over. */
const TTL = 12 * 3_600

/** Whom a service writes to when something is wrong (RFC 8292 §2.1). */
export function subjectOf({ publicUrl, hostname }: Pick<PushMeans, 'publicUrl' | 'hostname'>): string {
  return publicUrl?.startsWith('https:') ? publicUrl : `mailto:postmaster@${hostname}`
}

/** Null: nothing can be encrypted for such a browser. */
export function requestFor(
  { endpoint, keys }: Subscription,
  message: PushMessage,
  { publicKey, privateKey }: PushKeys,
  subject: string,
): { url: string; headers: Record<string, string>; body: Buffer } | null {
  try {
    const { headers, body } = webPush.generateRequestDetails({ endpoint, keys }, JSON.stringify(message), {
      TTL,
      contentEncoding: 'aes128gcm',
      urgency: 'high',
      vapidDetails: { subject, publicKey, privateKey },
    })
    const { 'Content-Length': _, ...own } = headers // the client counts by itself
    const told = Object.entries(own).map(([name, value]) => [name.toLowerCase(), String(value)])
    return { url: endpoint, headers: Object.fromEntries(told) as Record<string, string>, body }
  } catch {
    return null
  }
}
