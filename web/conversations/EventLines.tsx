// What happened between the messages: who did what and when, as thin lines; more than three fold into one.
import { UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { EventEntry } from '../../src/desk/conversations/conversations.api.ts'
import type { FieldValue } from '../../src/desk/fields/fields.api.ts'
import { valueInWords } from '../fields/in-words.ts'
import { useFields, useStatuses } from '../fields/queries.ts'
import { categoriesQuery, teamsQuery, useInboxes, useUsers } from '../session/session.ts'
import { useNow } from '../shell/now.ts'
import { ago, exactly } from '../when.ts'
import { reasonInWords, useReasons } from '../reasons.ts'
import { useWords, type Words } from '../words.ts'
import css from './event-lines.module.css'

/** What the messages and notes say themselves, or what says nothing to a reader. */
const untold = new Set([
  'message.received',
  'message.queued',
  'message.sent',
  'message.failed',
  'message.uncertain',
  'message.delayed',
  'delivery.delayed',
  'delivery.failed',
  'message.authenticated',
  'note.added',
  'note.changed',
  'note.restored',
  'conversation.opened',
  'conversation.routed',
  'conversation.answered',
  'conversation.changed',
])

export function isTold(event: EventEntry): boolean {
  return !untold.has(event.name)
}

const FOLD_FROM = 4

export function EventLines({ events }: { events: EventEntry[] }) {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  const isFolded = events.length >= FOLD_FROM && !isOpen
  return (
    <div className={css.lines}>
      {isFolded && (
        <UnstyledButton className={css.more} onClick={() => setOpen(true)}>
          {t('event.more', { count: events.length - 1 })}
        </UnstyledButton>
      )}
      {(isFolded ? events.slice(-1) : events).map((event) => (
        <EventLine key={event.id} event={event} />
      ))}
    </div>
  )
}

function EventLine({ event }: { event: EventEntry }) {
  const words = useReasons()
  const { t, tOr, language } = words
  const now = useNow()
  const say = useNames()
  const fieldNamed = useFieldNames()
  const who = event.actorId ? say('user', event.actorId) : t('event.postroom')
  return (
    <p className={css.line}>
      {tOr(`event.${event.name}`, t('event.other', { who, name: event.name }), {
        who,
        ...valuesOf(event, say, words),
        fields: Array.isArray(event.data['changes']) ? event.data['changes'].map(fieldNamed).join('; ') : '',
      })}{' '}
      <time dateTime={event.at} title={exactly(event.at, language)}>
        {ago(event.at, now, language)}
      </time>
    </p>
  )
}

/** A field that was changed, with what it has now. */
function useFieldNames(): (change: unknown) => string {
  const { t, language } = useWords()
  const { byId } = useUsers()
  const fields = useFields()
  return (change) => {
    const { key = '', to = null } = (change ?? {}) as { key?: string; to?: FieldValue | null }
    const field = fields.find((one) => one.noun === 'conversation' && one.key === key)
    const words =
      field && to !== null ? valueInWords(field, to, { t, language, userName: (id) => byId.get(id)?.name }) : ''
    const shown = words.length > 80 ? `${words.slice(0, 79)}…` : words
    return t('field.is', { name: field?.name ?? key, value: shown || t('own.none') })
  }
}

type Namer = (kind: 'user' | 'team' | 'category' | 'inbox' | 'status', id: unknown) => string

function useNames(): Namer {
  const { byId: users } = useUsers()
  const { byId: inboxes } = useInboxes()
  const { data: teams = [] } = useQuery(teamsQuery)
  const { data: categories = [] } = useQuery(categoriesQuery)
  const { byId: statuses } = useStatuses()
  return (kind, id) => {
    if (typeof id !== 'string') return ''
    if (kind === 'user') return users.get(id)?.name ?? ''
    if (kind === 'status') return statuses.get(id)?.name ?? ''
    if (kind === 'inbox') return inboxes.get(id)?.name ?? ''
    return (kind === 'team' ? teams : categories).find((one) => one.id === id)?.name ?? ''
  }
}

/** The words for `to` and `from`; `to` is `_none` where something was taken away, so that the sentence can say so. */
function valuesOf({ name, data, actorId }: EventEntry, say: Namer, words: Words) {
  const { tOr } = words
  const { to, from } = data
  const spoken = (value: unknown): string => {
    if (typeof value !== 'string') return '_none'
    if (name === 'conversation.assigned') return say('user', value) || '?'
    if (name === 'conversation.teamChanged') return say('team', value) || '?'
    if (name === 'conversation.categoryChanged') return say('category', value) || '?'
    if (name === 'conversation.moved') return say('inbox', value) || '?'
    if (name === 'conversation.statusChanged') return say('status', data['toStatusId']) || tOr(`status.${value}`, value)
    if (name === 'conversation.statusRefined') return say('status', value) || '?'
    if (name === 'conversation.priorityChanged') return tOr(`priority.${value}`, value)
    return value
  }
  const plain = (value: unknown) => (typeof value === 'string' ? value : '')
  const list = (value: unknown) => (Array.isArray(value) ? value.join(', ') : '')
  const said = data['because'] ?? data['reason']
  const because = reasonInWords(data['reason'], typeof said === 'string' ? said : '', words)
  const until = typeof data['until'] === 'string' ? new Date(data['until']) : new Date(0)
  const status = plain(data['status'])
  return {
    status: status && tOr(`status.${status}`, status),
    to: spoken(to),
    from: spoken(from),
    because,
    why: because || '_none',
    /** Of an assignment: whether it was taken away, taken by whom it was given to, or given. */
    deed: typeof to !== 'string' ? 'nobody' : to === actorId ? 'self' : 'given',
    until,
    number: typeof data['number'] === 'string' ? data['number'] : '',
    added: list(data['added']) || '_none',
    removed: list(data['removed']) || '_none',
    address: plain(data['address']),
    measure: tOr(`measure.${plain(data['measure'])}`, ''),
    people: Array.isArray(data['userIds']) ? data['userIds'].map((id) => say('user', id)).join(', ') : '',
    recipient: plain(data['recipient']),
    winner: plain(data['winner']),
    field: plain(data['field']),
    wanted: plain(data['wanted']),
  }
}
