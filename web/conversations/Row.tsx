// One conversation in the list: who, when, what about, and the few signs that decide what to do next.
import { Checkbox } from '@mantine/core'
import { IconAlertTriangle, IconEye, IconLock, IconPaperclip, IconZzz } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import type { ConversationRow, ViewName } from '../../src/desk/conversations/conversations.api.ts'
import { useStatuses } from '../fields/queries.ts'
import { StatusDot } from '../fields/StatusDot.tsx'
import { useIsLookedAt } from '../presence.ts'
import { useUsers } from '../session/session.ts'
import { Avatar } from '../shell/Avatar.tsx'
import { useNow } from '../shell/now.ts'
import { exactly, shortAgo } from '../when.ts'
import { useWords, type WordKey } from '../words.ts'
import type { Density } from './List.tsx'
import { Due } from './Due.tsx'
import { Marked } from './marks.tsx'
import css from './row.module.css'

interface RowProps {
  row: ConversationRow
  view: ViewName
  density: Density
  top: number
  height: number
  place: number
  of: number
  isOpen: boolean
  isPointed: boolean
  isChosen: boolean
  isChoosing: boolean
  /** Words that are looked for. */
  sought: readonly string[]
  choose: (id: string) => void
  approach: (id: string) => void
}

export const Row = memo(function Row(props: RowProps) {
  const {
    row,
    view,
    density,
    top,
    height,
    place,
    of,
    isOpen,
    isPointed,
    isChosen,
    isChoosing,
    sought,
    choose,
    approach,
  } = props
  const { t, language } = useWords()
  const { byId } = useUsers()
  const now = useNow()
  const who = row.from.name || row.from.address
  const assignee = row.assigneeId ? byId.get(row.assigneeId) : undefined
  return (
    <li
      className={css.row}
      style={{ transform: `translateY(${top}px)`, height }}
      aria-setsize={of}
      aria-posinset={place}
      data-id={row.id}
      data-density={density}
      data-unread={row.isUnread || undefined}
      data-open={isOpen || undefined}
      data-pointed={isPointed || undefined}
      data-chosen={isChosen || undefined}
      data-choosing={isChoosing || undefined}
      onPointerEnter={() => approach(row.id)}
    >
      <span className={css.face}>
        <Avatar name={who} size={density === 'compact' ? 20 : 32} />
        <Checkbox
          size="sm"
          className={css.box}
          checked={isChosen}
          onChange={() => choose(row.id)}
          aria-label={t('list.choose', { subject: row.subject })}
        />
      </span>
      <Link
        to="/inbox/$view/$id"
        params={{ view, id: row.id }}
        search={(was) => was}
        className={css.link}
        aria-current={isOpen ? 'true' : undefined}
        draggable={false}
      >
        <span className={css.first}>
          {row.isUnread && <span className={css.dot} role="img" aria-label={t('row.unread')} />}
          <span className={css.who} dir="auto">
            {who}
          </span>
          {row.impostorSigns.length > 0 && <Impostor row={row} />}
          {row.messageCount > 1 && (
            <span className={css.count} aria-label={t('row.messages', { count: row.messageCount })}>
              {row.messageCount}
            </span>
          )}
          {density === 'comfortable' && <span className={css.gap} />}
          {density === 'compact' && <Subject row={row} sought={sought} />}
          <Looked id={row.id} />
          {row.isPrivate && <IconLock size={14} stroke={1.5} role="img" aria-label={t('row.private')} />}
          {row.attachmentCount > 0 && (
            <IconPaperclip
              size={14}
              stroke={1.5}
              role="img"
              aria-label={t('row.attachments', { count: row.attachmentCount })}
            />
          )}
          {row.snoozedUntil && (
            <IconZzz
              size={14}
              stroke={1.5}
              role="img"
              aria-label={t('row.snoozed', { until: new Date(row.snoozedUntil) })}
            />
          )}
          <time dateTime={row.lastMessageAt} title={exactly(row.lastMessageAt, language)} className={css.time}>
            {shortAgo(row.lastMessageAt, now, language)}
          </time>
        </span>
        {density === 'comfortable' && (
          <span className={css.second}>
            <Subject row={row} sought={sought} />
            <span className={css.signs}>
              {row.due && <Due due={row.due} now={now} />}
              {(row.priority === 'high' || row.priority === 'urgent') && (
                <span className={css.priority} data-priority={row.priority}>
                  {t(`priority.${row.priority}` as WordKey)}
                </span>
              )}
              <OwnStatus statusId={row.statusId} />
              {row.isSample && <span className={css.tag}>{t('row.sample')}</span>}
              {row.tags.slice(0, 2).map((tag) => (
                <span key={tag} className={css.tag}>
                  {tag}
                </span>
              ))}
              {assignee && (
                <span title={assignee.name} className={css.assignee}>
                  <Avatar name={assignee.name} size={20} />
                  <span className="visually-hidden">{t('row.assigned', { name: assignee.name })}</span>
                </span>
              )}
            </span>
          </span>
        )}
      </Link>
    </li>
  )
})

/** A colleague is in it. */
function Looked({ id }: { id: string }) {
  const { t } = useWords()
  return useIsLookedAt(id) && <IconEye size={14} stroke={1.5} role="img" aria-label={t('row.lookedAt')} />
}

/** Its sender would be taken for somebody else; which signs there are is said as above the message. */
function Impostor({ row: { impostorSigns, from } }: { row: ConversationRow }) {
  const { t, tOr } = useWords()
  const signs = impostorSigns.map((sign) => tOr(`message.sign.${sign}`, '', { address: from.address }))
  const why = t('row.impostor', { why: signs.join(' ') })
  return (
    <span className={css.impostor} role="img" aria-label={why} title={why}>
      <IconAlertTriangle size={14} stroke={1.75} aria-hidden />
    </span>
  )
}

/** What the desk itself calls the station it is at. */
function OwnStatus({ statusId }: { statusId: string | null }) {
  const { byId } = useStatuses()
  const status = statusId === null ? undefined : byId.get(statusId)
  if (!status) return null
  return (
    <span className={css.tag}>
      <StatusDot status={status} /> {status.name}
    </span>
  )
}

function Subject({ row, sought }: { row: ConversationRow; sought: readonly string[] }) {
  const { t } = useWords()
  return (
    <span className={css.subject} dir="auto">
      {row.subject ? <Marked text={row.subject} sought={sought} /> : t('conversation.noSubject')}
      {row.snippet && (
        <span className={css.snippet}>
          {' '}
          <Marked text={t('row.snippet', { snippet: row.snippet })} sought={sought} />
        </span>
      )}
    </span>
  )
}
