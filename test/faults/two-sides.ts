// What the desk knows beside what lies in the mail account, and every way in which the two may differ. Pure, but for the reading.
import type pg from 'pg'
import type { Folder, Lying } from './mail-account.ts'

export interface Matter {
  id: string
  status: string
  isDeleted: boolean
  isFlagged: boolean
  /** Message-IDs of what came in, oldest first. */
  mails: string[]
}

export interface DeskSide {
  matters: Matter[]
  /** Message-IDs of every message, as often as it is there. */
  incoming: string[]
  outgoing: string[]
  /** What is remembered of the folder that is read: Message-ID, UID and flags. */
  remembered: string[]
  /** What waits: mail to be filed or sent, changes to be told. `what`: in words. */
  waiting: number
  what: string
  /** Changes that were given up. */
  failed: number
}

/** What must be so, whatever happened. */
export interface Ledger {
  /** Every mail that came into the account. */
  came: Set<string>
  /** Answers that people put into Sent there. */
  sentThere: Set<string>
  /** Deleted for good, by somebody there. */
  erased: Set<string>
}

/** Of a mail that has no Message-ID the subject says what it is called. */
const NAMED = `coalesce(m.mail_id, substring(m.subject from '[^ ]+@acme.example'))`

const rowsOf = async <T>(database: pg.Client, text: string) => (await database.query<T & pg.QueryResultRow>(text)).rows

/** What waits and what was given up: asked often, so it is asked alone. */
export async function readWaiting(database: pg.Client): Promise<Pick<DeskSide, 'waiting' | 'what' | 'failed'>> {
  const [counts] = await rowsOf<{ waiting: number; what: string | null; failed: number }>(
    database,
    `with open as (
        select 'mail to be filed' as what from intake
        union all select 'to be told: ' || field || ' ' || wanted || coalesce(', ' || error, '') from mailbox_change where failed_at is null
        union all select 'to be sent, ' || state from outbox where ended_at is null
        union all select 'to be done: ' || kind from job where failed_at is null and run_at <= now())
      select (select count(*)::int from open) as waiting, (select string_agg(what, '; ') from open) as what,
        (select count(*)::int from mailbox_change where failed_at is not null) as failed`,
  )
  return { waiting: counts?.waiting ?? 0, what: counts?.what ?? '', failed: counts?.failed ?? 0 }
}

export async function readDesk(database: pg.Client): Promise<DeskSide> {
  const rows = <T>(text: string) => rowsOf<T>(database, text)
  const counts = await readWaiting(database)
  const matters = await rows<Matter>(
    `select c.id::text as id, c.status, c.deleted_at is not null as "isDeleted", 'flagged' = any(c.tags) as "isFlagged",
      coalesce((select array_agg(${NAMED} order by m.id) from message m where m.conversation_id = c.id and m.direction = 'in'), '{}') as mails
     from conversation c where c.merged_into is null order by c.id`,
  )
  const messages = await rows<{ mid: string; direction: string }>(`select ${NAMED} as mid, direction from message m`)
  const remembered = await rows<{ line: string }>(
    `select concat_ws(' ', coalesce((select ${NAMED} from message m where m.raw_id = k.raw_id), k.mail_id), uid, nullif(array_to_string(flags, ' '), '')) as line from mailbox_message k where gone_at is null and side is null and folder = 'INBOX'`,
  )
  const named = (direction: string) => messages.filter((one) => one.direction === direction).map((one) => one.mid)
  return {
    matters,
    incoming: named('in'),
    outgoing: named('out'),
    remembered: remembered.map((row) => row.line).toSorted(),
    ...counts,
  }
}

/** Mails of a conversation that lie in a folder. */
export const mailsIn = (matter: Matter, account: readonly Lying[], folder: Folder) =>
  account.filter((mail) => mail.folder === folder && matter.mails.includes(mail.mid))

/** One sentence for each thing that is not as it must be. */
export function differences(desk: DeskSide, account: readonly Lying[], { came, sentThere, erased }: Ledger): string[] {
  const found: string[] = []
  const filed = counted(desk.incoming)
  for (const mid of came) if (!filed.has(mid)) found.push(`lost: ${mid} is not at the desk`)
  const sent = counted(desk.outgoing)
  for (const mid of sentThere) if (!sent.has(mid)) found.push(`lost: ${mid}, sent there, is not at the desk`)
  for (const [mid, times] of [...filed, ...sent])
    if (times > 1) found.push(`doubled: ${mid} is at the desk ${times} times`)
  const kept = counted(account.filter((mail) => mail.folder !== 'Sent').map((mail) => mail.mid))
  for (const mid of came) {
    const times = kept.get(mid) ?? 0
    if (times > 1) found.push(`doubled: ${mid} lies in the account ${times} times`)
    if (times === 0 && !erased.has(mid)) found.push(`lost: ${mid} lies nowhere in the account`)
    if (times > 0 && erased.has(mid)) found.push(`risen: ${mid} was deleted for good and lies in the account`)
  }
  const put = counted(account.filter((mail) => mail.folder === 'Sent').map((mail) => mail.mid))
  for (const mid of sent.keys())
    if (put.get(mid) !== 1)
      found.push(`${put.get(mid) ? 'doubled' : 'lost'}: ${mid} lies in Sent ${put.get(mid) ?? 0} times`)
  const there = account
    .filter((mail) => mail.folder === 'INBOX')
    .map((mail) => [mail.mid, mail.uid, ...mail.flags].join(' '))
  const [known, seen] = [new Set(desk.remembered), new Set(there)]
  for (const line of known) if (!seen.has(line)) found.push(`only the desk has: ${line}`)
  for (const line of seen) if (!known.has(line)) found.push(`only the account has: ${line}`)
  for (const matter of desk.matters) found.push(...crooked(matter, account, erased))
  return found
}

/** A conversation is open where one of its mails lies in the folder, and flagged where one of those is. */
function crooked(matter: Matter, account: readonly Lying[], erased: ReadonlySet<string>): string[] {
  const open = mailsIn(matter, account, 'INBOX')
  // What was deleted for good says nothing of the conversation, wherever its other mails lie.
  const isErased = matter.mails.some((mid) => erased.has(mid))
  const state = matter.isDeleted ? 'in the bin' : matter.status
  const isOpen = !matter.isDeleted && matter.status !== 'resolved'
  const told = `conversation ${matter.id} (${matter.mails.join(', ')}) is ${state}`
  if (isOpen && open.length === 0 && !isErased) return [`${told}, and none of its mails is in the folder`]
  if (!isOpen && open.length > 0) return [`${told}, and ${open.map((mail) => mail.mid).join(', ')} in the folder`]
  const isFlagged = open.some((mail) => mail.flags.includes('\\Flagged'))
  // The flagged one may have left the folder: the tag stays.
  const isWhole = matter.mails.every((mid) => open.some((mail) => mail.mid === mid))
  if (isFlagged ? !matter.isFlagged : matter.isFlagged && open.length > 0 && isWhole)
    return [`${told}, ${matter.isFlagged ? '' : 'not '}flagged, and in the account it is ${isFlagged ? '' : 'not'}`]
  return []
}

function counted(mids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const mid of mids) counts.set(mid, (counts.get(mid) ?? 0) + 1)
  return counts
}
