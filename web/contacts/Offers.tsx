// What the customer's own signatures tell and the card does not know yet: taken over with one click, and taken back.
import { UnstyledButton } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { changeContact, type ContactCard } from '../../src/desk/contacts/contacts.api.ts'
import type { AskedOf } from '../../src/kit/route.ts'
import { call } from '../call.ts'
import { useHere } from '../session/session.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import css from './contact-card.module.css'

type Change = Omit<AskedOf<typeof changeContact>, 'id'>

export function Offers({ contact }: { contact: ContactCard }) {
  const { t } = useWords()
  const { may } = useHere()
  const client = useQueryClient()
  const { id, offers } = contact
  const { mutate, isPending } = useMutation({
    mutationFn: (change: Change) => call(changeContact, { id, ...change }),
    onError: sayFailed,
    onSettled: () => void client.invalidateQueries({ queryKey: ['contact'] }),
  })
  if (offers.length === 0 || !may('contact.write')) return null
  const accept = ({ field, value }: ContactCard['offers'][number]) =>
    mutate(
      { [field]: value },
      { onSuccess: () => sayDone(t('done.contactChanged'), () => mutate({ [field]: beforeOf(contact, field) })) },
    )
  return (
    <section className={css.offers} aria-label={t('contact.offers')}>
      <h4 className={css.heading}>{t('contact.offers')}</h4>
      <dl className={css.facts}>
        {offers.map((offer) => (
          <Offered
            key={offer.field}
            name={t(`contact.${offer.field}`)}
            value={offer.value}
            isPending={isPending}
            accept={() => accept(offer)}
          />
        ))}
      </dl>
    </section>
  )
}

function Offered({
  name,
  value,
  isPending,
  accept,
}: {
  name: string
  value: string
  isPending: boolean
  accept: () => void
}) {
  const { t } = useWords()
  return (
    <>
      <dt>{name}</dt>
      <dd className={css.offered}>
        <span className={css.address}>{value}</span>
        <UnstyledButton
          className={css.accept}
          disabled={isPending}
          onClick={accept}
          aria-label={t('contact.acceptOffer', { name, value })}
        >
          {t('contact.accept')}
        </UnstyledButton>
      </dd>
    </>
  )
}

function beforeOf({ company, ...contact }: ContactCard, field: ContactCard['offers'][number]['field']): string | null {
  return field === 'companyName' ? (company?.name ?? '') : contact[field]
}
