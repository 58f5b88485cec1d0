// A picture in the words of a letter: seen from where the browser has it, sent as the upload that it is (`cid:upload-<id>`).
import { Node } from '@tiptap/react'
import type { PictureAt } from './picture.ts'

/** Made from what the writer put there, never from HTML. */
export const Picture = Node.create({
  name: 'picture',
  group: 'inline',
  inline: true,
  draggable: true,
  addAttributes: () => ({ id: { default: '' }, url: { default: '' }, width: { default: null }, alt: { default: '' } }),
  renderHTML: ({ node: { attrs } }) => [
    'img',
    { 'data-upload': attrs['id'], alt: attrs['alt'], width: attrs['width'] },
  ],
  renderText: ({ node: { attrs } }) => `[${attrs['alt']}]`,
  addNodeView:
    () =>
    ({ node: { attrs } }) => {
      const { url, width, alt } = attrs as PictureAt
      return { dom: Object.assign(document.createElement('img'), { src: url, width, alt }) }
    },
})

/** The HTML that is sent. While it is made it is a part of our page, which must not ask for it: only then it is said whose picture it is. */
export const naming = (html: string): string => html.replace(/ data-upload="(\d+)"/g, ' src="cid:upload-$1"')
