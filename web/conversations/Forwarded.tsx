// Somebody passed on what another had written: says so, and makes that other the contact, or the one who passed it on again.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { makeContact } from '../../src/desk/contacts/contacts.api.ts'
import type { Conversation, Person } from '../../src/desk/conversations/conversations.api.ts'
import { call } from '../call.ts'
import { useHere } from '../session/session.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import css from './head.module.css'
import { conversationQuery, entriesQuery } from './queries.ts'

const spoken = ({ name, address }: Person): string => name || address

export function Forwarded({ conversation }: { conversation: Conversation }) {
  const { t } = useWords()
  const { may } = useHere()
  const client = useQueryClient()
  const { id, forwarded, participants } = conversation
  const { mutate } = useMutation({
    mutationFn: (address: string) => call(makeContact, { id, address }),
    onError: sayFailed,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: conversationQuery(id).queryKey })
      void client.invalidateQueries({ queryKey: entriesQuery(id).queryKey })
      void client.invalidateQueries({ queryKey: ['conversation', 'list'] })
    },
  })
  const contact = participants.find((one) => one.role === 'requester')
  if (!forwarded || !contact || contact.address === forwarded.writer.address) return null
  const { by, writer } = forwarded
  const make = () =>
    mutate(writer.address, {
      onSuccess: () => sayDone(t('done.contactMade', { name: spoken(writer) }), () => mutate(contact.address)),
    })
  return (
    <p className={css.forwarded}>
      <span title={writer.address}>{t('forwarded.told', { by: spoken(by), writer: spoken(writer) })}</span>{' '}
      {may('conversation.change') && (
        <button type="button" onClick={make} title={writer.address}>
          {t('forwarded.make', { name: spoken(writer) })}
        </button>
      )}
    </p>
  )
}
