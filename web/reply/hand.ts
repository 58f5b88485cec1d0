// The hand that writes in the editor from outside it: the composer's neighbours (macros, signatures) put words in through it.
import type { Editor } from '@tiptap/react'
import type { EditorState } from '@tiptap/pm/state'
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
    hand.take(editor)
    return () => hand.take(null)
  }, [hand, editor])
}

/** Whether the key was taken, and is not to be written. */
export function takesKey(hand: Hand | null, state: EditorState, event: KeyboardEvent): boolean {
  if (!hand?.onSemicolon || event.key !== ';' || event.isComposing || event.ctrlKey || event.metaKey) return false
  if (!beginsWord(state)) return false
  hand.onSemicolon()
  return true
}

function beginsWord({ selection: { $from, empty } }: EditorState): boolean {
  const before = $from.parent.textBetween(0, $from.parentOffset, undefined, '\n')
  return empty && /(?:^|\s)$/.test(before)
}
