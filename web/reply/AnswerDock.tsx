// The foot of a conversation: how to answer it, or the answer or note being written.
import { Button } from '@mantine/core'
import { IconArrowBackUp, IconArrowBackUpDouble, IconArrowForwardUp, IconNote } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Conversation, Entry } from '../../src/desk/conversations/conversations.api.ts'
import { prepareReply, type ReplyKind } from '../../src/flows/reply/reply.api.ts'
import { call } from '../call.ts'
import { useHere } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { holdKeys } from '../shell/held-keys.ts'
import { Tip } from '../shell/Tip.tsx'
import { sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import { Composer } from './Composer.tsx'
import { draftOf, onAnswerWished, setDraft, useDraft, type Draft } from './drafts.tsx'
import { NoteBox } from './NoteBox.tsx'
import css from './dock.module.css'

interface AnswerDockProps {
  conversation: Conversation
  entries: Entry[]
  /** Sent and resolved: the conversation may leave the list. */
  resolved: () => void
}

export function AnswerDock({ conversation, entries, resolved }: AnswerDockProps) {
  const { t } = useWords()
  const { may } = useHere()
  const client = useQueryClient()
  const { id } = conversation
  const [draft, setOwnDraft] = useDraft(id)
  const [isNoting, setNoting] = useState(false)
  const noteField = useRef<HTMLTextAreaElement>(null)
  const [isStarting, setStarting] = useState(false)
  const hasMessage = entries.some((entry) => entry.type === 'message')

  const begin = useCallback(
    async (kind: ReplyKind, messageId?: string) => {
      const release = holdKeys()
      setStarting(true)
      setNoting(false)
      try {
        const start = await call(prepareReply, messageId ? { id, kind, messageId } : { id, kind })
        const was = client.getQueryData<Draft | null>(['draft', id])
        setDraft(client, id, draftOf(start, was ?? undefined)) // words already written stay
      } catch (error) {
        release()
        sayFailed(error)
      } finally {
        setStarting(false)
      }
    },
    [client, id],
  )
  useEffect(
    () =>
      onAnswerWished((wish) => {
        if (wish.conversationId === id) void begin(wish.kind, wish.messageId)
      }),
    [begin, id],
  )

  const note = () => {
    holdKeys()
    setNoting(true)
    noteField.current?.focus() // where one was begun already
  }

  const mayReply = may('conversation.reply') && hasMessage
  useActions([
    ...(mayReply
      ? [
          { id: 'action.reply' as const, keys: ['r'], run: () => void begin('reply') },
          { id: 'action.replyAll' as const, keys: ['a'], run: () => void begin('reply-all') },
          { id: 'action.forward' as const, keys: ['f'], run: () => void begin('forward') },
        ]
      : []),
    ...(may('note.write') ? [{ id: 'action.note' as const, keys: ['n'], run: note }] : []),
  ])

  if (isNoting) return <NoteBox conversationId={id} field={noteField} close={() => setNoting(false)} />
  if (draft)
    return (
      <Composer
        key={draft.key}
        conversation={conversation}
        draft={draft}
        change={setOwnDraft}
        begin={(kind) => void begin(kind, draft.start.messageId ?? undefined)}
        resolved={resolved}
      />
    )
  return (
    <div className={css.bar} role="toolbar" aria-label={t('dock.label')}>
      {mayReply && (
        <>
          <Tip label={t('action.reply')} keys="r" side="top">
            <Button
              loading={isStarting}
              leftSection={<IconArrowBackUp size={18} stroke={1.5} aria-hidden />}
              onClick={() => void begin('reply')}
            >
              {t('action.reply')}
            </Button>
          </Tip>
          <Tip label={t('action.replyAll')} keys="a" side="top">
            <Button
              variant="default"
              leftSection={<IconArrowBackUpDouble size={18} stroke={1.5} aria-hidden />}
              onClick={() => void begin('reply-all')}
            >
              {t('action.replyAll')}
            </Button>
          </Tip>
          <Tip label={t('action.forward')} keys="f" side="top">
            <Button
              variant="default"
              leftSection={<IconArrowForwardUp size={18} stroke={1.5} aria-hidden />}
              onClick={() => void begin('forward')}
            >
              {t('action.forward')}
            </Button>
          </Tip>
        </>
      )}
      {may('note.write') && (
        <Tip label={t('action.note')} keys="n" side="top">
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconNote size={18} stroke={1.5} aria-hidden />}
            onClick={note}
          >
            {t('dock.note')}
          </Button>
        </Tip>
      )}
    </div>
  )
}
