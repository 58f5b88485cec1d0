// What the contact's own signatures tell and the card does not know yet, each with the mail that tells it: taken over with one click, and
// taken back.
import { UnstyledButton } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { acceptOffer, changeContact, type ContactCard } from '../../src/desk/contacts/contacts.api.ts'
import type { AskedOf } from '../../src/kit/route.ts'
import { call } from '../call.ts'
import { useHere } from '../session/session.ts'
import { useNow } from '../shell/now.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useTimelineWords } from '../timeline/queries.ts'
import { exactly, shortAgo } from '../when.ts'
import { useWords } from '../words.ts'
import css from './contact-card.module.css'

type Offer = ContactCard['offers'][number]

export function Offers({ contact }: { contact: ContactCard }) {
  const { t } = useWords()
  const { may } = useHere()
  const client = useQueryClient()
  const { id, offers, company } = contact
  const onSettled = () => void client.invalidateQueries({ queryKey: ['contact'] })
  const back = useMutation({
    mutationFn: (change: AskedOf<typeof changeContact>) => call(changeContact, change),
    onError: sayFailed,
    onSettled,
  })
  const { mutate, isPending } = useMutation({
    mutationFn: ({ field, value }: Offer) => call(acceptOffer, { id, field, value }),
    onSuccess: ({ before }, { field }) => {
      const was = field === 'companyName' ? { id, companyName: company?.name ?? '' } : before
      sayDone(t('done.contactChanged'), () => back.mutate(was))
    },
    onError: sayFailed,
    onSettled,
  })
  const isLearnt = useTimelineWords()
  if (offers.length === 0 || !isLearnt || !may('contact.write')) return null
  return (
    <section className={css.offers} aria-label={t('contact.offers')}>
      <h4 className={css.heading}>{t('contact.offers')}</h4>
      <dl className={css.facts}>
        {offers.map((offer) => (
          <Offered
            key={`${offer.field} ${offer.value}`}
            offer={offer}
            isPending={isPending}
            accept={() => mutate(offer)}
          />
        ))}
      </dl>
    </section>
  )
}

function Offered({ offer, isPending, accept }: { offer: Offer; isPending: boolean; accept: () => void }) {
  const { t, tOr, language } = useWords()
  const now = useNow()
  const { field, value, label, conversationId, at } = offer
  const name = t(`contact.${field}`)
  return (
    <>
      <dt>
        {name}
        {label && <span className={css.muted}> {tOr(`timeline.phoneIs.${label}`, label)}</span>}
      </dt>
      <dd className={css.offered}>
        <span className={css.address}>
          {value}{' '}
          <Link
            to="/inbox/$view/$id"
            params={{ view: 'all', id: conversationId }}
            search={{}}
            className={css.muted}
            title={exactly(at, language)}
          >
            {t('timeline.offerFrom', { when: shortAgo(at, now, language) })}
          </Link>
        </span>
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
