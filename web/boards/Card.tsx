// A conversation as a card: who and when, what about, and the same signs as in the list.
import { Link } from '@tanstack/react-router'
import { memo, type PointerEvent } from 'react'
import type { ConversationRow } from '../../src/desk/conversations/conversations.api.ts'
import { Due } from '../conversations/Due.tsx'
import { useUsers } from '../session/session.ts'
import { Avatar } from '../shell/Avatar.tsx'
import { exactly, shortAgo } from '../when.ts'
import { useWords, type WordKey } from '../words.ts'
import css from './board.module.css'

interface CardProps {
  row: ConversationRow
  /** What the board asks for: beside the open conversation stands its list. */
  query: string
  now: Date
  isCarried: boolean
  grip: (event: PointerEvent<HTMLElement>, row: ConversationRow) => void
  approach: (id: string) => void
}

export const Card = memo(function Card({ row, query, now, isCarried, grip, approach }: CardProps) {
  return (
    <Link
      to="/inbox/$view/$id"
      params={{ view: 'all', id: row.id }}
      search={{ q: query || undefined }}
      className={css.card}
      data-card={row.id}
      data-carried={isCarried || undefined}
      draggable={false}
      onPointerDown={(event) => grip(event, row)}
      onPointerEnter={() => approach(row.id)}
      onFocus={() => approach(row.id)}
      onContextMenu={(event) =>
        event.nativeEvent instanceof globalThis.PointerEvent &&
        event.nativeEvent.pointerType === 'touch' &&
        event.preventDefault()
      }
    >
      <Face row={row} now={now} />
    </Link>
  )
})

/** What stands on it; also on the one that is carried. */
export function Face({ row, now }: { row: ConversationRow; now: Date }) {
  const { t, language } = useWords()
  const { byId } = useUsers()
  const assignee = row.assigneeId ? byId.get(row.assigneeId) : undefined
  return (
    <>
      <span className={css.first}>
        {row.isUnread && <span className={css.dot} role="img" aria-label={t('row.unread')} />}
        <span className={css.who} data-unread={row.isUnread || undefined}>
          {row.from.name || row.from.address}
        </span>
        <time dateTime={row.lastMessageAt} title={exactly(row.lastMessageAt, language)} className={css.time}>
          {shortAgo(row.lastMessageAt, now, language)}
        </time>
      </span>
      <span className={css.subject}>{row.subject || t('conversation.noSubject')}</span>
      <span className={css.signs}>
        {row.due && <Due due={row.due} now={now} />}
        {(row.priority === 'high' || row.priority === 'urgent') && (
          <span className={css.priority} data-priority={row.priority}>
            {t(`priority.${row.priority}` as WordKey)}
          </span>
        )}
        {row.tags.slice(0, 2).map((tag) => (
          <span key={tag} className={css.tag}>
            {tag}
          </span>
        ))}
        <span className={css.gap} />
        {assignee && (
          <span title={assignee.name}>
            <Avatar name={assignee.name} size={20} />
            <span className="visually-hidden">{t('row.assigned', { name: assignee.name })}</span>
          </span>
        )}
      </span>
    </>
  )
}
