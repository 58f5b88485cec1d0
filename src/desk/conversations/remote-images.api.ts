// What the server promises of images that a mail does not carry but names: it fetches them itself, once somebody asked.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

/** More than these are not numbered, and so not fetched. */
const MOST = 200

const ofMessage = { id: z.string(), messageId: z.string() }

export const showRemoteImages = route({
  name: 'showRemoteImages',
  summary: 'Allow the remote images of a message, for everybody who reads it; or of its sender, for good.',
  method: 'POST',
  path: '/conversations/:id/messages/:messageId/remote-images',
  may: 'conversation.change',
  input: z.strictObject({
    ...ofMessage,
    /** From now on without asking, for the whole desk, wherever this sender is proven. Takes `sender.trust`. */
    always: z.boolean().default(false),
  }),
  output: z.object({}),
})
export const askAboutSender = route({
  name: 'askAboutSender',
  summary: 'Ask again before the remote images of this sender are shown.',
  method: 'DELETE',
  path: '/conversations/:id/messages/:messageId/remote-images',
  may: 'sender.trust',
  input: z.strictObject(ofMessage),
  output: z.object({}),
})
export const loadRemoteImage = route({
  name: 'loadRemoteImage',
  summary:
    'A remote image of a message, fetched by the server and kept: the sender learns neither who looks nor from where, and nothing of the next look.',
  method: 'POST',
  path: '/conversations/:id/messages/:messageId/remote-images/:number',
  may: 'attachment.download',
  input: z.strictObject({
    ...ofMessage,
    /** From 0, as `remoteImagesIn` counts those of the message's `html` that are no trackers. */
    number: z.coerce
      .number()
      .int()
      .min(0)
      .max(MOST - 1),
  }),
  output: z.unknown(),
  produces: 'application/octet-stream',
})

export const ImagePolicy = z.enum(['ask', 'always', 'never'])
export type ImagePolicy = z.infer<typeof ImagePolicy>

export const readImagePolicy = route({
  name: 'readImagePolicy',
  summary: 'Whether remote images are shown, and whose are without asking.',
  method: 'GET',
  path: '/remote-images',
  may: 'inbox.configure',
  input: z.strictObject({}),
  output: z.object({
    policy: ImagePolicy,
    /** Empty for a token that does not see every inbox. */
    senders: z.array(z.object({ address: z.string(), userId: z.string().nullable(), since: z.iso.datetime() })),
  }),
})
export const changeImagePolicy = route({
  name: 'changeImagePolicy',
  summary: 'Show remote images after asking, always, or never. Trackers are never loaded.',
  method: 'PATCH',
  path: '/remote-images',
  may: 'inbox.configure',
  input: z.strictObject({ policy: ImagePolicy }),
  output: z.object({ policy: ImagePolicy }),
})
export const forgetImageSender = route({
  name: 'forgetImageSender',
  summary: 'Ask again before the remote images of this address are shown.',
  method: 'DELETE',
  path: '/remote-images/senders/:address',
  may: 'inbox.configure',
  input: z.strictObject({ address: z.string().max(500) }),
  output: z.object({}),
})

export interface RemoteImages {
  /** In the order of their numbers, each once. */
  addresses: string[]
  /** Those that are there to tell on whoever opens the mail: never loaded, for nobody. */
  trackers: string[]
}

/** Of HTML as the API gives it: cleaned, every attribute in double quotes, `>` only at the end of tags. */
export function remoteImagesIn(html: string): RemoteImages {
  const seen = new Map<string, boolean>()
  for (const [tag] of html.matchAll(/<img\b[^>]*>/gi)) {
    const source = /\s(?:data-remote-)?src="(https?:[^"]*)"/i.exec(tag)?.[1]
    if (source === undefined) continue
    const address = plain(source)
    // One that is also shown large is a picture.
    seen.set(address, (seen.get(address) ?? true) && isTracker(tag, address))
  }
  const all = [...seen]
  return {
    addresses: all.flatMap(([address, tracks]) => (tracks ? [] : [address])).slice(0, MOST),
    trackers: all.flatMap(([address, tracks]) => (tracks ? [address] : [])),
  }
}

/** Nobody can see it, or it stands where the great senders of newsletters have their counters. */
function isTracker(tag: string, address: string): boolean {
  const style = /\sstyle="([^"]*)"/i.exec(tag)?.[1] ?? ''
  if (
    /(?:^|;)\s?(?:display:\s?none|visibility:\s?hidden|opacity:\s?0(?:\.0)?(?:;|$)|max-(?:height|width):\s?0)/i.test(
      style,
    )
  )
    return true
  const [width, height] = [measure(tag, style, 'width'), measure(tag, style, 'height')]
  if (width === 0 || height === 0) return true
  if (width !== null && height !== null && width <= 2 && height <= 2) return true
  if ((width === 1 && height === null) || (height === 1 && width === null)) return true
  return COUNTERS.test(address)
}

/** In pixels; null where it is not said, or in something else. */
function measure(tag: string, style: string, side: 'width' | 'height'): number | null {
  const written =
    new RegExp(`(?:^|;)${side}:\\s?(\\d{1,4})(?:\\.\\d{1,9})?(?:px)?(?:;|$| )`, 'i').exec(style)?.[1] ??
    new RegExp(`\\s${side}="\\s?(\\d{1,4})(?:px)?\\s?"`, 'i').exec(tag)?.[1]
  return written === undefined ? null : Number(written)
}

const COUNTERS =
  /\/track(?:ing)?\/open\b|\/open(?:ed)?\.(?:php|gif|png|aspx?)\b|\/wf\/open\b|\/e\/o\/|\/e2t\/o\/|\/trk\/open|\/(?:pixel|beacon|blank|1x1)\.(?:gif|png)\b|\/o\.gif\b|google-analytics\.com\/(?:g\/)?collect\b|\/mail\/open\b|\/q\/[\w~-]{30,}~~\//i

function plain(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
}
