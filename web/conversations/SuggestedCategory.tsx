// The category that the classifier would choose, beside the place where one is chosen by hand: one click takes it. Where the inbox lets
// it be chosen beforehand, it holds once somebody resolves.
import { UnstyledButton } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { categoriesQuery } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { usePending } from '../shell/line.tsx'
import { Tip } from '../shell/Tip.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import css from './head.module.css'
import { conversationQuery, entriesQuery, patch } from './queries.ts'
import { useCategoryNames } from './category-names.ts'

export function useDecision() {
  const client = useQueryClient()
  const pending = usePending()
  return useMutation({
    mutationFn: (asked: { id: string; categoryId: string | null; isDecided?: boolean }) =>
      pending.send('decide', asked),
    onMutate: ({ id, categoryId }) => patch(client, id, { categoryId }),
    onError: sayFailed,
    onSettled: (_, __, { id }) => {
      void client.invalidateQueries({ queryKey: conversationQuery(id).queryKey })
      void client.invalidateQueries({ queryKey: entriesQuery(id).queryKey })
      void client.invalidateQueries({ queryKey: ['conversation', 'list'] })
    },
  })
}

export function SuggestedCategory({ conversation }: { conversation: Conversation }) {
  const { t } = useWords()
  const nameOf = useCategoryNames()
  const { mutate } = useDecision()
  const { id, categoryId, reading } = conversation
  const { data: standing = [] } = useQuery(categoriesQuery)
  const isOpen = categoryId === null && reading?.isDeclined !== true
  const guesses = isOpen ? (reading?.category?.guesses ?? []) : []
  const first = guesses.slice(0, 1).find(({ value }) => standing.some((one) => one.id === value))
  const isPreselected = reading?.category?.isPreselected === true
  const take = () => {
    if (!first) return
    mutate(
      { id, categoryId: first.value },
      {
        onSuccess: () =>
          sayDone(t('done.categorySet', { name: nameOf(first.value) }), () =>
            mutate({ id, categoryId: null, isDecided: false }),
          ),
      },
    )
  }
  useActions(first ? [{ id: 'action.takeCategory', run: take }] : [])
  if (!first) return null
  const words = (reading?.category?.evidence ?? []).map((one) => one.words).join(', ')
  return (
    <Tip label={words ? t('reading.suggestedBy', { words }) : t('reading.suggested')} does="action.takeCategory">
      <UnstyledButton className={css.suggested} data-chosen={isPreselected || undefined} onClick={take}>
        <IconSparkles size={14} stroke={1.5} aria-hidden />
        {t(isPreselected ? 'reading.preselected' : 'reading.suggestion', {
          name: nameOf(first.value),
          band: t(`band.${first.band}`),
        })}
      </UnstyledButton>
    </Tip>
  )
}
