// The rich-text editor: only what survives in mail. Fetched when somebody begins to write.
import '@mantine/tiptap/styles.layer.css'
import { RichTextEditor } from '@mantine/tiptap'
import Link from '@tiptap/extension-link'
import { useEditor } from '@tiptap/react'
import StarterKit from '@tiptap/starter-kit'
import { useWords } from '../words.ts'
import css from './editor.module.css'

interface EditorProps {
  html: string
  isFocused: boolean
  change: (html: string, text: string) => void
}

export function Editor({ html, isFocused, change }: EditorProps) {
  const { t } = useWords()
  const editor = useEditor({
    // Its style sheet is ours (editor.module.css): the page's policy admits no styles written by scripts.
    injectCSS: false,
    extensions: [
      StarterKit.configure({ link: false, heading: false, horizontalRule: false, codeBlock: false }),
      Link.configure({
        openOnClick: false,
        autolink: true,
        defaultProtocol: 'https',
        protocols: ['https', 'http', 'mailto', 'tel'],
      }),
    ],
    content: html,
    autofocus: isFocused ? 'start' : false,
    editorProps: { attributes: { 'aria-label': t('composer.words'), 'aria-multiline': 'true', role: 'textbox' } },
    onUpdate: ({ editor: written }) =>
      change(written.isEmpty ? '' : written.getHTML(), written.getText({ blockSeparator: '\n\n' })),
  })
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
