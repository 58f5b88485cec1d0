// Writing a note: on its own paper, so that nobody takes it for a reply.
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type Ref } from 'react'
import { addNote } from '../../src/desk/conversations/notes.api.ts'
import { call } from '../call.ts'
import { entriesQuery } from '../conversations/queries.ts'
import { Tip } from '../shell/Tip.tsx'
import { sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import { NoteField } from './NoteField.tsx'
import css from './dock.module.css'

interface NoteBoxProps {
  conversationId: string
  field: Ref<HTMLTextAreaElement>
  close: () => void
}

export function NoteBox({ conversationId, field, close }: NoteBoxProps) {
  const { t } = useWords()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const add = useMutation({
    mutationFn: () => call(addNote, { id: conversationId, text: text.trim() }),
    onSuccess: () => {
      close()
      document.getElementById('subject')?.focus()
    },
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: entriesQuery(conversationId).queryKey }),
  })
  const save = () => text.trim() && !add.isPending && add.mutate()
  return (
    <form
      className={css.note}
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save()
        if (event.key === 'Escape' && text.trim() === '') close()
      }}
    >
      <NoteField
        field={field}
        variant="unstyled"
        autosize
        minRows={2}
        maxRows={10}
        autoFocus
        value={text}
        change={setText}
        placeholder={t('note.placeholder')}
        aria-label={t('action.note')}
      />
      <div className={css.foot}>
        <span className={css.only}>{t('note.only')}</span>
        <Button variant="subtle" color="gray" size="compact-md" onClick={close}>
          {t('state.cancel')}
        </Button>
        <Tip label={t('note.save')} keys="mod+Enter" side="top">
          <Button type="submit" size="compact-md" loading={add.isPending} disabled={text.trim() === ''}>
            {t('note.save')}
          </Button>
        </Tip>
      </div>
    </form>
  )
}
