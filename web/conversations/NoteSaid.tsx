// One note: by whom, when, and its words; its author corrects it, or takes it back.
import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { Note } from '../../src/desk/conversations/conversations.api.ts'
import { changeNote, deleteNote, restoreNote } from '../../src/desk/conversations/notes.api.ts'
import { call } from '../call.ts'
import { namedIn } from '../reply/mentions.ts'
import { NoteField } from '../reply/NoteField.tsx'
import { useHere, useUsers } from '../session/session.ts'
import { Avatar } from '../shell/Avatar.tsx'
import { useNow } from '../shell/now.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { ago, exactly } from '../when.ts'
import { useWords } from '../words.ts'
import { linked } from './PlainText.tsx'
import { entriesQuery } from './queries.ts'
import css from './note.module.css'

export function NoteSaid({ note, conversationId }: { note: Note; conversationId: string }) {
  const { t, language } = useWords()
  const now = useNow()
  const { user } = useHere()
  const { byId } = useUsers()
  const client = useQueryClient()
  const [edited, setEdited] = useState<string | null>(null)
  const author = useAuthor(note.authorId)
  const settle = () => client.invalidateQueries({ queryKey: entriesQuery(conversationId).queryKey })
  const which = { id: note.conversationId, noteId: note.id }
  const change = useMutation({
    mutationFn: (text: string) => call(changeNote, { ...which, text }),
    onSuccess: () => setEdited(null),
    onError: sayFailed,
    onSettled: settle,
  })
  const remove = useMutation({
    mutationFn: () => call(deleteNote, which),
    onSuccess: () => sayDone(t('note.deleted'), () => void call(restoreNote, which).then(settle, sayFailed)),
    onError: sayFailed,
    onSettled: settle,
  })
  const names = note.mentionedIds.map((id) => byId.get(id)?.name ?? '')
  const said = linked(note.text, t).flatMap((part, place): ReactNode[] =>
    typeof part !== 'string'
      ? [part]
      : namedIn(part, names).map(({ text, isName }, at) =>
          isName ? (
            // oxlint-disable-next-line react/no-array-index-key -- pieces of one text, which have nothing but their place
            <strong key={`${place} ${at}`} className={css.named}>
              {text}
            </strong>
          ) : (
            text
          ),
        ),
  )
  return (
    <>
      <header className={css.head}>
        <Avatar name={author} size={20} />
        <bdi className={css.author}>{author}</bdi>
        {note.answers === null && <span className={css.only}>{t('note.only')}</span>}
        <time dateTime={note.at} title={exactly(note.at, language)} className={css.time}>
          {ago(note.at, now, language)}
          {note.editedAt && ` · ${t('note.edited')}`}
        </time>
        {note.authorId === user.id && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon size={28} aria-label={t('note.more')}>
                <IconDots size={16} stroke={1.5} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setEdited(note.text)}>{t('note.edit')}</Menu.Item>
              <Menu.Item onClick={() => remove.mutate()}>{t('action.delete')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </header>
      {edited === null ? (
        <p className={css.text}>{said}</p>
      ) : (
        <form
          className={css.edit}
          onSubmit={(event) => {
            event.preventDefault()
            if (edited.trim()) change.mutate(edited.trim())
          }}
        >
          <NoteField autosize minRows={2} value={edited} change={setEdited} aria-label={t('note.edit')} autoFocus />
          <Button type="submit" size="compact-md" loading={change.isPending}>
            {t('note.save')}
          </Button>
          <Button variant="subtle" size="compact-md" onClick={() => setEdited(null)}>
            {t('state.cancel')}
          </Button>
        </form>
      )}
    </>
  )
}

export function useAuthor(authorId: string | null): string {
  const { t } = useWords()
  const { byId } = useUsers()
  return (authorId && byId.get(authorId)?.name) || t('event.postroom')
}
