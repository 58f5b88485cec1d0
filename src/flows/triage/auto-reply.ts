// Whether an automatic answer may go out. Machines that answer machines fill the world with mail, and a forged sender makes
// anybody's acknowledgements a weapon, so the answer is no unless everything speaks for it (RFC 3834, RFC 5230 §4).
import type { Message } from '../../desk/conversations/conversations.api.ts'
import { why, type Why } from '../../desk/reasons.ts'
import { restoredAt } from '../../store/restored.ts'
import { normalizeAddress, withoutDetail } from '../../mail/address.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { z } from 'zod'

const DAY = 24 * 60 * 60_000
const HOUR = 60 * 60_000
/** Older mail gets no automatic answer; milliseconds. */
const STALE = 2 * DAY
/** Automatic answers in an hour: of one inbox, and of all. */
export const mostInAnHour = { inbox: 100, desk: 500 }

export interface Asked {
  inboxId: Id
  /** Whom the answer would go to. */
  address: string
  kind: z.infer<typeof Message>['kind']
  /** Why the conversation is held; null: it is not. */
  held: string | null
  /** It brings a code or a link that opens an account. */
  isSecret: boolean
  /** Of To and Cc: who was not written to does not answer (RFC 3834 §2). */
  addressees: string[]
  /** Who imports an archive does not want its people to be answered. */
  writtenAt: Date
  /** When we took it in. */
  receivedAt: Date
  /** When the rule that answers first held, where it waited since. */
  heldAt?: Date
}

export type Permit = { may: true } | ({ may: false } & Why)

const machines =
  /^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|owner-.*|.*-(request|owner|bounces?))(\+.*)?$/

/** What can be said without the database: of this mail, whatever was sent before. `own` are the desk's addresses. */
export function refusesAutoReply(asked: Asked, own: ReadonlySet<string>, now: Date): Why | null {
  if (asked.held !== null) return why('noHeld')
  if (asked.isSecret) return why('noSecret')
  if (asked.kind !== 'message') return why(kinds[asked.kind])
  if ((asked.heldAt ?? now).getTime() - asked.writtenAt.getTime() > STALE) return why('noOld')
  const address = normalizeAddress(asked.address)
  if (!address.includes('@')) return why('noBody')
  if (isOwn(address, own)) return why('noOwnAddress')
  if (machines.test(address.slice(0, address.lastIndexOf('@')))) return why('noMachine')
  if (!asked.addressees.some((one) => isOwn(normalizeAddress(one), own))) return why('noNotNamed')
  return null
}

const kinds = { 'auto-reply': 'noAutomatic', bounce: 'noBounce', list: 'noList', system: 'noSystem' } as const

function isOwn(address: string, own: ReadonlySet<string>): boolean {
  return own.has(address) || own.has(withoutDetail(address).address)
}

/**
 * Somebody whom a colleague wrote to, and the mail reached their server: they may expect a word from us. What was sent automatically
 * makes nobody known.
 */
export async function isCorrespondent(tx: Tx, address: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'auto-reply-correspondent',
    text: `select 1 from contact_address a
           join conversation c on c.contact_id = a.contact_id
           join delivery d on d.conversation_id = c.id and d.recipient = a.address and d.state = 'delivered'
           join message m on m.conversation_id = c.id and m.id = d.message_id and m.author_id is not null
           where a.address = $1 limit 1`,
    values: [normalizeAddress(address)],
  })
  return rows.length > 0
}

/** A yes is counted at once: who gets one has to send it. At most one for each address in 24 hours, and 100 an hour, for an inbox. */
export async function mayAutoReply(tx: Tx, asked: Asked, own: ReadonlySet<string>): Promise<Permit> {
  const refusal = refusesAutoReply(asked, own, tx.now)
  if (refusal !== null) return { may: false, ...refusal }
  const restored = await restoredAt(tx)
  if (restored !== null && asked.receivedAt < restored) return { may: false, ...why('noRestored') }
  // One at a time, so that the counts are true; all inboxes, because one of the counts is of all.
  await tx.query({
    name: 'auto-reply-lock',
    text: `select pg_advisory_xact_lock(hashtextextended('triage.autoReply', 0))`,
    values: [],
  })
  const at = tx.now.getTime()
  const [count] = await tx.query<{ inbox: number; desk: number }>({
    name: 'auto-reply-count',
    text: `with forgotten as (delete from auto_reply where sent_at <= $2)
           select count(*) filter (where inbox_id = $1)::int as inbox, count(*)::int as desk from auto_reply where sent_at > $3`,
    values: [asked.inboxId, new Date(at - DAY), new Date(at - HOUR)],
  })
  if ((count?.inbox ?? 0) >= mostInAnHour.inbox)
    return { may: false, ...why('noInboxMost', { most: mostInAnHour.inbox }) }
  if ((count?.desk ?? 0) >= mostInAnHour.desk) return { may: false, ...why('noDeskMost', { most: mostInAnHour.desk }) }
  const taken = await tx.query({
    name: 'auto-reply-take',
    text: `insert into auto_reply (inbox_id, address, sent_at) values ($1, $2, $3)
           on conflict (inbox_id, address) do update set sent_at = excluded.sent_at where auto_reply.sent_at <= $4
           returning inbox_id`,
    values: [asked.inboxId, withoutDetail(normalizeAddress(asked.address)).address, tx.now, new Date(at - DAY)],
  })
  return taken.length > 0 ? { may: true } : { may: false, ...why('noRecently') }
}
