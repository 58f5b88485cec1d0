// Who outside has to do with a deal, each with a role; found by a few letters of a name or an address.
import { ActionIcon, NativeSelect, TextInput, UnstyledButton } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { listContacts } from '../../src/desk/contacts/contacts.api.ts'
import { DealRole, setDealContacts, type Deal } from '../../src/desk/deals/deals.api.ts'
import { call } from '../call.ts'
import { sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import css from './deal.module.css'
import { patchDeal, useDealChange } from './queries.ts'

export function DealPeople({ deal, isReadOnly }: { deal: Deal; isReadOnly: boolean }) {
  const { t } = useWords()
  const client = useQueryClient()
  const [q, setQ] = useState('')
  const change = useDealChange()
  const found = useQuery({
    queryKey: ['contact', 'find', q],
    queryFn: ({ signal }) => call(listContacts, { q, limit: 6 }, { signal }),
    enabled: q.trim().length > 1,
  })
  const { mutate } = useMutation({
    mutationFn: (contacts: Deal['contacts']) =>
      call(setDealContacts, {
        id: deal.id,
        contacts: contacts.map(({ id: contactId, role }) => ({ contactId, role })),
      }),
    onMutate: (contacts) => patchDeal(client, deal.id, { contacts }),
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: ['deal'] }),
  })
  const offered = found.data?.contacts.filter((one) => !deal.contacts.some(({ id }) => id === one.id)) ?? []
  return (
    <section aria-label={t('deals.people')}>
      <h2 className={css.heading}>{t('deals.people')}</h2>
      {deal.company && <p className={css.company}>{deal.company.name}</p>}
      <ul className={css.list}>
        {deal.contacts.map((one) => (
          <li key={one.id} className={css.person}>
            <Link to="/customers" search={{ id: one.id }}>
              {one.name}
            </Link>
            <NativeSelect
              size="xs"
              aria-label={t('deals.roleOf', { name: one.name })}
              disabled={isReadOnly}
              value={one.role}
              data={DealRole.options.map((role) => ({ value: role, label: t(`deals.role.${role}`) }))}
              onChange={(event) => {
                const role = DealRole.parse(event.currentTarget.value)
                mutate(deal.contacts.map((each) => (each.id === one.id ? { ...each, role } : each)))
              }}
            />
            {!isReadOnly && (
              <ActionIcon
                size={28}
                aria-label={t('deals.takeOut', { name: one.name })}
                onClick={() => mutate(deal.contacts.filter((each) => each.id !== one.id))}
              >
                <IconX size={14} stroke={1.5} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {!isReadOnly && (
        <>
          <TextInput
            size="xs"
            type="search"
            aria-label={t('deals.addPerson')}
            placeholder={t('deals.addPerson')}
            value={q}
            onChange={(event) => setQ(event.currentTarget.value)}
          />
          {q.trim().length > 1 && found.isSuccess && (
            <ul className={css.offers}>
              {offered.map((one) => (
                <li key={one.id}>
                  <UnstyledButton
                    className={css.offer}
                    onClick={() => {
                      setQ('')
                      mutate([...deal.contacts, { id: one.id, name: one.name, role: 'other' }])
                      if (!deal.company && one.company) change.mutate({ id: deal.id, companyId: one.company.id })
                    }}
                  >
                    {one.name} <span className={css.quiet}>{one.addresses[0]}</span>
                  </UnstyledButton>
                </li>
              ))}
              {offered.length === 0 && <li className={css.quiet}>{t('deals.nobodyFound')}</li>}
            </ul>
          )}
        </>
      )}
    </section>
  )
}
