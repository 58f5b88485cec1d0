// What one shift leaves to the next: written at its end, taken on by whoever sees to it.
import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  leaveShiftNote,
  putShiftNoteBack,
  takeShiftNote,
  type ShiftNote,
} from '../../src/desk/teams/shift-notes.api.ts'
import { call } from '../call.ts'
import { useHere, useUsers } from '../session/session.ts'
import { useNow } from '../shell/now.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { ago, exactly } from '../when.ts'
import { useWords } from '../words.ts'
import { teamPageQuery } from './query.ts'
import css from './team.module.css'

export function Notes({ teamId, notes }: { teamId: string; notes: ShiftNote[] }) {
  const { t } = useWords()
  const { may } = useHere()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const refresh = () => client.invalidateQueries({ queryKey: teamPageQuery.queryKey })
  const leave = useMutation({
    mutationFn: () => call(leaveShiftNote, { id: teamId, text: text.trim() }),
    onSuccess: () => setText(''),
    onError: (error) => sayFailed(error),
    onSettled: refresh,
  })
  const mayWrite = may('note.write')
  return (
    <div className={css.notes}>
      {notes.length > 0 && (
        <ul className={css.left} aria-label={t('team.notes')}>
          {notes.map((note) => (
            <Note key={note.id} note={note} mayTake={mayWrite} refresh={refresh} />
          ))}
        </ul>
      )}
      {mayWrite && (
        <form
          className={css.write}
          onSubmit={(event) => {
            event.preventDefault()
            if (text.trim() && !leave.isPending) leave.mutate()
          }}
        >
          <Textarea
            autosize
            minRows={1}
            maxRows={8}
            maxLength={4_000}
            aria-label={t('team.note')}
            placeholder={t('team.note')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit()
            }}
          />
          {text.trim() && (
            <Button type="submit" variant="default" loading={leave.isPending}>
              {t('team.leave')}
            </Button>
          )}
        </form>
      )}
    </div>
  )
}

function Note({ note, mayTake, refresh }: { note: ShiftNote; mayTake: boolean; refresh: () => Promise<void> }) {
  const { t, language } = useWords()
  const now = useNow()
  const { byId } = useUsers()
  const take = useMutation({
    mutationFn: () => call(takeShiftNote, { id: note.id }),
    onSuccess: () =>
      sayDone(t('team.taken'), () => {
        void call(putShiftNoteBack, { id: note.id })
          .catch(sayFailed)
          .finally(() => void refresh())
      }),
    onError: (error) => sayFailed(error),
    onSettled: refresh,
  })
  return (
    <li className={css.note}>
      <p className={css.text}>{note.text}</p>
      <p className={css.by}>
        {byId.get(note.authorId)?.name} ·{' '}
        <time dateTime={note.at} title={exactly(note.at, language)}>
          {ago(note.at, now, language)}
        </time>
        {mayTake && (
          <Button variant="subtle" size="compact-sm" onClick={() => take.mutate()} loading={take.isPending}>
            {t('team.take')}
          </Button>
        )}
      </p>
    </li>
  )
}
