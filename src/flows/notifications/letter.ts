// The mail about what somebody was told: what it says (pure), and its way into the outbox. It is marked as automatic, has the empty
// return path and asks for no answer, so that no machine writes back (RFC 3834).
import type { Id } from '../../kit/id.ts'
import type { GoalState } from '../../desk/deals/goals.api.ts'
import type { Means } from '../../desk/means.ts'
import type { What } from '../../desk/notifications/notifications.api.ts'
import { domainOf } from '../../mail/address.ts'
import { compose } from '../../mail/compose.ts'
import type { Tx } from '../../store/tx.ts'
import { mailWords, type MailWords } from './words.ts'

export interface MailLine {
  what: What
  at: Date
  times: number
  conversations: number
  /** Null: about none, or about several. */
  conversation: { id: Id; number: string; subject: string } | null
  tasks: number
  task: { id: Id; title: string } | null
  by: string | null
  text: string
  /** Of audits: whether one is due, or the mail has changed. Of a goal: how it stands. */
  work: string
}

export interface MailReader {
  userId: Id
  name: string
  email: string
  locale: string | null
  timeZone: string
  namesSubjects: boolean
}

/** More are only counted. */
const MOST = 50
const LONGEST_SUBJECT = 80

export function letterTo(
  reader: MailReader,
  lines: readonly MailLine[],
  publicUrl: string | null,
): { subject: string; text: string } {
  const words = mailWords(reader.locale)
  const clock = new Intl.DateTimeFormat(reader.locale ?? 'en', { timeZone: reader.timeZone, dateStyle: 'medium', timeStyle: 'short' }) // prettier-ignore
  const said = lines.slice(0, MOST).map((line) => {
    const by = line.by ?? words.somebody
    const times = line.times > 1 && line.conversations <= 1 && line.tasks <= 1 ? words.times(line.times) : ''
    const place = placeOf(line)
    const link = place && publicUrl ? `\n  ${publicUrl}/${place}` : ''
    const text = saidOf(line, by, reader, words)
    return `${clock.format(line.at)} · ${text}${times}${link}`
  })
  const rest = lines.length > MOST ? [words.more(lines.length - MOST)] : []
  const why = publicUrl ? `${words.why}\n${publicUrl}/settings/profile` : words.why.replace(/:$/, '.')
  const text = [words.hello(reader.name), ...said, ...rest, '--', `${why}\n${words.noAnswer}`].join('\n\n')
  return { subject: words.subject(lines.length), text: `${text}\n` }
}

/** Below the address of the desk; null: no one place. */
export function placeOf({ task, conversation, what }: Pick<MailLine, 'task' | 'conversation' | 'what'>): string | null {
  if (task) return `tasks?id=${task.id}`
  if (conversation) return `inbox/all/${conversation.id}`
  return what === 'goal' ? 'deals?show=goals' : null
}

export function saidOf(
  { what, text, work, task, tasks, conversation, conversations }: MailLine,
  by: string,
  reader: Pick<MailReader, 'namesSubjects'>,
  words: MailWords,
): string {
  if (what === 'done') return words.done(text)
  if (what === 'audit') return words.audit(work, text)
  if (what === 'goal') return words.goal(text, words.goalState[work as GoalState])
  if (task) return words.task[what === 'mentioned' ? 'mentioned' : what === 'taskDue' ? 'due' : 'given'](titleOf(task, reader, words), by) // prettier-ignore
  if (tasks > 0 || what === 'task' || what === 'taskDue') return words.many[what](tasks, by)
  return conversation ? words.one[what](nameOf(conversation, reader), by) : words.many[what](conversations, by)
}

/** What a colleague wrote may say what a customer did. */
function titleOf(
  { title }: { title: string },
  { namesSubjects }: Pick<MailReader, 'namesSubjects'>,
  words: MailWords,
): string {
  const plain = title.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return namesSubjects ? `“${plain.slice(0, LONGEST_SUBJECT)}”` : words.aTask
}

/** A subject is whatever a stranger wrote: on one line, short, and only where it was asked for. */
function nameOf(
  { number, subject }: NonNullable<MailLine['conversation']>,
  { namesSubjects }: Pick<MailReader, 'namesSubjects'>,
): string {
  const plain = subject.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return namesSubjects && plain ? `#${number} “${plain.slice(0, LONGEST_SUBJECT)}”` : `#${number}`
}

/** False where the desk has no address to send from. */
export async function queueLetter(
  tx: Tx,
  means: Pick<Means, 'raw' | 'hostname' | 'publicUrl'>,
  reader: MailReader,
  lines: readonly MailLine[],
): Promise<boolean> {
  const from = await deskAddress(tx)
  if (from === null) return false
  const { subject, text } = letterTo(reader, lines, means.publicUrl)
  const id = tx.mint()
  const { raw, envelope } = await compose({
    from: { name: 'Postroom', address: from },
    to: [{ name: reader.name, address: reader.email }],
    cc: [],
    bcc: [],
    subject,
    text,
    html: null,
    messageId: `<notification.${id}@${domainOf(from) || means.hostname}>`,
    inReplyTo: null,
    references: [],
    date: tx.now,
    attachments: [],
    headers: [
      ['Auto-Submitted', 'auto-generated'],
      ['X-Auto-Response-Suppress', 'All'],
      ['Precedence', 'bulk'],
    ],
  })
  const rawId = tx.mint()
  await means.raw.put(tx, [{ id: rawId, bytes: raw }])
  await tx.db
    .insertInto('outbox')
    .values({
      id,
      conversation_id: null,
      message_id: null,
      raw_id: rawId,
      envelope_from: '', // RFC 3834 §3.3: nobody answers an answering machine
      recipients: envelope.to,
      state: 'queued',
      run_at: tx.now,
      queued_at: tx.now,
    })
    .execute()
  tx.wake.add('outbox')
  return true
}

/** The main address of the oldest inbox: one that the way out is known to take. */
async function deskAddress(tx: Tx): Promise<string | null> {
  const row = await tx.db
    .selectFrom('inbox')
    .innerJoin('inbox_address', 'inbox_address.inbox_id', 'inbox.id')
    .select('inbox_address.address')
    .where('inbox.archived_at', 'is', null)
    .orderBy('inbox.id')
    .orderBy('inbox_address.is_primary', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.address ?? null
}

/** Days for which a letter is kept that has left, or will not. */
const KEPT = 7

export async function sweepLetters(tx: Tx, means: Pick<Means, 'raw'>): Promise<void> {
  const rows = await tx.query<{ rawId: Id }>({
    name: 'notification-letters-sweep',
    text: 'delete from outbox where conversation_id is null and ended_at < $1 returning raw_id as "rawId"',
    values: [new Date(tx.now.getTime() - KEPT * 24 * 3_600_000)],
  })
  if (rows.length > 0) await means.raw.drop(tx, rows.map((row) => row.rawId)) // prettier-ignore
}
