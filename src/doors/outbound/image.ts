// Fetches an image that a mail names (safety requirement S2): asked for without cookies, referrer or anything of who looks, and handed on
// only where its first bytes are those of a picture that can be drawn.
import { limits } from '../../kit/limits.ts'
import { shownAs } from '../../kit/picture.ts'
import { Problem } from '../../kit/problem.ts'
import type { Answered, Outbound } from './outbound.ts'
import { createSlots, type Asker } from './slots.ts'

const { bytes: most, timeout, steps } = limits.image

export type FetchImage = (url: string, asker: Asker) => Promise<{ bytes: Buffer; type: string }>

export function createImageFetcher(
  outbound: Outbound,
  { monotonic = () => performance.now() }: { monotonic?: () => number } = {},
): FetchImage {
  const slots = createSlots(limits.image)
  return (url, asker) =>
    slots(asker, async () => {
      try {
        const { body } = await follow(outbound, url, monotonic)
        const type = shownAs(body)
        if (type === null) throw new Error('It is no picture that can be shown safely.')
        return { bytes: body, type }
      } catch (cause) {
        // One answer for all: why would tell whoever looks what names and servers there are around us.
        throw new Problem('missing', 'image-unseen', 'The image cannot be shown.', { cause })
      }
    })
}

/** Hosts of images send people on; each step is judged like the first, and all of them together have the time of one. */
async function follow(outbound: Outbound, first: string, monotonic: () => number): Promise<Answered> {
  const end = monotonic() + timeout
  let url = first
  for (let step = 0; step <= steps; step++) {
    const headers = { accept: 'image/png,image/jpeg,image/gif,image/webp' }
    const within = Math.round(end - monotonic())
    if (within <= 0) throw new Error('Its servers took too long.')
    const answered = await outbound({ url, headers, most, within })
    const { location } = answered.headers
    if (answered.status === 200) return answered
    if (![301, 302, 303, 307, 308].includes(answered.status) || location === undefined)
      throw new Error(`Its server answered ${answered.status}.`)
    const next = URL.parse(location, url)
    if (!next) throw new Error('Its server leads nowhere.')
    url = next.href
  }
  throw new Error('Its server leads in a circle.')
}
