// What the server promises of images that a mail does not carry but names: it fetches them itself, once somebody asked.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

/** More than these are not numbered, and so not fetched. */
const MOST = 200

export const loadRemoteImage = route({
  name: 'loadRemoteImage',
  summary: 'A remote image of a message, fetched by the server: the sender learns neither who looks nor from where.',
  method: 'GET',
  path: '/conversations/:id/messages/:messageId/remote-images/:number',
  may: 'attachment.download',
  input: z.strictObject({
    id: z.string(),
    messageId: z.string(),
    /** From 0, as `remoteImagesIn` counts the message's `html`. */
    number: z.coerce
      .number()
      .int()
      .min(0)
      .max(MOST - 1),
  }),
  output: z.unknown(),
  produces: 'application/octet-stream',
})

/** The addresses in the order of their numbers, each once. Of HTML as the API gives it: cleaned, every attribute in double quotes. */
export function remoteImagesIn(html: string): string[] {
  const found = html.matchAll(/<img\b[^>]*?\s(?:data-remote-)?src="(https?:[^"]*)"/gi)
  return [...new Set([...found].map((one) => plain(one[1] ?? '')))].slice(0, MOST)
}

function plain(text: string): string {
  return text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
}
