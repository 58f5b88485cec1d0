// The company somebody works at: its name leads there, and it is chosen by typing.
import { ActionIcon, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPencil } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { listCompanies } from '../../src/desk/contacts/companies.api.ts'
import { call } from '../call.ts'
import { useWords } from '../words.ts'
import css from './records.module.css'

interface CompanyPickProps {
  company: { id: string; name: string } | null
  /** What it is to whoever has it. */
  label?: string
  isReadOnly: boolean
  choose: (companyId: string | null) => void
}

export function CompanyPick({ company, label, isReadOnly, choose }: CompanyPickProps) {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  const name = label ?? t('contact.companyName')
  if (isOpen)
    return (
      <CompanyChoice
        name={name}
        company={company}
        leave={() => setOpen(false)}
        choose={(id) => {
          setOpen(false)
          if (id !== (company?.id ?? null)) choose(id)
        }}
      />
    )
  return (
    <span className={css.muted}>
      {company ? (
        <Link to="/customers" search={{ noun: 'company', id: company.id }}>
          {company.name}
        </Link>
      ) : (
        t('records.noCompany')
      )}
      {!isReadOnly && (
        <ActionIcon size={28} onClick={() => setOpen(true)} aria-label={t('own.edit', { name })}>
          <IconPencil size={14} stroke={1.5} aria-hidden />
        </ActionIcon>
      )}
    </span>
  )
}

interface CompanyChoiceProps {
  name: string
  company: { id: string; name: string } | null
  /** None is among what is offered, where nothing shows that there is one to be cleared. */
  offersNone?: boolean
  choose: (companyId: string | null) => void
  leave: () => void
}

const NONE = 'none'

export function CompanyChoice({ name, company, offersNone = false, choose, leave }: CompanyChoiceProps) {
  const { t } = useWords()
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text, 200)
  const { data } = useQuery({
    queryKey: ['company', 'pick', asked],
    queryFn: ({ signal }) => call(listCompanies, { ...(asked.trim() && { q: asked.trim() }), limit: 20 }, { signal }),
    placeholderData: keepPreviousData,
  })
  const found = (data?.companies ?? []).map((one) => ({ value: one.id, label: one.name }))
  const known = company && !found.some((one) => one.value === company.id) ? [{ value: company.id, label: company.name }] : [] // prettier-ignore
  const none = offersNone ? [{ value: NONE, label: t('records.noCompany') }] : []
  return (
    <Select
      aria-label={name}
      size="xs"
      data={[...none, ...known, ...found]}
      value={company?.id ?? null}
      searchable
      clearable
      autoFocus
      filter={({ options }) => options}
      onSearchChange={setText}
      comboboxProps={{ withinPortal: false }}
      onChange={(id) => choose(id === NONE ? null : id)}
      onBlur={leave}
      onKeyDown={(event) => event.key === 'Escape' && leave()}
    />
  )
}
