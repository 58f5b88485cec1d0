// One conversation in the list: who, when, what about, and the few signs that decide what to do next. Two of them are drawn anew with each
// key, and dozens when one scrolls: what many of them share is asked for by the list.
import { IconAlertTriangle, IconEye, IconLock, IconPaperclip, IconZzz } from '@tabler/icons-react'
import { memo, type MouseEvent } from 'react'
import type { ConversationRow } from '../../src/desk/conversations/conversations.api.ts'
import { useStatuses } from '../fields/queries.ts'
import { StatusDot } from '../fields/StatusDot.tsx'
import { Avatar } from '../shell/Avatar.tsx'
import { exactly, shortAgo } from '../when.ts'
import { useWords, type WordKey } from '../words.ts'
import { Due } from './Due.tsx'
import { Marked } from './marks.tsx'
import css from './row.module.css'

export type Density = 'comfortable' | 'compact'

interface RowProps {
  row: ConversationRow
  href: string
  /** The name. */
  assignee: string | undefined
  /** By a colleague. */
  isLookedAt: boolean
  now: Date
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
  open: (id: string) => void
}

/** Another tab or window is the browser's business. */
const isPlain = (event: MouseEvent) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey

export const Row = memo(function Row(props: RowProps) {
  const {
    row,
    href,
    assignee,
    isLookedAt,
    now,
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
    open,
  } = props
  const { t, language } = useWords()
  const who = row.from.name || row.from.address
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
        <input
          type="checkbox"
          className={css.box}
          checked={isChosen}
          onChange={() => choose(row.id)}
          aria-label={t('list.choose', { subject: row.subject })}
        />
      </span>
      <a
        href={href}
        className={css.link}
        aria-current={isOpen ? 'true' : undefined}
        draggable={false}
        onClick={(event) => {
          if (!isPlain(event)) return
          event.preventDefault()
          open(row.id)
        }}
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
          {isLookedAt && <IconEye size={14} stroke={1.5} role="img" aria-label={t('row.lookedAt')} />}
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
              {row.statusId !== null && <OwnStatus statusId={row.statusId} />}
              {row.isSample && <span className={css.tag}>{t('row.sample')}</span>}
              {row.tags.slice(0, 2).map((tag) => (
                <span key={tag} className={css.tag}>
                  {tag}
                </span>
              ))}
              {assignee && (
                <span title={assignee} className={css.assignee}>
                  <Avatar name={assignee} size={20} />
                  <span className="visually-hidden">{t('row.assigned', { name: assignee })}</span>
                </span>
              )}
            </span>
          </span>
        )}
      </a>
    </li>
  )
})

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
function OwnStatus({ statusId }: { statusId: string }) {
  const status = useStatuses().byId.get(statusId)
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
