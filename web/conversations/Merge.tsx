// Choosing by its number the conversation that this one becomes part of; shows which it is before anything is done.
import { Button, Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Conversation, ConversationRow } from '../../src/desk/conversations/conversations.api.ts'
import { listConversations } from '../../src/desk/conversations/lists.api.ts'
import { call } from '../call.ts'
import { useInboxes } from '../session/session.ts'
import { useWords, type Words } from '../words.ts'
import { useJoining } from './joining.ts'
import css from './merge.module.css'

export function Merge({ conversation, close }: { conversation: Conversation; close: () => void }) {
  const { t, ...words } = useWords()
  const { join } = useJoining()
  const { byId } = useInboxes()
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
  const row = asked === number && number !== '' ? found.data : undefined
  const hurdle =
    row === undefined ? null : hurdleOf(row, conversation, (id) => byId.get(id)?.name ?? '', { t, ...words })
  const into = row && hurdle === null ? row : null
  const merge = async () => {
    if (!into) return
    setBusy(true)
    close()
    await join(conversation.id, into)
  }
  return (
    <Modal opened onClose={close} title={t('action.merge')} closeButtonProps={{ 'aria-label': t('state.close') }}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault()
          void merge()
        }}
      >
        <TextInput
          data-autofocus
          label={t('merge.number')}
          description={t('merge.hint')}
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={hurdle}
        />
        <div role="status" className={css.preview}>
          {into && (
            <>
              <span className={css.subject}>
                {into.subject || t('conversation.noSubject')}{' '}
                <span className={css.muted}>{t('conversation.number', { number: into.number })}</span>
              </span>
              <span className={css.muted}>
                {into.from.name || into.from.address} · {t('row.messages', { count: into.messageCount })}
              </span>
            </>
          )}
        </div>
        <div className={css.buttons}>
          <Button variant="default" onClick={close}>
            {t('state.cancel')}
          </Button>
          <Button type="submit" disabled={!into} loading={isBusy}>
            {t('merge.button')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

/** Why it cannot be merged with what was found, as a sentence. */
function hurdleOf(
  row: ConversationRow | null,
  { id, inboxId }: Conversation,
  inboxName: (id: string) => string,
  { t }: Words,
): string | null {
  if (!row) return t('merge.none')
  if (row.id === id) return t('merge.itself')
  return row.inboxId === inboxId ? null : t('merge.otherInbox', { name: inboxName(row.inboxId) })
}
