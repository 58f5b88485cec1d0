// Everybody who ever wrote: found by name or address, each with what they wrote about.
import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { listContacts } from '../../src/desk/contacts/contacts.api.ts'
import { call } from '../call.ts'
import { Avatar } from '../shell/Avatar.tsx'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { useWords } from '../words.ts'
import { ContactCard } from './ContactCard.tsx'
import css from './customers.module.css'

export function Customers() {
  const { t } = useWords()
  const { q, id } = useSearch({ from: '/desk/customers' })
  const navigate = useNavigate()
  const contacts = useInfiniteQuery({
    queryKey: ['contact', 'list', 'all', q ?? ''],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      call(listContacts, { ...(q ? { q } : {}), ...(pageParam ? { cursor: pageParam } : {}), limit: 50 }, { signal }),
    getNextPageParam: (page) => page.next,
  })
  const ask = useDebouncedCallback(
    (text: string) => void navigate({ to: '/customers', search: text ? { q: text } : {}, replace: true }),
    200,
  )
  const all = contacts.data?.pages.flatMap((page) => page.contacts) ?? []
  return (
    <div className={css.page} data-chosen={id ? true : undefined}>
      <section className={css.list} aria-labelledby="customers">
        <header className={css.head}>
          <h1 id="customers" className={css.title}>
            {t('rail.customers')}
          </h1>
          <TextInput
            aria-label={t('contact.search')}
            placeholder={t('contact.search')}
            defaultValue={q ?? ''}
            leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
            onChange={(event) => ask(event.currentTarget.value.trim())}
          />
        </header>
        {contacts.isPending ? (
          <Waiting height={56} />
        ) : contacts.isError ? (
          <Failed error={contacts.error} again={() => void contacts.refetch()} />
        ) : all.length === 0 ? (
          <Empty title={t(q ? 'empty.filtered' : 'contact.none')} />
        ) : (
          <ul className={css.rows}>
            {all.map((contact) => {
              const name = contact.name || contact.addresses[0] || ''
              return (
                <li key={contact.id}>
                  <Link
                    to="/customers"
                    search={(was) => ({ ...was, id: contact.id }) as { id: string }}
                    className={css.row}
                    aria-current={id === contact.id ? 'true' : undefined}
                  >
                    <Avatar name={name} size={32} />
                    <span className={css.text}>
                      <span className={css.name}>{name}</span>
                      <span className={css.muted}>
                        {[contact.company?.name, contact.addresses[0]].filter(Boolean).join(' · ')}
                      </span>
                    </span>
                  </Link>
                </li>
              )
            })}
            {contacts.hasNextPage && (
              <li>
                <button type="button" className={css.more} onClick={() => void contacts.fetchNextPage()}>
                  {t('list.more')}
                </button>
              </li>
            )}
          </ul>
        )}
      </section>
      {id && <ContactCard key={id} contactId={id} />}
    </div>
  )
}
