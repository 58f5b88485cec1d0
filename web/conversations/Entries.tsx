// All that was said and done, oldest first; opens at the newest. Events that follow each other are one thin line.
import { Button } from '@mantine/core'
import { memo, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Conversation, Entry } from '../../src/desk/conversations/conversations.api.ts'
import { useHere } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { useWords } from '../words.ts'
import { EventLines, isTold } from './EventLines.tsx'
import { MessageView } from './MessageView.tsx'
import { AnswerElsewhere, NoteView } from './NoteView.tsx'
import { grouped } from './threads.ts'
import { WaitingNotes } from './WaitingNotes.tsx'
import css from './entries.module.css'

interface EntriesProps {
  entries: Entry[]
  conversation: Conversation
  hasEarlier: boolean
  isFetching: boolean
  showEarlier: () => void
}

export const Entries = memo(function Entries({ entries, conversation, ...earlier }: EntriesProps) {
  const { t } = useWords()
  const groups = useMemo(() => grouped(entries, isTold), [entries])
  const messages = entries.filter((entry) => entry.type === 'message')
  const newestId = messages.at(-1)?.id
  const newestInId = messages.findLast((message) => message.direction === 'in')?.id
  const [answering, setAnswering] = useState<string | null>(null)
  const newestNote = groups.findLast((group) => group.type === 'note' || group.type === 'answer')
  const threadId = newestNote?.type === 'answer' ? newestNote.rootId : newestNote?.id
  const mayWrite = useHere().may('note.write')
  useActions(threadId && mayWrite ? [{ id: 'action.answerNote', run: () => setAnswering(threadId) }] : [])
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)

  // Opens with the newest in sight, and stays there while frames find their height, until the reader moves.
  const follows = useRef(true)
  useLayoutEffect(() => {
    const box = scroller.current
    const inner = content.current
    if (!box || !inner) return
    const stay = () => {
      if (!follows.current) return
      const newest = inner.querySelector<HTMLElement>('[data-newest]')
      box.scrollTop = newest ? Math.max(0, newest.offsetTop - 48) : box.scrollHeight
    }
    const watcher = new ResizeObserver(stay)
    watcher.observe(inner)
    const moved = () => {
      follows.current = false
    }
    for (const name of ['wheel', 'touchmove', 'pointerdown', 'keydown'])
      box.addEventListener(name, moved, { passive: true })
    return () => {
      watcher.disconnect()
      for (const name of ['wheel', 'touchmove', 'pointerdown', 'keydown']) box.removeEventListener(name, moved)
    }
  }, [])

  // What is in sight stays in sight when something older comes above it; the focus stays in the region when the button goes.
  const held = useRef<{ element: Element; top: number } | null>(null)
  const { hasEarlier } = earlier
  const showEarlier = () => {
    const first = content.current?.querySelector('[data-said]')
    held.current = first ? { element: first, top: first.getBoundingClientRect().top } : null
    follows.current = false
    earlier.showEarlier()
  }
  useLayoutEffect(() => {
    const box = scroller.current
    const was = held.current
    if (!box || !was || was.element === content.current?.querySelector('[data-said]')) return
    held.current = null
    box.scrollTop += was.element.getBoundingClientRect().top - was.top
    if (!hasEarlier) box.focus({ preventScroll: true })
  }, [entries, hasEarlier])
  return (
    // The region scrolls, so the keyboard must be able to reach it.
    <div ref={scroller} className={css.scroller} tabIndex={0} role="region" aria-label={t('conversation.entries')}>
      <div ref={content} className={css.entries}>
        {hasEarlier && (
          <Button
            variant="subtle"
            color="gray"
            className={css.earlier ?? ''}
            loading={earlier.isFetching}
            onClick={showEarlier}
          >
            {t('conversation.earlier')}
          </Button>
        )}
        {groups.map((group) => (
          <div
            key={group.id}
            className={css.entry}
            data-said={group.type === 'events' || group.type === 'answer' ? undefined : ''}
          >
            {group.type === 'events' ? (
              <EventLines events={group.events} />
            ) : group.type === 'note' ? (
              <NoteView
                note={group}
                answers={group.thread}
                conversationId={conversation.id}
                isAnswering={answering === group.id}
                answer={(isAnswering) => setAnswering(isAnswering ? group.id : null)}
              />
            ) : group.type === 'answer' ? (
              <AnswerElsewhere answer={group.answer} rootId={group.rootId} />
            ) : (
              <MessageView
                message={group}
                conversation={conversation}
                isNewest={group.id === newestId}
                startsOpen={group.id === newestId || group.id === newestInId || messages.length <= 2}
              />
            )}
          </div>
        ))}
        <WaitingNotes conversationId={conversation.id} />
      </div>
    </div>
  )
})
