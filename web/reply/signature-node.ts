// A signature in the words of a letter: a block of its own, so that it can be changed with the inbox and left out when it is quoted.
import { Node } from '@tiptap/react'

export const Signature = Node.create({
  name: 'signature',
  group: 'block',
  content: 'paragraph+',
  defining: true,
  // A name that mail programs know, and that survives the cleaning of what is sent.
  renderHTML: () => ['div', { class: 'moz-signature' }, 0],
  renderText: ({ node }) => node.textBetween(0, node.content.size, '\n\n', '\n'),
})
