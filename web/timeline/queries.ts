// What is asked about timelines, and what people enter there.
import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { correctLog, readLog, undoLogCorrection } from '../../src/desk/capture/capture.api.ts'
import {
  addActivity,
  deleteActivity,
  type EntryKind,
  readGlance,
  readTimeline,
  restoreActivity,
  type Subject,
} from '../../src/desk/timeline/timeline.api.ts'
import type { AskedOf } from '../../src/kit/route.ts'
import { call } from '../call.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { learnWords, useWords } from '../words.ts'

export function timelineQuery({ noun, id }: Subject, kinds: readonly EntryKind[], q: string) {
  return infiniteQueryOptions({
    queryKey: ['timeline', noun, id, kinds, q],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      call(
        readTimeline,
        { noun, id, limit: 50, ...(kinds.length > 0 && { kinds: kinds.join(',') }), ...(q && { q }), ...(pageParam && { cursor: pageParam }) }, // prettier-ignore
        { signal },
      ),
    getNextPageParam: (page) => page.next,
  })
}
export const glanceQuery = ({ noun, id }: Subject) =>
  queryOptions({
    queryKey: ['timeline', 'glance', noun, id],
    queryFn: ({ signal }) => call(readGlance, { noun, id }, { signal }),
  })
export const logQuery = (id: string) =>
  queryOptions({ queryKey: ['timeline', 'log', id], queryFn: ({ signal }) => call(readLog, { id }, { signal }) })

/** The words of timelines, wherever one is shown; false until they are there. */
export function useTimelineWords(): boolean {
  const { tOr, language } = useWords()
  const isLearnt = tOr('timeline.all', '') !== ''
  useEffect(() => {
    if (!isLearnt) void learnWords('timeline')
  }, [isLearnt, language])
  return isLearnt
}

export function useActivities() {
  const client = useQueryClient()
  const { t } = useWords()
  const refresh = () => void client.invalidateQueries({ queryKey: ['timeline'] })
  const remove = async (id: string) => {
    try {
      await call(deleteActivity, { id })
      sayDone(t('timeline.saidRemoved'), () => void call(restoreActivity, { id }).then(refresh, sayFailed))
    } catch (error) {
      sayFailed(error)
    }
    refresh()
  }
  /** Answers whether it is there now. */
  const add = async (asked: AskedOf<typeof addActivity>): Promise<boolean> => {
    try {
      const { id } = await call(addActivity, asked)
      sayDone(t('timeline.saidAdded'), () => void call(deleteActivity, { id }).then(refresh, sayFailed))
      refresh()
      return true
    } catch (error) {
      sayFailed(error)
      return false
    }
  }
  return { add, remove }
}

export function useCorrection() {
  const client = useQueryClient()
  const { t } = useWords()
  const refresh = () => void client.invalidateQueries({ queryKey: ['timeline'] })
  return async (asked: AskedOf<typeof correctLog>) => {
    try {
      const { correctionId, messages } = await call(correctLog, asked)
      sayDone(t('timeline.saidCorrected', { count: messages }), () => void call(undoLogCorrection, { id: correctionId }).then(refresh, sayFailed)) // prettier-ignore
    } catch (error) {
      sayFailed(error)
    }
    refresh()
  }
}
