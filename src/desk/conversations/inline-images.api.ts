// What the server promises of images that a mail carries in itself.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

export const loadInlineImage = route({
  name: 'loadInlineImage',
  summary: 'An image of a message, by the content id that its `html` names: of this message, or of the one it quotes.',
  method: 'GET',
  path: '/conversations/:id/messages/:messageId/inline-images/:contentId',
  may: 'attachment.download',
  input: z.strictObject({
    id: z.string(),
    messageId: z.string(),
    /** What stands behind `cid:`, as it stands there. */
    contentId: z.string().min(1).max(500),
  }),
  output: z.unknown(),
  produces: 'application/octet-stream',
})

/** More than these nobody looks at; the server goes through the whole mail for each. */
const MOST = 200

/** What stands behind `cid:` in the first images of this HTML, each once. Of HTML as the API gives it. */
export function inlineImagesIn(html: string): string[] {
  const found = new Set<string>()
  for (const [, id = ''] of html.matchAll(/<img\b[^>]*?\ssrc="cid:([^"]{1,500})"/gi)) {
    if (found.size >= MOST) break
    found.add(id.replaceAll('&amp;', '&'))
  }
  return [...found]
}
