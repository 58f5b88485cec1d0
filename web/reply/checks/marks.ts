// The words of findings, underlined in the editor: laid over them, never part of what is written. They move with the words until the
// next judgement comes, and go where the words change.
import { Plugin, PluginKey, TextSelection } from '@tiptap/pm/state'
import type { Node } from '@tiptap/pm/model'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import type { Editor } from '@tiptap/react'
import { useEffect, type RefObject } from 'react'
import type { Finding } from '../../../src/flows/reply/checks/judge.api.ts'
import css from './marks.module.css'

export interface Marked {
  findings: readonly Finding[]
  /** What each says, in the reader's language. */
  says: readonly string[]
  /** The words that were judged: the marks are laid only where they still are these. */
  text: string
}

/** What can be done in the editor, as long as there is one. */
export interface Hand {
  select: (index: number) => void
  /** False where the words are no longer there. */
  replace: (index: number, words: string) => boolean
}

export interface Marks extends Marked {
  hand: RefObject<Hand | null>
  /** Somebody points at a marked place, or writes in it. */
  point: (index: number) => void
}

const key = new PluginKey<DecorationSet>('checks')

/** As the editor gives its text (`getText` with blank lines between blocks), and where each piece of it stands in the document. */
function piecesOf(doc: Node): { text: string; pieces: { at: number; pos: number; length: number }[] } {
  let text = ''
  const pieces: { at: number; pos: number; length: number }[] = []
  doc.descendants((node, pos, parent, index) => {
    if (node.isBlock && pos > 0) text += '\n\n'
    const asText = node.type.spec['toText'] as ((given: object) => string) | undefined
    if (asText) {
      if (parent) text += asText({ node, pos, parent, index })
      return false
    }
    if (node.isText) {
      pieces.push({ at: text.length, pos, length: node.text?.length ?? 0 })
      text += node.text ?? ''
    }
    return true
  })
  return { text, pieces }
}

/** Null where the words are others by now. */
function laidOver(doc: Node, { findings, says, text: judged }: Marked): DecorationSet | null {
  const { text, pieces } = piecesOf(doc)
  if (text !== judged) return null
  const decorations = findings.flatMap(({ where, start, end, level }, index) =>
    where !== 'text' || start === null || end === null
      ? []
      : pieces
          .filter(({ at, length }) => at < end && start < at + length)
          .map(({ at, pos, length }) =>
            Decoration.inline(
              pos + Math.max(0, start - at),
              pos + Math.min(length, end - at),
              { class: css[level] ?? '', title: says[index] ?? '', 'data-finding': String(index) },
              { index },
            ),
          ),
  )
  return DecorationSet.create(doc, decorations)
}

const placesOf = (editor: Editor, index: number) =>
  key.getState(editor.state)?.find(undefined, undefined, (spec) => (spec as { index?: number }).index === index) ?? []

function handOf(editor: Editor): Hand {
  return {
    select: (index) => {
      const places = placesOf(editor, index)
      const [first, last] = [places[0], places.at(-1)]
      if (!first || !last) return
      const selection = TextSelection.create(editor.state.doc, first.from, last.to)
      editor.view.dispatch(editor.state.tr.setSelection(selection).scrollIntoView())
      editor.view.focus()
    },
    replace: (index, words) => {
      const places = placesOf(editor, index)
      const [first, last] = [places[0], places.at(-1)]
      if (!first || !last) return false
      editor.view.dispatch(editor.state.tr.insertText(words, first.from, last.to).scrollIntoView())
      editor.view.focus()
      return true
    },
  }
}

function pluginOf(point: (index: number) => void): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (tr, was) => {
        const marked = tr.getMeta(key) as Marked | undefined
        return (marked && laidOver(tr.doc, marked)) ?? was.map(tr.mapping, tr.doc)
      },
    },
    props: {
      decorations: (state) => key.getState(state) ?? null,
      handleDOMEvents: {
        mouseover: (_view, { target }) => {
          const at = target instanceof HTMLElement ? target.closest('[data-finding]') : null
          if (at instanceof HTMLElement) point(Number(at.dataset['finding']))
          return false
        },
      },
    },
    view: () => ({
      update: (view, before) => {
        if (before.selection.eq(view.state.selection)) return
        const { from, to } = view.state.selection
        const [here] = key.getState(view.state)?.find(from, to) ?? []
        if (here) point((here.spec as { index: number }).index)
      },
    }),
  })
}

export function useMarks(editor: Editor, marks: Marks | undefined): void {
  const { hand, point, findings, says, text } = marks ?? {}
  useEffect(() => {
    if (!hand || !point) return undefined
    editor.registerPlugin(pluginOf(point))
    hand.current = handOf(editor)
    return () => {
      hand.current = null
      if (!editor.isDestroyed) editor.unregisterPlugin(key)
    }
  }, [editor, hand, point])
  useEffect(() => {
    if (!findings || !says || text === undefined || editor.isDestroyed) return
    const marked: Marked = { findings, says, text }
    editor.view.dispatch(editor.state.tr.setMeta(key, marked).setMeta('addToHistory', false))
  }, [editor, findings, says, text])
}
