// The hand that writes in the editor from outside it: the composer's neighbours (macros, signatures) put words in through it.
import type { Editor } from '@tiptap/react'
import { useEffect } from 'react'

export interface Hand {
  /** Is given the editor as long as there is one. */
  take: (editor: Editor | null) => void
  /** `;` was pressed where a word would begin; nothing is written then. */
  onSemicolon?: () => void
}

export function useHand(editor: Editor | null, hand: Hand | null): void {
  useEffect(() => {
    if (!hand || !editor) return
    const { take, onSemicolon } = hand
    take(editor)
    const press = (event: KeyboardEvent) => {
      if (!onSemicolon || event.key !== ';' || event.isComposing || event.ctrlKey || event.metaKey) return
      if (!beginsWord(editor)) return
      event.preventDefault()
      event.stopPropagation()
      onSemicolon()
    }
    const { dom } = editor.view
    dom.addEventListener('keydown', press, true)
    return () => {
      dom.removeEventListener('keydown', press, true)
      take(null)
    }
  }, [hand, editor])
}

function beginsWord({ state }: Editor): boolean {
  const { $from, empty } = state.selection
  const before = $from.parent.textBetween(0, $from.parentOffset, undefined, '\n')
  return empty && /(?:^|\s)$/.test(before)
}
