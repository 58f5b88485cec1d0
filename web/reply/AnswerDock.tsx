// The foot of a conversation: how to answer it, or the answer or note being written.
import { Button } from '@mantine/core'
import { IconArrowBackUp, IconArrowBackUpDouble, IconArrowForwardUp, IconNote } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Conversation, Entry } from '../../src/desk/conversations/conversations.api.ts'
import type { Draft as Stored } from '../../src/desk/drafts/drafts.api.ts'
import { prepareReply, type ReplyKind } from '../../src/flows/reply/reply.api.ts'
import { call } from '../call.ts'
import { useHere } from '../session/session.ts'
import { macrosQuery, macroWish } from '../macros/queries.ts'
import { useActions, type Action } from '../shell/actions.tsx'
import { holdKeys } from '../shell/held-keys.ts'
import { Tip } from '../shell/Tip.tsx'
import { sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import { Composer } from './Composer.tsx'
import { draftFrom, draftOf, onAnswerWished, setDraft, useDraft, writingIn } from './drafts.tsx'
import { draftsQuery } from './kept.ts'
import { NoteBox } from './NoteBox.tsx'
import { Others } from './Others.tsx'
import { useFoot } from './foot.ts'
import css from './dock.module.css'

interface AnswerDockProps {
  conversation: Conversation
  entries: Entry[]
  /** Sent and resolved: the conversation may leave the list. */
  resolved: () => void
  /** Sent, and on to the next. */
  goOn: () => void
}

export function AnswerDock({ conversation, entries, resolved, goOn }: AnswerDockProps) {
  const { t } = useWords()
  const { user, may } = useHere()
  const client = useQueryClient()
  const { id } = conversation
  const [draft, setOwnDraft] = useDraft(id)
  const [isNoting, setNoting] = useState(false)
  const noteField = useRef<HTMLTextAreaElement>(null)
  const [isStarting, setStarting] = useState(false)
  const { data: around } = useQuery(draftsQuery(id))
  const foot = useFoot()
  const hasMessage = entries.some((entry) => entry.type === 'message')

  const begin = useCallback(
    async (kind: ReplyKind, messageId?: string) => {
      const release = holdKeys()
      setStarting(true)
      setNoting(false)
      try {
        const start = await call(prepareReply, messageId ? { id, kind, messageId } : { id, kind })
        setDraft(client, id, draftOf(start, writingIn(client, id) ?? undefined)) // words already written stay
      } catch (error) {
        release()
        sayFailed(error)
      } finally {
        setStarting(false)
      }
    },
    [client, id],
  )
  /** One that is kept, one's own or a colleague's, is written on here. */
  const goOnWith = useCallback(
    async (stored: Stored, { isFocused }: { isFocused: boolean }) => {
      if (stored.kind === 'note' || stored.kind === 'new') return
      const { kind, messageId } = stored
      try {
        const start = await call(prepareReply, messageId ? { id, kind, messageId } : { id, kind })
        if (!isFocused && writingIn(client, id)) return
        setDraft(client, id, { ...draftFrom(stored, start), isFocused })
      } catch (error) {
        if (isFocused) sayFailed(error)
      }
    },
    [client, id],
  )
  const letters = (around?.drafts ?? []).filter((one) => one.kind !== 'note' && one.id !== draft?.kept?.id)
  const mine = letters.findLast((one) => one.authorIds.includes(user.id) && !one.schedule)
  const isRestored = useRef(false)
  useEffect(() => {
    if (!around || isRestored.current) return
    isRestored.current = true // once a visit: what is thrown away does not come back by itself
    if (mine && !draft) void goOnWith(mine, { isFocused: false })
  }, [around, mine, draft, goOnWith])
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
  /** A canned reply by its name begins the answer too. */
  const macro: Action = {
    id: 'action.macro',
    run: () => void begin('reply'),
    choices: () =>
      (client.getQueryData(macrosQuery().queryKey)?.macros ?? []).map((one) => ({
        label: one.title,
        run: () => {
          client.setQueryData(macroWish(id), one.id)
          void begin('reply')
        },
      })),
  }
  useActions([
    ...(mayReply
      ? [
          { id: 'action.reply' as const, run: () => void begin('reply') },
          { id: 'action.replyAll' as const, run: () => void begin('reply-all') },
          { id: 'action.forward' as const, run: () => void begin('forward') },
          ...(draft ? [] : [macro]),
        ]
      : []),
    ...(may('note.write') ? [{ id: 'action.note' as const, run: note }] : []),
  ])

  const others = (
    <>
      <span ref={foot} data-foot aria-hidden />
      <Others
        conversationId={id}
        drafts={letters}
        followUp={around?.followUp ?? null}
        takePart={(stored) => void goOnWith(stored, { isFocused: true })}
      />
    </>
  )
  const begunNote = around?.drafts.find((one) => one.kind === 'note') ?? null
  if (isNoting)
    return (
      <>
        {others}
        <NoteBox
          conversationId={id}
          version={conversation.version}
          stored={begunNote}
          field={noteField}
          close={() => setNoting(false)}
        />
      </>
    )
  if (draft)
    return (
      <>
        {others}
        <Composer
          key={draft.key}
          conversation={conversation}
          draft={draft}
          change={setOwnDraft}
          begin={(kind) => void begin(kind, draft.start.messageId ?? undefined)}
          resolved={resolved}
          goOn={goOn}
        />
      </>
    )
  return (
    <>
      {others}
      <div className={css.bar} role="toolbar" aria-label={t('dock.label')}>
        {mayReply && (
          <>
            <Tip label={t('action.reply')} does="action.reply" side="top">
              <Button
                loading={isStarting}
                leftSection={<IconArrowBackUp size={18} stroke={1.5} aria-hidden />}
                onClick={() => void begin('reply')}
              >
                {t('action.reply')}
              </Button>
            </Tip>
            <Tip label={t('action.replyAll')} does="action.replyAll" side="top">
              <Button
                variant="default"
                leftSection={<IconArrowBackUpDouble size={18} stroke={1.5} aria-hidden />}
                onClick={() => void begin('reply-all')}
              >
                {t('action.replyAll')}
              </Button>
            </Tip>
            <Tip label={t('action.forward')} does="action.forward" side="top">
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
          <Tip label={t('action.note')} does="action.note" side="top">
            <Button
              variant="subtle"
              color="gray"
              leftSection={<IconNote size={18} stroke={1.5} aria-hidden />}
              onClick={note}
            >
              {t(begunNote ? 'dock.noteBegun' : 'dock.note')}
            </Button>
          </Tip>
        )}
      </div>
    </>
  )
}
