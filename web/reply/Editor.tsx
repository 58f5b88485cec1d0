// The rich-text editor: only what survives in mail. Fetched when somebody begins to write.
import '@mantine/tiptap/styles.layer.css'
import { RichTextEditor } from '@mantine/tiptap'
import Link from '@tiptap/extension-link'
import { useEditor } from '@tiptap/react'
import StarterKit from '@tiptap/starter-kit'
import { useEffect, useRef } from 'react'
import { useWords } from '../words.ts'
import { takesKey, useHand, type Hand } from './hand.ts'
import { useMarks, type Marks } from './checks/marks.ts'
import type { PictureAt } from './picture.ts'
import { naming, Picture } from './picture-node.ts'
import { Signature } from './signature-node.ts'
import { paragraphsOf } from './plain.ts'
import type { Place } from './uploads.ts'
import css from './editor.module.css'

interface EditorProps {
  doc: object | null
  /** Where there is no `doc` yet. */
  text: string
  /** Another one: the words come from elsewhere, and are taken over where the writer is. */
  revision?: number
  isFocused: boolean
  change: (written: { doc: object; html: string; text: string }) => void
  /** Is given what puts pictures in, as long as there is an editor. */
  ready: (put: PutPicture | null) => void
  hand?: Hand | undefined
  /** What was found in the words. */
  marks?: Marks | undefined
}

export type PutPicture = (picture: PictureAt, place: Place) => void

export function Editor({ doc, text, revision = 0, isFocused, change, ready, hand, marks }: EditorProps) {
  const { t } = useWords()
  const held = useRef<Hand | null>(null)
  useEffect(() => {
    held.current = hand ?? null
  })
  const editor = useEditor({
    // Its style sheet is ours (editor.module.css): the page's policy admits no styles written by scripts.
    injectCSS: false,
    // Each paragraph is read from where its first letter says, here and where it arrives.
    textDirection: 'auto',
    extensions: [
      StarterKit.configure({
        link: false,
        heading: false,
        horizontalRule: false,
        codeBlock: false,
        trailingNode: false,
      }),
      Link.configure({
        openOnClick: false,
        autolink: true,
        defaultProtocol: 'https',
        protocols: ['https', 'http', 'mailto', 'tel'],
      }),
      Picture,
      Signature,
    ],
    content: doc ?? { type: 'doc', content: paragraphsOf(text) },
    autofocus: isFocused ? 'start' : false,
    editorProps: {
      handleKeyDown: (view, event) => takesKey(held.current, view.state, event),
      attributes: { 'aria-label': t('composer.words'), 'aria-multiline': 'true', role: 'textbox' },
    },
    onUpdate: ({ editor: written }) =>
      change({
        doc: written.getJSON(),
        html: written.isEmpty ? '' : naming(written.getHTML()),
        text: written.getText({ blockSeparator: '\n\n' }),
      }),
  })
  useHand(editor, hand ?? null)
  useMarks(editor, marks)
  const shown = useRef(revision)
  useEffect(() => {
    if (shown.current === revision) return
    shown.current = revision
    const { from, to } = editor.state.selection
    // What was made of the words (HTML, text) is told where there is a document: it may have been joined from two.
    editor.commands.setContent(doc ?? { type: 'doc', content: paragraphsOf(text) }, { emitUpdate: doc !== null })
    const end = editor.state.doc.content.size
    editor.commands.setTextSelection({ from: Math.min(from, end), to: Math.min(to, end) })
  }, [editor, revision, doc, text])
  useEffect(() => {
    ready((attrs, place) => {
      const at = place && editor.view.posAtCoords({ left: place.x, top: place.y })?.pos
      const picture = { type: 'picture', attrs: { ...attrs } }
      editor
        .chain()
        .focus()
        .insertContentAt(at ?? editor.state.selection.to, picture)
        .run()
    })
    return () => ready(null)
  }, [editor, ready])
  return (
    <RichTextEditor
      editor={editor}
      className={css.editor ?? ''}
      labels={{
        boldControlLabel: t('editor.bold'),
        italicControlLabel: t('editor.italic'),
        bulletListControlLabel: t('editor.bulletList'),
        orderedListControlLabel: t('editor.orderedList'),
        blockquoteControlLabel: t('editor.quote'),
        linkControlLabel: t('editor.link'),
        unlinkControlLabel: t('editor.unlink'),
        linkEditorInputLabel: t('editor.linkAddress'),
        linkEditorInputPlaceholder: t('editor.linkExample'),
        linkEditorSave: t('editor.linkSave'),
        linkEditorInternalLink: t('editor.linkSameTab'),
        linkEditorExternalLink: t('editor.linkNewTab'),
      }}
    >
      <RichTextEditor.Content className={css.content ?? ''} />
      <RichTextEditor.Toolbar className={css.toolbar ?? ''} role="toolbar" aria-label={t('editor.toolbar')}>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Bold />
          <RichTextEditor.Italic />
          <RichTextEditor.BulletList />
          <RichTextEditor.OrderedList />
          <RichTextEditor.Blockquote />
          <RichTextEditor.Link />
          <RichTextEditor.Unlink />
        </RichTextEditor.ControlsGroup>
      </RichTextEditor.Toolbar>
    </RichTextEditor>
  )
}
