// One contact beside the list: everything that is known of them, edited in place; who said it; who they may be besides; what they wrote.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ContactCard, ContactChange } from '../../src/desk/contacts/contacts.api.ts'
import { checkAddresses } from '../../src/desk/contacts/quality.api.ts'
import { call } from '../call.ts'
import { AboutDeals } from '../deals/LazyAboutDeals.tsx'
import { useHere } from '../session/session.ts'
import { LazyAboutSequences } from '../sequences/LazySequences.tsx'
import { useNow } from '../shell/now.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { AboutTasks } from '../tasks/AboutTasks.tsx'
import { Glance } from '../timeline/Glance.tsx'
import { exactly, shortAgo } from '../when.ts'
import { useWords } from '../words.ts'
import { CompanyPick } from './CompanyPick.tsx'
import { History } from './History.tsx'
import { Offers } from './Offers.tsx'
import { Parts } from './Parts.tsx'
import { addressesQuery, contactQuery, useContactChanges } from './queries.ts'
import { contactFields } from './record-fields.ts'
import { RecordBody } from './RecordBody.tsx'
import { RecordFace } from './RecordFace.tsx'
import { useBecause } from './RecordFields.tsx'
import { RecordPane } from './RecordPane.tsx'
import { Suppressions } from './Suppressions.tsx'
import { TwinsOf } from './TwinsOf.tsx'
import css from './records.module.css'

export function ContactPane({ id, close }: { id: string; close: () => void }) {
  const { t } = useWords()
  const contact = useQuery(contactQuery(id))
  return (
    <RecordPane
      noun="contact"
      label={t('contact.label')}
      record={contact}
      close={close}
      face={(one) => <Face contact={one} />}
      known={(one) => <Known contact={one} />}
    />
  )
}

interface OfContact {
  contact: ContactCard
}

function useChange(id: string): (wanted: Omit<ContactChange, 'id'>) => void {
  const { t } = useWords()
  const changeAll = useContactChanges()
  return (wanted) => changeAll([{ id, ...wanted }], t('records.saidChanged', { count: 1 }))
}

function Face({ contact: { id, name, company, provenance } }: OfContact) {
  const { t } = useWords()
  const { may } = useHere()
  const because = useBecause(provenance)
  const change = useChange(id)
  const isReadOnly = !may('contact.write')
  return (
    <RecordFace
      name={name}
      label={t('contact.name')}
      because={because('name')}
      isReadOnly={isReadOnly}
      rename={(wanted) => change({ name: wanted })}
    >
      <CompanyPick company={company} isReadOnly={isReadOnly} choose={(companyId) => change({ companyId })} />
    </RecordFace>
  )
}

function Known({ contact }: OfContact) {
  const words = useWords()
  const { t } = words
  const { may } = useHere()
  const because = useBecause(contact.provenance)
  const isReadOnly = !may('contact.write')
  const { id } = contact
  const change = useChange(id)
  return (
    <>
      <Glance subject={{ noun: 'contact', id }} />
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
      <Offers contact={contact} />
      <RecordBody
        noun="contact"
        record={contact}
        fields={contactFields(words, contact.language)}
        isReadOnly={isReadOnly}
        change={change}
        save={(key, value) => change({ [key]: value })}
      />
      <Suppressions contactId={id} />
      <LazyAboutSequences about={{ contactId: id }} contactIds={[id]} />
      <TwinsOf noun="contact" id={id} />
      <AboutDeals contactId={id} companyId={contact.company?.id} />
      <AboutTasks about={{ contactId: id }} beside={undefined} />
      <Before contact={contact} />
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
