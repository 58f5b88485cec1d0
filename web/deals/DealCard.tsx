// A deal as a card: whose, what, how much, when, and how long it has been here.
import { Link } from '@tanstack/react-router'
import { memo, type PointerEvent } from 'react'
import type { Deal } from '../../src/desk/deals/deals.api.ts'
import board from '../boards/board.module.css'
import { useUsers } from '../session/session.ts'
import { Avatar } from '../shell/Avatar.tsx'
import { exactly, shortAgo } from '../when.ts'
import { useWords } from '../words.ts'
import css from './deals.module.css'
import { Expected } from './Expected.tsx'
import { inMoney } from './money.ts'

interface DealCardProps {
  deal: Deal
  now: Date
  isCarried: boolean
  grip: (event: PointerEvent<HTMLElement>, deal: Deal) => void
}

export const DealCard = memo(function DealCard({ deal, now, isCarried, grip }: DealCardProps) {
  return (
    <Link
      to="/deals/$id"
      params={{ id: deal.id }}
      className={board.card}
      data-card={deal.id}
      data-carried={isCarried || undefined}
      draggable={false}
      onPointerDown={(event) => grip(event, deal)}
      onContextMenu={(event) =>
        event.nativeEvent instanceof globalThis.PointerEvent &&
        event.nativeEvent.pointerType === 'touch' &&
        event.preventDefault()
      }
    >
      <DealFace deal={deal} now={now} />
    </Link>
  )
})

const inDays = (since: string, now: Date) => Math.floor((now.getTime() - Date.parse(since)) / 86_400_000)

/** What stands on it; also on the one that is carried. */
export function DealFace({ deal, now }: { deal: Deal; now: Date }) {
  const { t, language } = useWords()
  const { byId } = useUsers()
  const owner = deal.ownerId ? byId.get(deal.ownerId) : undefined
  const since = deal.closedAt ?? deal.enteredAt
  return (
    <>
      <span className={board.first}>
        <span className={board.who}>{deal.company?.name ?? deal.contacts[0]?.name ?? t('deals.noCompany')}</span>
        <time
          dateTime={since}
          title={t(deal.isStale ? 'deals.stalledSince' : 'deals.inStageSince', { when: exactly(since, language) })}
          className={css.age}
          data-stale={deal.isStale || undefined}
        >
          {deal.kind === 'open' && inDays(since, now) > 0
            ? t('deals.days', { count: inDays(since, now) })
            : shortAgo(since, now, language)}
        </time>
      </span>
      <span className={board.subject}>{deal.name}</span>
      <span className={board.signs}>
        <span className={css.amount}>
          {deal.amount === null ? t('deals.noAmount') : inMoney(deal.amount, deal.currency, language)}
        </span>
        {deal.kind === 'open' && <Expected on={deal.expectedOn} now={now} />}
        {deal.kind === 'lost' && deal.lostReason && <span className={board.tag}>{deal.lostReason}</span>}
        <span className={board.gap} />
        {owner && (
          <span title={owner.name}>
            <Avatar name={owner.name} size={20} />
            <span className="visually-hidden">{t('deals.of', { name: owner.name })}</span>
          </span>
        )}
      </span>
    </>
  )
}
