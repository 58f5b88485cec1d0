// The open deals of a customer, or that a conversation belongs to, quietly on the card; and a new one from here.
import { UnstyledButton } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Deal } from '../../src/desk/deals/deals.api.ts'
import { useHere } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { holdKeys } from '../shell/held-keys.ts'
import { useNow } from '../shell/now.ts'
import { useWords } from '../words.ts'
import css from './deals.module.css'
import { Expected } from './Expected.tsx'
import { inMoney } from './money.ts'
import { OpenDeal } from './OpenDeal.tsx'
import { dealsQuery } from './queries.ts'

interface AboutDealsProps {
  /** Left out: those of the company. */
  contactId?: string | undefined
  companyId?: string | undefined
  conversation?: { id: string; subject: string } | undefined
}

export function AboutDeals({ contactId, companyId, conversation }: AboutDealsProps) {
  const { t } = useWords()
  const { may } = useHere()
  const [isOpening, setOpening] = useState(false)
  const mayOpen = may('deal.write')
  const isOn = may('deal.read')
  const theirs = useInfiniteQuery({
    ...dealsQuery(contactId === undefined ? { companyId } : { contactId }, 10),
    enabled: isOn,
  })
  const here = useInfiniteQuery({ ...dealsQuery({ conversationId: conversation?.id ?? '' }, 10), enabled: isOn && conversation !== undefined }) // prettier-ignore
  const all = [...(here.data?.pages ?? []), ...(theirs.data?.pages ?? [])].flatMap((page) => page.deals)
  const deals = [...new Map(all.map((one) => [one.id, one])).values()]
  const open = () => {
    holdKeys()
    setOpening(true)
  }
  useActions(mayOpen && conversation ? [{ id: 'deals.openHere', run: open }] : [])
  if (!isOn || (deals.length === 0 && !mayOpen)) return null
  return (
    <section className={css.about} aria-label={t('rail.deals')}>
      <h4 className={css.aboutHead}>
        {t('rail.deals')}
        {mayOpen && (
          <UnstyledButton
            className={css.plus}
            aria-label={t(conversation ? 'deals.openHere' : 'deals.open')}
            onClick={open}
          >
            <IconPlus size={16} stroke={1.5} aria-hidden />
          </UnstyledButton>
        )}
      </h4>
      <ul className={css.lines}>
        {deals.map((deal) => (
          <Line key={deal.id} deal={deal} />
        ))}
      </ul>
      {isOpening && (
        <OpenDeal
          stay
          from={
            conversation ? { conversationId: conversation.id, name: conversation.subject } : { contactId, companyId }
          }
          close={() => setOpening(false)}
        />
      )}
    </section>
  )
}

function Line({ deal }: { deal: Deal }) {
  const { language } = useWords()
  const now = useNow()
  return (
    <li className={css.line} data-stale={deal.isStale || undefined}>
      <Link to="/deals/$id" params={{ id: deal.id }}>
        {deal.name}
      </Link>
      {deal.amount !== null && <span className={css.amount}>{inMoney(deal.amount, deal.currency, language)}</span>}
      <Expected on={deal.expectedOn} now={now} />
    </li>
  )
}
