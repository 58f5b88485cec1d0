// Taking the next, and giving back: what waits is given to whoever is free, and the server says why it is this one.
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { giveBack, takeNext } from '../../src/flows/assignment/assigning.api.ts'
import { call } from '../call.ts'
import { useHere } from '../session/session.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords, wordsOf, withWords } from '../words.ts'

/** Null for whoever is given nothing. `inboxId`: only of that inbox. */
export function useTakeNext(inboxId: string | undefined): { take: () => void; isBusy: boolean } | null {
  const { t } = useWords()
  const { may } = useHere()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [isBusy, setBusy] = useState(false)
  if (!may('conversation.assign')) return null
  async function take() {
    if (isBusy) return
    setBusy(true)
    try {
      const { conversationId, held, slots, ...said } = await call(takeNext, inboxId ? { inboxId } : {})
      const { reasonInWords } = await withWords(import('../reasons.ts'), 'reasons')
      const because = reasonInWords(said.reason, said.because, wordsOf())
      void client.invalidateQueries({ queryKey: ['conversation'] })
      if (conversationId === null) {
        sayDone(t(held >= slots ? 'take.full' : 'take.nothing', { held, slots, because }))
        return
      }
      sayDone(t('take.taken', { because, held, slots }))
      await navigate({ to: '/inbox/$view/$id', params: { view: 'mine', id: conversationId }, search: {} })
    } catch (error) {
      sayFailed(error)
    } finally {
      setBusy(false)
    }
  }
  return { take: () => void take(), isBusy }
}

export function useGiveBack(): (id: string, because: string) => Promise<boolean> {
  const { t } = useWords()
  const client = useQueryClient()
  return async (id, because) => {
    try {
      await call(giveBack, { id, because })
      void client.invalidateQueries({ queryKey: ['conversation'] })
      sayDone(t('giveBack.done'))
      return true
    } catch (error) {
      sayFailed(error)
      return false
    }
  }
}
