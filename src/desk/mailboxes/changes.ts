// What the desk did that mail accounts have to hear of: noted in the transaction in which it was done, worked through by whoever
// reads the account (flows/sync). Only accounts of the conversation's own inbox hear of it, and of a private one none does: what
// is done behind its door must not show where a whole team looks.
import { compareIds, type Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

export type ChangeField = 'status' | 'deleted' | 'flagged' | 'seen' | 'sent' | `label:${string}`

export interface Said {
  field: ChangeField
  /** status: open, resolved; otherwise yes, no. */
  wanted: string
  /** Of what was sent. */
  messageId?: Id
}

/** The tag that comes and goes with the flag. */
export const FLAGGED = 'flagged'

interface Account {
  id: Id
  username: string
  tell_resolved: string
  tell_deleted: string
  tell_flagged: string
  tell_tags: string
  tell_seen: string
  tell_sent: string
}

interface Shown {
  id: Id
  inbox_id: Id
  private_at: Date | null
}

interface Placed {
  status: string
  shelf: string | null
  deleted_at: Date | null
}

/**
 * What a change of a conversation's row says to accounts. A status says something when it becomes `resolved` or no longer is: what
 * waits for the customer lies in the folder like what is open. Pure.
 */
export function saidBy(
  before: { shelf: string | null } | undefined,
  row: Placed,
  fields: object,
  event: { name: string; data: Record<string, unknown> },
): Said[] {
  const said: Said[] = []
  const isHandled = row.shelf === 'resolved' || row.shelf === 'waiting'
  if ('status' in fields && isHandled) said.push({ field: 'seen', wanted: 'yes' })
  if ('deleted_at' in fields) said.push({ field: 'deleted', wanted: row.deleted_at ? 'yes' : 'no' })
  else if (
    before?.shelf &&
    row.shelf &&
    row.shelf !== 'held' &&
    (before.shelf === 'resolved') !== (row.shelf === 'resolved')
  )
    said.push({ field: 'status', wanted: row.shelf === 'resolved' ? 'resolved' : 'open' })
  if (event.name === 'conversation.tagged')
    for (const [name, wanted] of [
      ['added', 'yes'],
      ['removed', 'no'],
    ] as const)
      // prettier-ignore
      for (const tag of event.data[name] as string[]) said.push({ field: fieldOf(tag), wanted })
  return said
}

/** What a mail account is told of when a tag comes or goes. */
const fieldOf = (tag: string): ChangeField => (tag === FLAGGED ? 'flagged' : `label:${tag}`)

const LABEL = 'label:'
/** Null for what is about no label. */
export const labelIn = (field: string): string | null => (field.startsWith(LABEL) ? field.slice(LABEL.length) : null)

/** Whether an account wants to hear it. `opened` is also heard of what was handled without. */
function hears(account: Account, { field }: Said, isOpening: boolean): boolean {
  if (field === 'seen') return account.tell_seen === 'opened' || (!isOpening && account.tell_seen === 'handled')
  const policy = { status: account.tell_resolved, deleted: account.tell_deleted, flagged: account.tell_flagged, sent: account.tell_sent } // prettier-ignore
  return (field in policy ? policy[field as keyof typeof policy] : account.tell_tags) !== 'nothing'
}

/** The newest word counts: what was said of the same thing before and is not done yet is not done any more. */
export async function tellAccounts(
  tx: Tx,
  conversation: Shown,
  said: readonly Said[],
  from: { isOpening?: boolean; address?: string } = {},
): Promise<void> {
  if (said.length === 0 || conversation.private_at !== null) return
  const accounts = await tx.query<Account>({
    name: 'mailboxes-told',
    text: `select id, username, tell_resolved, tell_deleted, tell_flagged, tell_tags, tell_seen, tell_sent from mailbox where inbox_id = $1
      and (tell_resolved <> 'nothing' or tell_deleted <> 'nothing' or tell_flagged <> 'nothing' or tell_tags <> 'nothing'
        or tell_seen <> 'never' or tell_sent <> 'nothing')`,
    values: [conversation.inbox_id],
  })
  for (const one of said) {
    const hearing = accounts.filter((account) => hears(account, one, from.isOpening === true))
    const told = one.field === 'sent' ? hearing.toSorted((a, b) => Number(isOf(b, from)) - Number(isOf(a, from)) || compareIds(a.id, b.id)).slice(0, 1) : hearing // prettier-ignore
    for (const account of told) await noteChange(tx, account.id, conversation.id, one)
  }
}

/** What was sent lies in one account only: that of the address it was sent from, if there is one. */
const isOf = ({ username }: Account, { address }: { address?: string }) => username.toLowerCase() === address

/** For one account, whatever it otherwise wants to hear. */
export async function noteChange(
  tx: Tx,
  mailboxId: Id,
  conversationId: Id,
  { field, wanted, messageId = '0' }: Said,
): Promise<void> {
  await tx.query({
    name: 'mailbox-change',
    text: `insert into mailbox_change (mailbox_id, id, conversation_id, message_id, field, wanted, wanted_at, actor_id, run_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $7)
      on conflict (mailbox_id, conversation_id, field, message_id) do update set id = excluded.id, wanted = excluded.wanted,
        wanted_at = excluded.wanted_at, actor_id = excluded.actor_id, run_at = excluded.run_at, attempts = 0, failed_at = null, error = null`,
    values: [mailboxId, tx.mint(), conversationId, messageId, field, wanted, tx.now, tx.actorId],
  })
  tx.wake.add('mailbox')
}

/** What waits to be told, or was given up; null: nothing. */
export async function waitingChange(tx: Tx, mailboxId: Id, conversationId: Id, field: ChangeField) {
  const row = await tx.db
    .selectFrom('mailbox_change')
    .select(['wanted', 'wanted_at', 'actor_id'])
    .where('mailbox_id', '=', mailboxId)
    .where('conversation_id', '=', conversationId)
    .where('field', '=', field)
    .executeTakeFirst()
  return row ?? null
}

/** The server has said otherwise, and it holds. */
export async function dropChanges(
  tx: Tx,
  mailboxId: Id,
  conversationId: Id,
  fields: readonly ChangeField[],
): Promise<void> {
  await tx.db
    .deleteFrom('mailbox_change')
    .where('mailbox_id', '=', mailboxId)
    .where('conversation_id', '=', conversationId)
    .where('field', 'in', fields)
    .execute()
}

/** Whether anything of this kind waits at all. */
export async function isToBeTold(tx: Tx, mailboxId: Id, field: ChangeField): Promise<boolean> {
  const rows = await tx.query({
    name: 'mailbox-told-of',
    text: 'select 1 from mailbox_change where mailbox_id = $1 and field = $2 limit 1',
    values: [mailboxId, field],
  })
  return rows.length > 0
}
