// One contact beside the list: everything that is known of them, edited in place; who said it; who they may be besides; what they wrote.
import { ActionIcon, TagsInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ContactCard, ContactChange } from '../../src/desk/contacts/contacts.api.ts'
import { checkAddresses } from '../../src/desk/contacts/quality.api.ts'
import type { FieldValue } from '../../src/desk/fields/fields.api.ts'
import { call } from '../call.ts'
import { OwnFields } from '../fields/OwnFields.tsx'
import { shownFields, useFields } from '../fields/queries.ts'
import { useHere } from '../session/session.ts'
import { LazyAboutSequences } from '../sequences/LazySequences.tsx'
import { Avatar } from '../shell/Avatar.tsx'
import { useNow } from '../shell/now.ts'
import { Failed, Waiting } from '../shell/states.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { AboutTasks } from '../tasks/AboutTasks.tsx'
import { exactly, shortAgo } from '../when.ts'
import { useWords } from '../words.ts'
import { CompanyPick } from './CompanyPick.tsx'
import { History } from './History.tsx'
import { Offers } from './Offers.tsx'
import { Parts } from './Parts.tsx'
import { addressesQuery, contactQuery, tagsQuery, useContactChanges } from './queries.ts'
import { contactFields } from './record-fields.ts'
import { RecordFields, useBecause } from './RecordFields.tsx'
import { Suppressions } from './Suppressions.tsx'
import { TwinsOf } from './TwinsOf.tsx'
import css from './records.module.css'

export function ContactPane({ id, close }: { id: string; close: () => void }) {
  const { t } = useWords()
  const contact = useQuery(contactQuery(id))
  return (
    <aside className={css.pane} aria-label={t('contact.label')}>
      <ActionIcon className={css.close} size={36} onClick={close} aria-label={t('state.close')}>
        <IconX size={18} stroke={1.5} aria-hidden />
      </ActionIcon>
      {contact.isPending ? (
        <Waiting rows={5} height={48} />
      ) : contact.isError ? (
        <Failed error={contact.error} again={() => void contact.refetch()} />
      ) : (
        <Known key={contact.data.id} contact={contact.data} />
      )}
    </aside>
  )
}

function Known({ contact }: { contact: ContactCard }) {
  const words = useWords()
  const { t } = words
  const { may } = useHere()
  const changeAll = useContactChanges()
  const because = useBecause(contact.provenance)
  const { data: tags = [] } = useQuery(tagsQuery)
  const fields = useFields()
  const isReadOnly = !may('contact.write')
  const { id, name } = contact
  const change = (wanted: Omit<ContactChange, 'id'>) => changeAll([{ id, ...wanted }], t('records.saidChanged', { count: 1 })) // prettier-ignore
  return (
    <>
      <div className={css.face}>
        <Avatar name={name} size={40} />
        <div className={css.faceText}>
          <input
            key={name}
            className={css.name}
            aria-label={t('contact.name')}
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
          <CompanyPick
            company={contact.company}
            isReadOnly={isReadOnly}
            choose={(companyId) => change({ companyId })}
          />
        </div>
      </div>
      <Addresses contact={contact} isReadOnly={isReadOnly} change={change} />
      <Parts
        name={t('records.phones')}
        parts={contact.phones.map(({ number, label }) => ({ value: number, label }))}
        hrefOf={(number) => `tel:${number.replace(/[^\d+]/g, '')}`}
        hasLabels
        isReadOnly={isReadOnly}
        because={(number) => because(`phones.${number}`)}
        save={(parts) => change({ phones: parts.map(({ value, label }) => ({ number: value, label })) })}
      />
      <h4 className={css.heading}>{t('records.known')}</h4>
      <RecordFields
        fields={contactFields(words)}
        values={contact}
        provenance={contact.provenance}
        isReadOnly={isReadOnly}
        save={(key, value: FieldValue | null) => change({ [key]: value })}
      />
      <h4 className={css.heading}>{t('records.tags')}</h4>
      <TagsInput
        aria-label={t('records.tags')}
        value={contact.tags}
        data={tags}
        readOnly={isReadOnly}
        maxTags={30}
        onChange={(wanted) => change({ tags: wanted })}
      />
      {shownFields(fields, 'contact', contact.fields).length > 0 && <h4 className={css.heading}>{t('records.own')}</h4>}
      <OwnFields
        noun="contact"
        values={contact.fields}
        isReadOnly={isReadOnly}
        save={(key, value) => change({ fields: { [key]: value } })}
      />
      <Suppressions contactId={id} />
      <LazyAboutSequences about={{ contactId: id }} contactIds={[id]} />
      <Offers contact={contact} />
      <TwinsOf noun="contact" id={id} />
      <AboutTasks about={{ contactId: id }} beside={undefined} />
      <Before contact={contact} />
      <h4 className={css.heading}>
        <Link to="/timeline/$noun/$id" params={{ noun: 'contact', id }}>
          {t('records.timeline')}
        </Link>
      </h4>
      <History noun="contact" id={id} />
    </>
  )
}

