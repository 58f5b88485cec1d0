// One company beside the list: what is known of it, edited in place; its people; what belongs to it and what it belongs to.
import { ActionIcon, TagsInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { readCompany } from '../../src/desk/contacts/companies.api.ts'
import type { OutputOf } from '../../src/kit/route.ts'
import { OwnFields } from '../fields/OwnFields.tsx'
import { shownFields, useFields } from '../fields/queries.ts'
import { useHere } from '../session/session.ts'
import { Avatar } from '../shell/Avatar.tsx'
import { Failed, Waiting } from '../shell/states.tsx'
import { useWords } from '../words.ts'
import { CompanyPick } from './CompanyPick.tsx'
import { History } from './History.tsx'
import { Parts } from './Parts.tsx'
import { companyQuery, contactsQuery, tagsQuery, useCompanyChange } from './queries.ts'
import { companyFields } from './record-fields.ts'
import { RecordFields, useBecause } from './RecordFields.tsx'
import { TwinsOf } from './TwinsOf.tsx'
import css from './records.module.css'

type Known = OutputOf<typeof readCompany>

export function CompanyPane({ id, close }: { id: string; close: () => void }) {
  const { t } = useWords()
  const company = useQuery(companyQuery(id))
  return (
    <aside className={css.pane} aria-label={t('records.company')}>
      <ActionIcon className={css.close} size={36} onClick={close} aria-label={t('state.close')}>
        <IconX size={18} stroke={1.5} aria-hidden />
      </ActionIcon>
      {company.isPending ? (
        <Waiting rows={5} height={48} />
      ) : company.isError ? (
        <Failed error={company.error} again={() => void company.refetch()} />
      ) : (
        <OneCompany key={company.data.id} company={company.data} />
      )}
    </aside>
  )
}

function OneCompany({ company }: { company: Known }) {
  const words = useWords()
  const { t } = words
  const { may } = useHere()
  const because = useBecause(company.provenance)
  const { data: tags = [] } = useQuery(tagsQuery)
  const fields = useFields()
  const isReadOnly = !may('contact.write')
  const { id, name } = company
  const save = useCompanyChange(id)
  const change = (wanted: Parameters<typeof save>[1]) => save(company, wanted)
  return (
    <>
      <div className={css.face}>
        <Avatar name={name} size={40} />
        <div className={css.faceText}>
          <input
            key={name}
            className={css.name}
            aria-label={t('contact.companyName')}
            title={because('name')}
            defaultValue={name}
            readOnly={isReadOnly}
            maxLength={200}
            onBlur={(event) => {
              const wanted = event.currentTarget.value.trim()
              if (!wanted) event.currentTarget.value = name
              else if (wanted !== name) change({ name: wanted })
            }}
            onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
          />
          {(company.parent || !isReadOnly) && (
            <span className={css.muted}>
              {t('records.parent')}{' '}
              <CompanyPick
                company={company.parent}
                label={t('records.parent')}
                isReadOnly={isReadOnly}
                choose={(parentId) => change({ parentId })}
              />
            </span>
          )}
        </div>
      </div>
      <Parts
        name={t('records.domains')}
        parts={company.domains.map((value) => ({ value, label: '' }))}
        hasLabels={false}
        isReadOnly={isReadOnly}
        save={(parts) => change({ domains: parts.map((one) => one.value) })}
      />
      <h4 className={css.heading}>{t('records.known')}</h4>
      <RecordFields
        fields={companyFields(words)}
        values={company}
        provenance={company.provenance}
        isReadOnly={isReadOnly}
        save={(key, value) => change({ [key]: value })}
      />
      <h4 className={css.heading}>{t('records.products')}</h4>
      <TagsInput
        aria-label={t('records.products')}
        value={company.products}
        readOnly={isReadOnly}
        maxTags={30}
        onChange={(products) => change({ products })}
      />
      <h4 className={css.heading}>{t('records.tags')}</h4>
      <TagsInput
        aria-label={t('records.tags')}
        value={company.tags}
        data={tags}
        readOnly={isReadOnly}
        maxTags={30}
        onChange={(wanted) => change({ tags: wanted })}
      />
      {shownFields(fields, 'company', company.fields).length > 0 && <h4 className={css.heading}>{t('records.own')}</h4>}
      <OwnFields
        noun="company"
        values={company.fields}
        isReadOnly={isReadOnly}
        save={(key, value) => change({ fields: { [key]: value } })}
      />
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
      <h4 className={css.heading}>
        <Link to="/timeline/$noun/$id" params={{ noun: 'company', id }}>
          {t('records.timeline')}
        </Link>
      </h4>
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
