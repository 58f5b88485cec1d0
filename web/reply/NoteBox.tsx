// Writing a note: on its own paper, so that nobody takes it for a reply. It is kept while it is written, for its author alone.
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, type Ref } from 'react'
import { beginDraft, discardDraft, saveDraft, type Draft as Stored } from '../../src/desk/drafts/drafts.api.ts'
import { call } from '../call.ts'
import { entriesQuery, showEntry } from '../conversations/queries.ts'
import { useWriting } from '../presence.ts'
import { usePending } from '../shell/line.tsx'
import { Tip } from '../shell/Tip.tsx'
import { sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import { draftsQuery } from './kept.ts'
import { NoteField } from './NoteField.tsx'
import css from './dock.module.css'

interface NoteBoxProps {
  conversationId: string
  /** Of the conversation. */
  version: number
  /** The one that was begun before. */
  stored: Stored | null
  field: Ref<HTMLTextAreaElement>
  close: () => void
}

/** Milliseconds after the last key. */
const AFTER = 1_000

export function NoteBox({ conversationId, version, stored, field, close }: NoteBoxProps) {
  const { t } = useWords()
  const client = useQueryClient()
  const pending = usePending()
  const [text, setText] = useState(stored?.text ?? '')
  const kept = useRef(
    stored && { id: stored.id, of: stored.conversationId, version: stored.version, text: stored.text },
  )
  const going = useRef<Promise<unknown>>(Promise.resolve())
  useWriting(conversationId, text)

  /** One after another; what fails is kept with the next pause. */
  const keep = (words: string): Promise<unknown> => {
    going.current = going.current.then(async () => {
      const was = kept.current
      if (words === (was?.text ?? '')) return
      const { id, conversationId: of, version: now } = was
        ? await call(saveDraft, { id: was.of, draftId: was.id, version: was.version, text: words })
        : await call(beginDraft, { id: conversationId, kind: 'note', writtenAgainst: version, text: words })
      kept.current = { id, of, version: now, text: words }
    }).catch(() => undefined) // prettier-ignore
    return going.current
  }
  const latest = useRef({ keep, text })
  useEffect(() => {
    latest.current = { keep, text }
  })
  const isDone = useRef(false)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const timer = setTimeout(() => void latest.current.keep(text), AFTER)
    return () => clearTimeout(timer)
  }, [text])
  useEffect(
    () => () => {
      if (!isDone.current) void latest.current.keep(latest.current.text)
    },
    [],
  )
  const forget = async () => {
    isDone.current = true
    await going.current
    if (kept.current) await call(discardDraft, { id: kept.current.of, draftId: kept.current.id }).catch(() => undefined)
    void client.invalidateQueries({ queryKey: draftsQuery(conversationId).queryKey })
  }

  const add = useMutation({
    mutationFn: (words: string) =>
      pending.send('note', { id: conversationId, text: words }, () => {
        isDone.current = true
        const { activeElement } = document
        close()
        // Whoever has gone on to something else meanwhile stays there.
        if (!activeElement || activeElement === document.body || form.current?.contains(activeElement))
          document.getElementById('subject')?.focus()
      }),
    onSuccess: (note) => {
      showEntry(client, conversationId, note)
      void forget()
    },
    onError: (error, words) => {
      sayFailed(error)
      // It had waited, and its box is gone: what was written is not.
      if (isDone.current) void keep(words).then(() => client.invalidateQueries({ queryKey: draftsQuery(conversationId).queryKey })) // prettier-ignore
    },
    onSettled: () => client.invalidateQueries({ queryKey: entriesQuery(conversationId).queryKey }),
  })
  const save = () => text.trim() && !add.isPending && add.mutate(text.trim())
  const leave = () => {
    void forget()
    close()
  }
  return (
    <form
      ref={form}
      className={css.note}
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save()
        if (event.key === 'Escape' && text.trim() === '') leave()
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
        <Button variant="subtle" color="gray" size="compact-md" onClick={leave}>
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
