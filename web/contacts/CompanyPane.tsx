// One company beside the list: what is known of it, edited in place; its people; what belongs to it and what it belongs to.
import { TagsInput } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { CompanyChange, readCompany } from '../../src/desk/contacts/companies.api.ts'
import type { OutputOf } from '../../src/kit/route.ts'
import { AboutDeals } from '../deals/LazyAboutDeals.tsx'
import { useHere } from '../session/session.ts'
import { Failed, Waiting } from '../shell/states.tsx'
import { AboutTasks } from '../tasks/AboutTasks.tsx'
import { Glance } from '../timeline/Glance.tsx'
import { useWords } from '../words.ts'
import { CompanyPick } from './CompanyPick.tsx'
import { History } from './History.tsx'
import { Parts } from './Parts.tsx'
import { companyQuery, contactsQuery, useCompanyChanges } from './queries.ts'
import { companyFields } from './record-fields.ts'
import { RecordBody } from './RecordBody.tsx'
import { RecordFace } from './RecordFace.tsx'
import { useBecause } from './RecordFields.tsx'
import { RecordPane } from './RecordPane.tsx'
import { TwinsOf } from './TwinsOf.tsx'
import css from './records.module.css'

interface OfCompany {
  company: OutputOf<typeof readCompany>
}

export function CompanyPane({ id, close }: { id: string; close: () => void }) {
  const { t } = useWords()
  const company = useQuery(companyQuery(id))
  return (
    <RecordPane
      noun="company"
      label={t('records.company')}
      record={company}
      close={close}
      face={(one) => <Face company={one} />}
      known={(one) => <Known company={one} />}
    />
  )
}

function useChange(id: string): (wanted: Omit<CompanyChange, 'id'>) => void {
  const { t } = useWords()
  const changeAll = useCompanyChanges()
  return (wanted) => changeAll([{ id, ...wanted }], t('records.saidChanged', { count: 1 }))
}

function Face({ company: { id, name, parent, provenance } }: OfCompany) {
  const { t } = useWords()
  const { may } = useHere()
  const because = useBecause(provenance)
  const change = useChange(id)
  const isReadOnly = !may('contact.write')
  return (
    <RecordFace
      name={name}
      label={t('contact.companyName')}
      because={because('name')}
      isReadOnly={isReadOnly}
      rename={(wanted) => change({ name: wanted })}
    >
      {(parent || !isReadOnly) && (
        <span className={css.muted}>
          {t('records.parent')}{' '}
          <CompanyPick
            company={parent}
            label={t('records.parent')}
            isReadOnly={isReadOnly}
            choose={(parentId) => change({ parentId })}
          />
        </span>
      )}
    </RecordFace>
  )
}

function Known({ company }: OfCompany) {
  const words = useWords()
  const { t } = words
  const { may } = useHere()
  const isReadOnly = !may('contact.write')
  const { id } = company
  const change = useChange(id)
  return (
    <>
      <Glance subject={{ noun: 'company', id }} />
      <Parts
        name={t('records.domains')}
        parts={company.domains.map((value) => ({ value, label: '' }))}
        hasLabels={false}
        isReadOnly={isReadOnly}
        save={(parts) => change({ domains: parts.map((one) => one.value) })}
      />
      <RecordBody
        noun="company"
        record={company}
        fields={companyFields(words)}
        isReadOnly={isReadOnly}
        change={change}
        save={(key, value) => change({ [key]: value })}
      >
        <h4 className={css.heading}>{t('records.products')}</h4>
        <TagsInput
          aria-label={t('records.products')}
          value={company.products}
          readOnly={isReadOnly}
          maxTags={30}
          onChange={(products) => change({ products })}
        />
      </RecordBody>
      <TwinsOf noun="company" id={id} />
      {company.children.length > 0 && (
        <>
          <h4 className={css.heading}>{t('records.children')}</h4>
          <ul className={css.plain}>
            {company.children.map((one) => (
              <li key={one.id}>
                <Link to="/customers" search={{ noun: 'company', id: one.id }}>
                  {one.name}
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
      <People companyId={id} />
      <AboutDeals companyId={id} />
      <AboutTasks about={{ companyId: id }} beside={undefined} />
      <History noun="company" id={id} />
    </>
  )
}

function People({ companyId }: { companyId: string }) {
  const { t } = useWords()
  const people = useInfiniteQuery(contactsQuery({ companyId }))
  const all = people.data?.pages.flatMap((page) => page.contacts) ?? []
  return (
    <section aria-label={t('records.people')}>
      <h4 className={css.heading}>{t('records.people')}</h4>
      {people.isPending ? (
        <Waiting rows={3} height={24} />
      ) : people.isError ? (
        <Failed error={people.error} again={() => void people.refetch()} />
      ) : (
        <ul className={css.plain}>
          {all.map((one) => (
            <li key={one.id}>
              <Link to="/customers" search={{ id: one.id }}>
                {one.name}
              </Link>{' '}
              <span className={css.muted}>{one.title ?? one.addresses[0]}</span>
            </li>
          ))}
          {people.hasNextPage && (
            <li>
              <button type="button" className={css.link} onClick={() => void people.fetchNextPage()}>
                {t('list.more')}
              </button>
            </li>
          )}
        </ul>
      )}
    </section>
  )
}
