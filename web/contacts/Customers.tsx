// Everybody outside and their companies: found by name or address, narrowed by what is known, several changed at once; beside the list
// whoever is open.
import { Button, Menu, SegmentedControl, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconDots, IconPlus, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useHere } from '../session/session.ts'
import { type Action, useActions } from '../shell/actions.tsx'
import { Avatar } from '../shell/Avatar.tsx'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { learnWords, useWords } from '../words.ts'
import { AddRecord } from './AddRecord.tsx'
import { BulkBar } from './BulkBar.tsx'
import { CompanyPane } from './CompanyPane.tsx'
import { ContactPane } from './ContactPane.tsx'
import { download } from './download.ts'
import { filtersOf, Filters } from './Filters.tsx'
import { QualityLine } from './QualityLine.tsx'
import { companiesQuery, contactsQuery, useCompanyChanges, useContactChanges } from './queries.ts'
import type { CustomersSearch } from './search.ts'
import css from './customers.module.css'

export function Customers() {
  const { tOr, language } = useWords()
  const isLearnt = tOr('records.people', '') !== ''
  useEffect(() => {
    if (!isLearnt) void learnWords('records') // the language was changed while this page was open
  }, [isLearnt, language])
  return isLearnt ? <Page /> : <Waiting />
}

interface Row {
  id: string
  name: string
  detail: string
}

