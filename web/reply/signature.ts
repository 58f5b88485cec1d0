// What stands under a letter: put there when it begins, and changed with the inbox as long as the writer left it as it was.
import { useQuery } from '@tanstack/react-query'
import type { Editor } from '@tiptap/react'
import { useEffect, useRef } from 'react'
import { readSignature } from '../../src/desk/inboxes/inboxes.api.ts'
import { call } from '../call.ts'
import { asHtml, paragraphsOf } from './plain.ts'

/** RFC 3676 §4.3 */
const marked = (signature: string): string => `-- \n${signature.trim()}`

export function signedText(signature: string): string {
  return signature.trim() ? `\n\n${marked(signature)}` : ''
}

const nodeOf = (signature: string): object => ({ type: 'signature', content: paragraphsOf(marked(signature)) })

/** An empty letter, signed: as the editor keeps it, and as it would be sent. */
export function signedWords(signature: string): { text: string; html: string; doc: object | null } {
  if (!signature.trim()) return { text: '', html: '', doc: null }
  return {
    text: signedText(signature),
    html: `<p></p><div class="moz-signature">${asHtml(marked(signature))}</div>`,
    doc: { type: 'doc', content: [{ type: 'paragraph' }, nodeOf(signature)] },
  }
}

/** Of plain text; as it was where the writer has changed what stood there. */
export function swappedText(text: string, was: string, now: string): string {
  const before = signedText(was)
  if (before === '') return text.includes('\n-- \n') ? text : text.trimEnd() + signedText(now)
  return text.endsWith(before) ? text.slice(0, text.length - before.length) + signedText(now) : text
}

/** In the editor, through its schema. */
export function swapIn(editor: Editor, was: string, now: string): void {
  const { doc } = editor.state
  let at = doc.content.size
  let size = 0
  let isTheirs = was.trim() !== ''
  doc.forEach((node, offset) => {
    if (node.type.name !== 'signature') return
    at = offset
    size = node.nodeSize
    isTheirs = node.textBetween(0, node.content.size, '\n\n', '\n').trim() !== marked(was).trim()
  })
  if (isTheirs) return
  const put = now.trim() ? [nodeOf(now)] : []
  editor
    .chain()
    .command(({ tr }) => {
      if (size > 0) tr.delete(at, at + size)
      return true
    })
    .insertContentAt(at, put, { updateSelection: false })
    .run()
}

/** `swap` is told when what stands under a letter of this inbox is another than before. Answers what stands there now. */
export function useSignature(inboxId: string, swap: (was: string, now: string) => void): string {
  const { data } = useQuery({
    queryKey: ['inbox', 'signature', inboxId],
    queryFn: ({ signal }) => call(readSignature, { id: inboxId }, { signal }),
    enabled: inboxId !== '',
    staleTime: 60_000,
  })
  const before = useRef('')
  const now = data?.signature
  useEffect(() => {
    if (now === undefined || now === before.current) return
    swap(before.current, now)
    before.current = now
  }, [now, swap])
  return now ?? ''
}
