// Choosing another conversation by its number; shows which it is before anything is done.
import { Button, Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ConversationRow } from '../../src/desk/conversations/conversations.api.ts'
import { listConversations } from '../../src/desk/conversations/lists.api.ts'
import { call } from '../call.ts'
import { useWords } from '../words.ts'
import { rowNumbered } from './queries.ts'
import css from './merge.module.css'

interface ByNumberProps {
  title: string
  hint: string
  button: string
  /** Why it cannot be the one that was found (null: none was), as a sentence. */
  hurdleOf: (row: ConversationRow | null) => string | null
  choose: (row: ConversationRow) => Promise<void>
  close: () => void
}

export function ByNumber({ title, hint, button, hurdleOf, choose, close }: ByNumberProps) {
  const { t } = useWords()
  const client = useQueryClient()
  const [typed, setTyped] = useState('')
  const [isBusy, setBusy] = useState(false)
  const number = /^\s*#?(\d{1,18})\s*$/.exec(typed)?.[1] ?? ''
  const [asked] = useDebouncedValue(number, 150)
  const found = useQuery({
    queryKey: ['conversation', 'numbered', asked],
    queryFn: async ({ signal }) => {
      const { conversations } = await call(listConversations, { view: 'all', q: `#${asked}`, limit: 20 }, { signal })
      return conversations.find((row) => row.number === asked) ?? null
    },
    enabled: asked !== '',
  })
  // Until it is answered, and where the line is lost, as far as it is known here.
  const row = asked === number && found.isSuccess ? found.data : rowNumbered(client, number)
  const hurdle = row === undefined ? null : hurdleOf(row)
  const chosen = row && hurdle === null ? row : null
  const submit = async () => {
    if (!chosen) return
    setBusy(true)
    close()
    await choose(chosen)
  }
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ 'aria-label': t('state.close') }}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <TextInput
          data-autofocus
          label={t('merge.number')}
          description={hint}
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={hurdle}
        />
        <div role="status" className={css.preview}>
          {chosen && (
            <>
              <span className={css.subject}>
                {chosen.subject || t('conversation.noSubject')}{' '}
                <span className={css.muted}>{t('conversation.number', { number: chosen.number })}</span>
              </span>
              <span className={css.muted}>
                {chosen.from.name || chosen.from.address} · {t('row.messages', { count: chosen.messageCount })}
              </span>
            </>
          )}
        </div>
        <div className={css.buttons}>
          <Button variant="default" onClick={close}>
            {t('state.cancel')}
          </Button>
          <Button type="submit" disabled={!chosen} loading={isBusy}>
            {button}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