function Page() {
  const { t } = useWords()
  const { may, user } = useHere()
  const search = useSearch({ from: '/desk/customers' })
  const { q, id, noun = 'contact' } = search
  const navigate = useNavigate()
  const filters = { ...(q && { q }), ...filtersOf(search, noun) }
  const isContact = noun === 'contact'
  const contacts = useInfiniteQuery({ ...contactsQuery(filters), enabled: isContact })
  const companies = useInfiniteQuery({ ...companiesQuery(filtersOf(search, 'company', q)), enabled: !isContact })
  const list = isContact ? contacts : companies
  const rows: Row[] = isContact
    ? (contacts.data?.pages ?? []).flatMap((page) => page.contacts.map((one) => ({ id: one.id, name: one.name || one.addresses[0] || '', detail: [one.company?.name, one.addresses[0]].filter(Boolean).join(' · ') }))) // prettier-ignore
    : (companies.data?.pages ?? []).flatMap((page) => page.companies.map((one) => ({ id: one.id, name: one.name, detail: one.domains.join(', ') }))) // prettier-ignore
  const [pointed, setPointed] = useState<string | null>(null)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [isAdding, setAdding] = useState(false)
  const changeContacts = useContactChanges()
  const changeCompanies = useCompanyChanges()
  const field = useRef<HTMLInputElement>(null)
  const body = useRef<HTMLUListElement>(null)
  const cursor = rows.findIndex((row) => row.id === (id ?? pointed))
  const mayWrite = may('contact.write')

  const ask = useDebouncedCallback(
    (text: string) => void navigate({ to: '/customers', search: (was) => ({ ...(was as CustomersSearch), q: text || undefined, id: undefined }), replace: true }), // prettier-ignore
    200,
  )
  const open = (next: string | undefined) =>
    void navigate({
      to: '/customers',
      search: (was) => ({ ...(was as CustomersSearch), id: next }),
      replace: id !== undefined,
    })
  const show = (next: 'contact' | 'company') => {
    setChosen(new Set())
    void navigate({ to: '/customers', search: next === 'company' ? { noun: next } : {} })
  }
  function moveTo(at: number) {
    const row = rows[Math.max(0, Math.min(rows.length - 1, at))]
    if (!row) return
    setPointed(row.id)
    if (id) open(row.id)
    requestAnimationFrame(() => body.current?.querySelector<HTMLElement>(`[data-id="${row.id}"] a`)?.focus())
  }
  const choose = (one: string) =>
    setChosen((was) => new Set(was.has(one) ? [...was].filter((other) => other !== one) : [...was, one]))
  const current = rows[cursor]
  const meant = chosen.size > 0 ? [...chosen] : current ? [current.id] : []
  const takeThem = () =>
    meant.length > 0 &&
    (isContact ? changeContacts : changeCompanies)(meant.map((one) => ({ id: one, ownerId: user.id })), t('records.saidChanged', { count: meant.length })) // prettier-ignore

  useActions([
    { id: 'records.next', run: () => moveTo(cursor + 1) },
    { id: 'records.previous', run: () => moveTo(cursor < 0 ? 0 : cursor - 1) },
    { id: 'records.open', run: () => open(rows[Math.max(0, cursor)]?.id) },
    { id: 'records.close', run: () => open(undefined) },
    { id: 'records.search', run: () => field.current?.focus() },
    ...(mayWrite
      ? ([
          { id: 'records.add', run: () => setAdding(true) },
          { id: 'records.choose', run: () => current && choose(current.id) },
          { id: 'records.takeIt', run: takeThem },
        ] satisfies Action[])
      : []),
  ])

  return (
    <div className={css.page} data-chosen={id ? true : undefined}>
      <section className={css.list} aria-labelledby="customers">
        <header className={css.head}>
          <h1 id="customers" className={css.title}>
            {t('rail.customers')}
          </h1>
          <SegmentedControl
            size="xs"
            aria-label={t('records.which')}
            value={noun}
            onChange={(value) => show(value === 'company' ? 'company' : 'contact')}
            data={[
              { value: 'contact', label: t('records.people') },
              { value: 'company', label: t('records.companies') },
            ]}
          />
          <TextInput
            className={css.search}
            ref={field}
            key={noun}
            aria-label={t('contact.search')}
            placeholder={t('contact.search')}
            defaultValue={q ?? ''}
            leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
            onChange={(event) => ask(event.currentTarget.value.trim())}
          />
          <span className={css.buttons}>
            {mayWrite && (
              <Button
                size="compact-md"
                leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />}
                onClick={() => setAdding(true)}
              >
                {t('records.add')}
              </Button>
            )}
            <More noun={noun} filters={filters} />
          </span>
        </header>
        <Filters noun={noun} search={search} />
        {isContact && rows.length > 0 && <QualityLine filters={filters} />}
        {list.isPending ? (
          <Waiting height={56} />
        ) : list.isError ? (
          <Failed error={list.error} again={() => void list.refetch()} />
        ) : rows.length === 0 ? (
          <Empty title={t(Object.keys(filters).length > 0 ? 'empty.filtered' : 'contact.none')} />
        ) : (
          <ul className={css.rows} ref={body}>
            {rows.map((row) => (
              <li key={row.id} data-id={row.id} className={css.item}>
                {mayWrite && (
                  <input
                    type="checkbox"
                    className={css.check}
                    aria-label={t('records.choose', { name: row.name })}
                    checked={chosen.has(row.id)}
                    onChange={() => choose(row.id)}
                  />
                )}
                <Link
                  to="/customers"
                  search={(was) => ({ ...(was as CustomersSearch), id: row.id })}
                  className={css.row}
                  aria-current={id === row.id ? 'true' : undefined}
                  onFocus={() => setPointed(row.id)}
                >
                  <Avatar name={row.name} size={32} />
                  <span className={css.text}>
                    <span className={css.name}>{row.name}</span>
                    <span className={css.muted}>{row.detail}</span>
                  </span>
                </Link>
              </li>
            ))}
            {list.hasNextPage && (
              <li>
                <button type="button" className={css.more} onClick={() => void list.fetchNextPage()}>
                  {t('list.more')}
                </button>
              </li>
            )}
          </ul>
        )}
        {chosen.size > 0 && <BulkBar noun={noun} ids={[...chosen]} clear={() => setChosen(new Set())} />}
      </section>
      {id && isContact && <ContactPane key={id} id={id} close={() => open(undefined)} />}
      {id && !isContact && <CompanyPane key={id} id={id} close={() => open(undefined)} />}
      {isAdding && <AddRecord noun={noun} close={() => setAdding(false)} added={open} />}
    </div>
  )
}

function More({ noun, filters }: { noun: 'contact' | 'company'; filters: object }) {
  const { t } = useWords()
  const { may } = useHere()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="compact-md" aria-label={t('records.more')}>
          <IconDots size={16} stroke={1.5} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/customers/twins">
          {t('records.twinsTitle')}
        </Menu.Item>
        {may('contact.import') && (
          <Menu.Item
            renderRoot={(props) => (
              <Link {...props} to="/customers/import" search={noun === 'company' ? { noun } : {}} />
            )}
          >
            {t('records.import')}
          </Menu.Item>
        )}
        {may('contact.export') && (
          <>
            <Menu.Item onClick={() => void download(noun, 'csv', filters)}>{t('records.exportCsv')}</Menu.Item>
            {noun === 'contact' && (
              <Menu.Item onClick={() => void download(noun, 'vcard', filters)}>{t('records.exportCards')}</Menu.Item>
            )}
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
