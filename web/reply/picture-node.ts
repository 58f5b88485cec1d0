// A picture in the words of a letter: seen as the upload that it is, and sent as that (`cid:upload-<id>`).
import { Node } from '@tiptap/react'
import { readUpload } from '../../src/desk/drafts/drafts.api.ts'
import { addressOf } from '../call.ts'
import type { PictureAt } from './picture.ts'

/** Made from what the writer put there, never from HTML. */
export const Picture = Node.create({
  name: 'picture',
  group: 'inline',
  inline: true,
  draggable: true,
  addAttributes: () => ({ id: { default: '' }, width: { default: null }, alt: { default: '' } }),
  renderHTML: ({ node: { attrs } }) => [
    'img',
    { 'data-upload': attrs['id'], alt: attrs['alt'], width: attrs['width'] },
  ],
  renderText: ({ node: { attrs } }) => `[${attrs['alt']}]`,
  addNodeView:
    () =>
    ({ node: { attrs } }) => {
      const { id, width, alt } = attrs as PictureAt
      // Whoever wrote the draft names an upload, never an address.
      const { url } = addressOf(readUpload, { id: /^\d+$/.test(String(id)) ? id : '0' })
      return { dom: Object.assign(document.createElement('img'), { src: url, alt, ...(width ? { width } : {}) }) }
    },
})

/** The HTML that is sent. While it is made it is a part of our page, which must not ask for it: only then it is said whose picture it is. */
export const naming = (html: string): string => html.replace(/ data-upload="(\d+)"/g, ' src="cid:upload-$1"')
