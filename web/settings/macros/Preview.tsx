// How the words would read in a conversation that is chosen, as they are written; a place that nothing fills is marked.
import { Select } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { listConversations } from '../../../src/desk/conversations/lists.api.ts'
import { previewMacro, type MacroVariant } from '../../../src/desk/macros/macros.api.ts'
import { call } from '../../call.ts'
import { MacroText } from '../../macros/MacroText.tsx'
import { Failed } from '../../shell/states.tsx'
import { useWords } from '../../words.ts'
import { Part } from '../frame/Page.tsx'
import css from './macros.module.css'

export function Preview({ variants }: { variants: MacroVariant[] }) {
  const { t, language } = useWords()
  const [conversationId, setConversationId] = useState<string | null>(null)
  const conversations = useQuery({
    queryKey: ['conversation', 'list', 'for-preview'],
    queryFn: ({ signal }) => call(listConversations, { view: 'all', limit: 30 }, { signal }),
  })
  const rows = conversations.data?.conversations ?? []
  const chosen = conversationId ?? rows[0]?.id
  const [written] = useDebouncedValue(variants, 300)
  const filled = useQuery({
    queryKey: ['macro', 'preview', written, chosen],
    queryFn: ({ signal }) =>
      call(previewMacro, { variants: written, ...(chosen && { conversationId: chosen }) }, { signal }),
    enabled: !conversations.isPending,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  })
  return (
    <Part title={t('macro.preview')} hint={t('macros.previewHint')}>
      {rows.length > 0 && (
        <Select
          aria-label={t('macros.previewFor')}
          searchable
          allowDeselect={false}
          value={chosen ?? null}
          data={rows.map((row) => ({
            value: row.id,
            label: `#${row.number} ${row.from.name || row.from.address}: ${row.subject}`,
          }))}
          onChange={setConversationId}
        />
      )}
      <div className={css.paper} aria-live="polite">
        {filled.data ? (
          <>
            <MacroText body={filled.data.body} />
            <p className={css.muted}>
              {t('macros.previewIn', {
                language: new Intl.DisplayNames(language, { type: 'language' }).of(filled.data.language),
              })}
              {filled.data.unfilled.length > 0 && ` ${t('macro.unfilled', { names: filled.data.unfilled.join(', ') })}`}
            </p>
          </>
        ) : (
          filled.isError && <Failed error={filled.error} />
        )}
      </div>
    </Part>
  )
}
