// Fetches an image that a mail names (safety requirement S2): asked for without cookies, referrer or anything of who looks, and handed on
// only where its first bytes are those of a picture.
import { limits } from '../../kit/limits.ts'
import { pictureType } from '../../kit/picture.ts'
import { Problem } from '../../kit/problem.ts'
import type { Answered, Outbound } from './outbound.ts'

const { bytes: most, timeout: within, steps, atOnce } = limits.image

export function createImageFetcher(outbound: Outbound): (url: string) => Promise<{ bytes: Buffer; type: string }> {
  let underWay = 0
  return async (url) => {
    if (underWay >= atOnce)
      throw new Problem('busy', 'image-busy', 'Too many images are being fetched. Try again soon.')
    underWay++
    try {
      const { body } = await follow(outbound, url)
      const type = pictureType(body)
      if (type === null) throw new Error('It is no picture that can be shown safely.')
      return { bytes: body, type }
    } catch (cause) {
      // One answer for all: why would tell whoever looks what names and servers there are around us.
      throw new Problem('missing', 'image-unseen', 'The image cannot be shown.', { cause })
    } finally {
      underWay--
    }
  }
}

/** Hosts of images send people on; each step is judged like the first. */
async function follow(outbound: Outbound, first: string): Promise<Answered> {
  let url = first
  for (let step = 0; step <= steps; step++) {
    const headers = { accept: 'image/png,image/jpeg,image/gif,image/webp' }
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
