// A note among colleagues, on its own paper, and below it what colleagues answered. Of a long thread the last answer is shown, the others
// behind it.
import { Button, UnstyledButton } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Note } from '../../src/desk/conversations/conversations.api.ts'
import { addNote } from '../../src/desk/conversations/notes.api.ts'
import { call } from '../call.ts'
import { NoteField } from '../reply/NoteField.tsx'
import { useHere } from '../session/session.ts'
import { Tip } from '../shell/Tip.tsx'
import { sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import { NoteSaid, useAuthor } from './NoteSaid.tsx'
import { entriesQuery } from './queries.ts'
import css from './note.module.css'

interface NoteViewProps {
  note: Note
  answers: readonly Note[]
  conversationId: string
  isAnswering: boolean
  answer: (isAnswering: boolean) => void
}

const FOLDED_FROM = 3

export function NoteView({ note, answers, conversationId, isAnswering, answer }: NoteViewProps) {
  const { t } = useWords()
  const mayWrite = useHere().may('note.write')
  const author = useAuthor(note.authorId)
  const [isOpen, setOpen] = useState(false)
  const isFolded = answers.length >= FOLDED_FROM && !isOpen && !isAnswering
  return (
    <section id={`note-${note.id}`} tabIndex={-1} className={css.note} aria-label={t('note.by', { name: author })}>
      {note.answers && <Answered {...note.answers} />}
      <NoteSaid note={note} conversationId={conversationId} />
      {answers.length > 0 && (
        <div className={css.thread} role="group" aria-label={t('together.answers', { count: answers.length })}>
          {isFolded && (
            <UnstyledButton className={css.unfold} aria-expanded={false} onClick={() => setOpen(true)}>
              {t('together.earlierAnswers', { count: answers.length - 1 })}
            </UnstyledButton>
          )}
          {(isFolded ? answers.slice(-1) : answers).map((one) => (
            <NoteSaid key={one.id} note={one} conversationId={conversationId} />
          ))}
        </div>
      )}
      {isAnswering ? (
        <AnswerBox note={note} conversationId={conversationId} close={() => answer(false)} />
      ) : (
        mayWrite && (
          <Tip label={t('action.answerNote')} does="action.answerNote">
            <UnstyledButton className={css.answer} onClick={() => answer(true)}>
              {t('together.answer')}
            </UnstyledButton>
          </Tip>
        )
      )}
    </section>
  )
}

/** What it answers stands further up, or was taken back. */
function Answered({ authorId, snippet }: NonNullable<Note['answers']>) {
  const { t } = useWords()
  const name = useAuthor(authorId)
  return (
    <p className={css.answered}>
      {snippet ? t('together.answersNote', { name, text: snippet }) : t('together.answersGone')}
    </p>
  )
}

function AnswerBox({ note, conversationId, close }: { note: Note; conversationId: string; close: () => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const add = useMutation({
    mutationFn: () => call(addNote, { id: conversationId, text: text.trim(), answersId: note.id }),
    onSuccess: close,
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: entriesQuery(conversationId).queryKey }),
  })
  const save = () => text.trim() && !add.isPending && add.mutate()
  return (
    <form
      className={css.edit}
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
        autosize
        minRows={1}
        maxRows={8}
        autoFocus
        value={text}
        change={setText}
        placeholder={t('note.placeholder')}
        aria-label={t('together.answer')}
      />
      <Tip label={t('together.answer')} keys="mod+Enter" side="top">
        <Button type="submit" size="compact-md" loading={add.isPending} disabled={text.trim() === ''}>
          {t('together.answer')}
        </Button>
      </Tip>
      <Button variant="subtle" size="compact-md" onClick={close}>
        {t('state.cancel')}
      </Button>
    </form>
  )
}

/** Where an answer was written, when something else has been said since the note that it answers: leads there. */
export function AnswerElsewhere({ answer, rootId }: { answer: Note; rootId: string }) {
  const { t } = useWords()
  const name = useAuthor(answer.authorId)
  const show = () => {
    const note = document.getElementById(`note-${rootId}`)
    note?.scrollIntoView({ block: 'center' })
    note?.focus({ preventScroll: true })
  }
  return (
    <UnstyledButton className={css.elsewhere} onClick={show}>
      {t('together.answeredAbove', { name })}
    </UnstyledButton>
  )
}
