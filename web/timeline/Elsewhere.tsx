// To whom a conversation's mail belongs instead: looked up by name or address; of a company by anybody there.
import { Checkbox, Modal, TextInput, UnstyledButton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { LoggedOn } from '../../src/desk/capture/capture.api.ts'
import { listContacts } from '../../src/desk/contacts/contacts.api.ts'
import { call } from '../call.ts'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { useWords } from '../words.ts'
import css from './glance.module.css'
import { useCorrection } from './queries.ts'

const SHOWN = 8

export function Elsewhere({
  conversationId,
  logged,
  close,
}: {
  conversationId: string
  logged: LoggedOn
  close: () => void
}) {
  const { t } = useWords()
  const correct = useCorrection()
  const [text, setText] = useState('')
  const [q] = useDebouncedValue(text.trim(), 200)
  const [isKept, setKept] = useState(false)
  const found = useQuery({
    queryKey: ['contact', 'list', 'elsewhere', q],
    queryFn: ({ signal }) => call(listContacts, { q, limit: SHOWN }, { signal }),
    enabled: q !== '',
  })
  const isCompany = logged.noun === 'company'
  const people = (found.data?.contacts ?? []).flatMap(({ id, name, addresses, company }) => {
    if (!isCompany) return { id, name: name || (addresses[0] ?? ''), about: addresses[0] ?? '' }
    return company ? { id: company.id, name: company.name, about: name } : []
  })
  const choices = [...new Map(people.map((one) => [one.id, one])).values()].filter((one) => one.id !== logged.id)
  const take = (id: string) => {
    const [from, to] = [logged.id, id].map((one) => ({ noun: logged.noun, id: one }))
    void correct({ id: conversationId, from, to, remember: isKept ? 'address' : 'nothing' })
    close()
  }
  return (
    <Modal
      opened
      onClose={close}
      title={t('timeline.elsewhereTitle')}
      closeButtonProps={{ 'aria-label': t('state.close') }}
    >
      <TextInput
        data-autofocus
        aria-label={t('contact.search')}
        placeholder={t('contact.search')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Checkbox
        mt={8}
        label={t('timeline.rememberIt')}
        checked={isKept}
        onChange={(event) => setKept(event.currentTarget.checked)}
      />
      {q === '' ? null : found.isPending ? (
        <Waiting rows={3} height={40} />
      ) : found.isError ? (
        <Failed error={found.error} again={() => void found.refetch()} />
      ) : choices.length === 0 ? (
        <Empty title={t('empty.filtered')} />
      ) : (
        <ul className={css.choices}>
          {choices.map((one) => (
            <li key={one.id}>
              <UnstyledButton className={css.choice} onClick={() => take(one.id)}>
                <span className={css.name}>{one.name}</span>
                <span className={css.muted}>{one.about}</span>
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
    </Modal>
  )
}
