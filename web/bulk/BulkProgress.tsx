// A change of many conversations while it goes on: how far it is, a way to stop it, and at its end what it came to, with its undo.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { sayDone } from '../shell/undo.tsx'
import shell from '../shell/shell.module.css'
import { useWords } from '../words.ts'
import { useDeed } from './deed.ts'
import { bulksQuery, isUnderWay, useBulkChanges } from './queries.ts'

/** Longer than usual: there was more than a row to look at. */
const STAYS_MS = 60_000

export function BulkProgress() {
  const { t } = useWords()
  const deedOf = useDeed()
  const { data: all = [] } = useQuery(bulksQuery)
  const { stop, undo } = useBulkChanges()
  const one = all.find(isUnderWay)
  const watched = useRef<string | null>(null)
  const over = all.find((each) => each.id === watched.current && !isUnderWay(each))
  useEffect(() => {
    if (one) watched.current = one.id
  }, [one])
  useEffect(() => {
    if (!over) return
    watched.current = null
    const { id, state, done, count, leftAlone: left, restored } = over
    const back = done > 0 ? () => undo.mutate(id) : undefined
    if (state === 'undone') sayDone(t('bulk.isUndone', { restored, done }))
    else if (state === 'stopped') sayDone(t('bulk.wasStopped', { done, count }), back, STAYS_MS)
    else sayDone(t('bulk.isDone', { deed: deedOf(over.change), done, left }), back, STAYS_MS)
    // oxlint-disable-next-line react/exhaustive-deps -- once, when it ends
  }, [over])
  if (!one) return null
  const at = one.state === 'undoing' ? one.restored : one.done + one.leftAlone
  const values = { deed: deedOf(one.change), at, count: one.state === 'undoing' ? one.done : one.count }
  return (
    <p role="status" className={shell.sample}>
      {t(one.state === 'undoing' ? 'bulk.undoing' : 'bulk.running', values)}{' '}
      {one.state === 'running' && (
        <Button variant="subtle" size="compact-xs" onClick={() => stop.mutate(one.id)}>
          {t('bulk.stop')}
        </Button>
      )}
    </p>
  )
}
