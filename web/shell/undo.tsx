// Says what was done and offers to take it back: a line at the foot instead of a question beforehand. `z` undoes the last.
import { Button } from '@mantine/core'
import { hideNotification, showNotification } from '@mantine/notifications'
import { useEffect, useState } from 'react'
import { useWords, wordsOf } from '../words.ts'
import { useActions } from './actions.tsx'
import { freshKey } from '../call.ts'
import { afterPaint } from './now.ts'
import { sayWhy } from './states.tsx'

interface Done {
  id: string
  undo?: (() => void) | undefined
}
/** The page's own event: what was done, so that `z` can find the last and old ones make room, without anybody holding them globally. */
class DoneEvent extends Event {
  readonly done: Done

  constructor(done: Done) {
    super('postroom-done')
    this.done = done
  }
}

const STAYS_MS = 10_000
/** What was done before these is shown no longer: lines that pile up are read by nobody. */
const AT_ONCE = 2

/** `undo` is called at most once. Returns the notification's id. */
export function sayDone(text: string, undo?: () => void, stays = STAYS_MS): string {
  const id = freshKey()
  let isOver = false
  const once = () => {
    if (isOver) return
    isOver = true
    hideNotification(id)
    undo?.()
  }
  // What was done is seen first.
  afterPaint(() => {
    if (isOver) return
    showNotification({
      id,
      autoClose: undo ? stays : 4000,
      withBorder: true,
      closeButtonProps: { 'aria-label': wordsOf().t('state.close') },
      message: undo ? <WithUndo text={text} undo={once} /> : text,
      onClose: () => {
        isOver = true
      },
    })
  })
  document.dispatchEvent(new DoneEvent({ id, undo: undo && once }))
  return id
}

function WithUndo({ text, undo }: { text: string; undo: () => void }) {
  const { t } = wordsOf()
  return (
    <span style={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 12 }}>
      <span>{text}</span>
      <Button variant="subtle" size="compact-sm" flex="none" onClick={undo}>
        {t('action.undo')}
      </Button>
    </span>
  )
}

export function sayFailed(error: unknown): void {
  showNotification({
    color: 'red',
    withBorder: true,
    autoClose: 8000,
    closeButtonProps: { 'aria-label': wordsOf().t('state.close') },
    message: sayWhy(error, wordsOf()),
  })
}

/** Listens for `z`, and makes room. */
export function Asker() {
  useWords()
  const [last, setLast] = useState<Done | null>(null)
  useEffect(() => {
    const shown: string[] = []
    const hear = (event: Event) => {
      const { done } = event as DoneEvent
      if (done.undo) setLast(done)
      shown.push(done.id)
      for (const id of shown.splice(0, shown.length - AT_ONCE)) hideNotification(id)
    }
    document.addEventListener('postroom-done', hear)
    return () => document.removeEventListener('postroom-done', hear)
  }, [])
  useActions([
    {
      id: 'action.undo',
      isFree: true,
      run: () => {
        last?.undo?.()
        setLast(null)
      },
    },
  ])
  return null
}
