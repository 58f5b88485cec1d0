// Whom a letter goes to: shown in full, edited in place, known customers offered while typing.
import { TagsInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listContacts } from '../../src/desk/contacts/contacts.api.ts'
import type { Person } from '../../src/desk/conversations/conversations.api.ts'
import { call } from '../call.ts'
import { useHere } from '../session/session.ts'
import { useWords } from '../words.ts'
import { asPerson, asText, isAddress } from './people.ts'
import css from './recipients.module.css'

interface RecipientsProps {
  label: string
  people: Person[]
  change: (people: Person[]) => void
  autoFocus?: boolean
}

export function Recipients({ label, people, change, autoFocus = false }: RecipientsProps) {
  const { t } = useWords()
  const { may } = useHere()
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed.trim(), 150)
  const { data } = useQuery({
    queryKey: ['contact', 'list', asked],
    queryFn: ({ signal }) => call(listContacts, { q: asked, limit: 8 }, { signal }),
    enabled: asked.length >= 2 && may('contact.read'),
    placeholderData: keepPreviousData,
  })
  const offered =
    asked.length < 2
      ? []
      : (data?.contacts ?? []).flatMap(({ name, addresses }) => addresses.map((address) => asText({ name, address })))
  const wrong = people.filter((person) => !isAddress(person.address))
  return (
    <div className={css.line}>
      <TagsInput
        label={label}
        classNames={{
          root: css.root ?? '',
          label: css.label ?? '',
          input: css.input ?? '',
          wrapper: css.wrapper ?? '',
          inputField: css.field ?? '',
          pill: css.pill ?? '',
        }}
        variant="unstyled"
        data-autofocus={autoFocus || undefined}
        autoFocus={autoFocus}
        value={people.map(asText)}
        data={[...new Set(offered)]}
        filter={({ options }) => options}
        searchValue={typed}
        onSearchChange={setTyped}
        splitChars={[',', ';']}
        acceptValueOnBlur
        onChange={(values) => change(values.map(asPerson))}
        error={
          wrong.length > 0
            ? t('composer.badAddress', { address: wrong.map((one) => one.address).join(', ') })
            : undefined
        }
      />
    </div>
  )
}