function Addresses({
  contact,
  isReadOnly,
  change,
}: {
  contact: ContactCard
  isReadOnly: boolean
  change: (wanted: Omit<ContactChange, 'id'>) => void
}) {
  const { t } = useWords()
  const client = useQueryClient()
  const because = useBecause(contact.provenance)
  const { id, addresses, addressLabels } = contact
  const { data: reports = [] } = useQuery(addressesQuery(id))
  const { mutate: check } = useMutation({
    mutationFn: () => call(checkAddresses, { id }),
    onSuccess: () => {
      sayDone(t('records.saidAsked'))
      setTimeout(() => void client.invalidateQueries({ queryKey: ['contact', id, 'addresses'] }), 3_000)
    },
    onError: sayFailed,
  })
  const asked = reports.some((one) => one.checkedAt !== null)
  const put = (address: string, meant: string) =>
    change({ addresses: addresses.map((one) => ({ address: one === address ? meant : one, label: addressLabels[one] ?? '' })) }) // prettier-ignore
  return (
    <>
      <Parts
        name={t('contact.addresses')}
        parts={addresses.map((address) => ({ value: address, label: addressLabels[address] ?? '' }))}
        hasLabels
        isReadOnly={isReadOnly}
        because={(address) => because(`addresses.${address}`)}
        beneath={(address) =>
          (reports.find((one) => one.address === address)?.findings ?? []).map((finding) => (
            <span key={finding.kind} className={css.warn}>
              {t(`records.finding.${finding.kind}`)}{' '}
              {finding.kind === 'typo' && !isReadOnly && (
                <button type="button" className={css.link} onClick={() => put(address, finding.meant)}>
                  {t('records.meant', { meant: finding.meant })}
                </button>
              )}
            </span>
          ))
        }
        save={(parts) => change({ addresses: parts.map(({ value, label }) => ({ address: value, label })) })}
      />
      {!isReadOnly && !asked && addresses.length > 0 && (
        <button type="button" className={css.link} onClick={() => check()}>
          {t('records.askDns')}
        </button>
      )}
    </>
  )
}

function Before({ contact }: { contact: ContactCard }) {
  const { t, tOr, language } = useWords()
  const now = useNow()
  return (
    <>
      <h4 className={css.heading}>{t('records.conversations', { count: contact.conversationCount })}</h4>
      <ul className={css.plain}>
        {contact.conversations.map((one) => (
          <li key={one.id}>
            <Link to="/inbox/$view/$id" params={{ view: 'all', id: one.id }} search={{}}>
              {one.subject || t('conversation.noSubject')}
            </Link>{' '}
            <span className={css.muted}>
              {tOr(`status.${one.status}`, one.status)} ·{' '}
              <time dateTime={one.lastMessageAt} title={exactly(one.lastMessageAt, language)}>
                {shortAgo(one.lastMessageAt, now, language)}
              </time>
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
