// One entry: what it was, in a line or two, and the way to where it lies.
import { ActionIcon } from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowsJoin,
  IconCalendar,
  IconChecklist,
  IconClick,
  IconCoin,
  IconMail,
  IconNote,
  IconPencil,
  IconPhone,
  IconSend,
  IconSpeakerphone,
  IconTrash,
  type Icon,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { EntryKind, Subject, TimelineEntry } from '../../src/desk/timeline/timeline.api.ts'
import { useHere, useUsers } from '../session/session.ts'
import { exactly } from '../when.ts'
import { useWords, type Words } from '../words.ts'
import { MeetingLine } from './MeetingLine.tsx'
import { useActivities } from './queries.ts'
import css from './timeline.module.css'

const icons: Record<EntryKind, Icon> = {
  message: IconMail,
  note: IconNote,
  call: IconPhone,
  meeting: IconCalendar,
  task: IconChecklist,
  deal: IconCoin,
  stage: IconCoin,
  campaign: IconSpeakerphone,
  visit: IconClick,
  merge: IconArrowsJoin,
  change: IconPencil,
}

export function Entry({ entry, subject }: { entry: TimelineEntry; subject: Subject }) {
  const words = useWords()
  const { t, language } = words
  const { byId } = useUsers()
  const { message, task, conversation } = entry
  const Sign =
    message?.direction === 'out' ? IconSend : message?.state === 'replied' ? IconArrowBackUp : icons[entry.kind]
  const who = entry.actorId ? byId.get(entry.actorId)?.name : undefined
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }).format(new Date(entry.at))
  const title = titleOf(entry, words)
  const body = (
    <>
      <span className={css.line}>
        <span className={css.what}>{title}</span>
        {message?.state && (
          <span className={css.state} data-state={message.state}>
            {t(`timeline.state.${message.state}`)}
          </span>
        )}
        <time className={css.time} dateTime={entry.at} title={exactly(entry.at, language)}>
          {entry.meeting?.days ? null : time}
        </time>
      </span>
      {message && (
        <span className={css.muted}>
          {message.direction === 'in'
            ? message.from.name || message.from.address
            : t('timeline.sentTo', {
                who: who ?? message.from.name,
                to: message.to.map((one) => one.name || one.address).join(', '),
              })}
          {message.snippet ? ` — ${message.snippet}` : ''}
        </span>
      )}
      {entry.activity && entry.activity.text !== title && <span className={css.text}>{entry.activity.text}</span>}
      {entry.meeting && <MeetingLine meeting={entry.meeting} at={entry.at} />}
      <Marks entry={entry} who={message ? undefined : who} />
    </>
  )
  return (
    <li className={css.entry} data-kind={entry.kind} data-off={entry.meeting?.status === 'cancelled' || undefined}>
      <Sign className={css.icon} size={18} stroke={1.5} role="img" aria-label={t(`timeline.kind.${entry.kind}`)} />
      {conversation ? (
        <Link
          data-entry
          to="/inbox/$view/$id"
          params={{ view: 'all', id: conversation.id }}
          search={{}}
          className={css.open}
        >
          {body}
        </Link>
      ) : task ? (
        <Link data-entry to="/tasks" search={{ id: task.id }} className={css.open}>
          {body}
        </Link>
      ) : (
        <div data-entry tabIndex={-1} className={css.open}>
          {body}
        </div>
      )}
      {entry.activity && (!entry.meeting || entry.meeting.isOwn) && <Remove id={entry.activity.id} subject={subject} />}
    </li>
  )
}

function Remove({ id }: { id: string; subject: Subject }) {
  const { t } = useWords()
  const { may } = useHere()
  const { remove } = useActivities()
  if (!may('contact.write')) return null
  return (
    <ActionIcon
      className={css.remove}
      size={28}
      aria-label={t('timeline.remove')}
      title={t('timeline.remove')}
      onClick={() => void remove(id)}
    >
      <IconTrash size={16} stroke={1.5} aria-hidden />
    </ActionIcon>
  )
}

/** What was read in it, and why it is here. */
function Marks({
  entry: { message, because, confidence, detail, activity, meeting, task },
  who,
}: {
  entry: TimelineEntry
  who: string | undefined
}) {
  const { t, tOr, language } = useWords()
  const isDoubted = because !== null && (confidence ?? 1) < 1
  const files = message?.attachments ?? []
  const marks = [
    who,
    activity?.minutes && !meeting ? t('timeline.minutes', { count: activity.minutes }) : null,
    activity?.outcome ? t(`timeline.outcome.${activity.outcome}`) : null,
    task ? t(task.doneAt ? 'timeline.taskDone' : 'timeline.taskOpen') : null,
    files.length > 0 ? files.join(', ') : null,
    message?.intent ? tOr(`intent.${message.intent}`, message.intent) : null,
  ].filter((one) => typeof one === 'string')
  const why = because && isDoubted ? t('timeline.why', { because: t(`timeline.because.${because}`, { via: detail?.via ?? '' }), sure: new Intl.NumberFormat(language, { style: 'percent' }).format(confidence ?? 0) }) : null // prettier-ignore
  if (marks.length === 0 && !why && !message?.isForged && message?.frustration == null) return null
  return (
    <span className={css.marks}>
      {message?.isForged && <span className={css.bad}>{t('timeline.forged')}</span>}
      {message?.frustration != null && message.frustration >= 0.5 && (
        <span className={css.bad}>{t('timeline.dissatisfied')}</span>
      )}
      {marks.map((one) => (
        <span key={one}>{one}</span>
      ))}
      {why && <span className={css.why}>{why}</span>}
    </span>
  )
}

function titleOf(
  { kind, message, activity, meeting, task, detail, conversation }: TimelineEntry,
  { t }: Words,
): string {
  if (message) return message.subject || conversation?.subject || t('conversation.noSubject')
  if (task) return task.title
  if (meeting?.isPrivate) return t('timeline.private')
  if (activity) return activity.text.split('\n')[0] || t(`timeline.kind.${kind}`)
  if (kind === 'stage') return t('timeline.staged', { name: detail?.name ?? '', to: detail?.to ?? '' })
  if (kind === 'change') return t('timeline.changed', { what: (detail?.changed ?? []).join(', ') })
  if (kind === 'merge') return t('timeline.merged', { name: detail?.name ?? '' })
  return detail?.name ?? detail?.url ?? t(`timeline.kind.${kind}`)
}
