// Where the desk and a mail account changed one thing since they last agreed: who wins by the rule of the account, noted so that
// somebody can look and undo it. Nothing is decided silently.
import { sql } from 'kysely'
import {
  deleteConversation,
  restoreConversation,
  setStatus,
  addTags,
  removeTags,
} from '../../desk/conversations/change.ts'
import { openTo } from '../../desk/conversations/privacy.ts'
import { visibleConversation } from '../../desk/conversations/read.ts'
import { FLAGGED, labelIn, noteChange, type ChangeField, type Said } from '../../desk/mailboxes/changes.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { can } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { MailboxConflict } from './conflicts.api.ts'

export interface Sides {
  field: ChangeField
  desk: { value: string; at: Date; actorId: Id | null }
  server: { value: string; at: Date }
}

export type Rule = MailboxConflict['rule']

/** Pure. What was noticed at the same moment as it was done here was done there before. */
export function winnerOf({ desk, server }: Pick<Sides, 'desk' | 'server'>, rule: Rule): 'desk' | 'server' {
  if (rule === 'later') return server.at > desk.at ? 'server' : 'desk'
  return rule === 'server' ? 'server' : 'desk'
}

/** Decides, and writes down that it had to be decided. */
export async function decideConflict(
  tx: Tx,
  where: { mailboxId: Id; inboxId: Id; conversationId: Id; messageId: Id | null },
  sides: Sides,
  rule: Rule,
): Promise<'desk' | 'server'> {
  const winner = winnerOf(sides, rule)
  const id = tx.mint()
  await tx.db
    .insertInto('mailbox_conflict')
    .values({
      mailbox_id: where.mailboxId,
      id,
      conversation_id: where.conversationId,
      message_id: where.messageId,
      field: sides.field,
      desk_value: sides.desk.value,
      desk_at: sides.desk.at,
      desk_actor_id: sides.desk.actorId,
      server_value: sides.server.value,
      server_at: sides.server.at,
      rule,
      winner,
      at: tx.now,
    })
    .execute()
  const { field, desk, server } = sides
  const data = {
    mailboxId: where.mailboxId,
    conflictId: id,
    field,
    desk: desk.value,
    server: server.value,
    rule,
    winner,
  }
  await record(tx, 'conversation.conflicted', where.conversationId, data, {
    conversationId: where.conversationId,
    inboxId: where.inboxId,
  })
  return winner
}

type Row = {
  id: Id
  conversation_id: Id
  number: string
  subject: string
  message_id: Id | null
  field: string
  desk_value: string
  desk_at: Date
  desk_actor_id: Id | null
  server_value: string
  server_at: Date
  rule: string
  winner: string
  undone_at: Date | null
  undone_by: Id | null
}

interface Listing {
  before?: Id | undefined
  limit: number
  only?: Id
}

/** Of conversations that `actor` sees. Of a merged one that is the one it reads as a part of. */
export async function listConflicts(
  tx: Tx,
  actor: Actor,
  mailboxId: Id,
  { before, limit, only }: Listing,
): Promise<MailboxConflict[]> {
  const { rows } = await sql<Row>`select k.*, head.id as conversation_id, head.number, head.subject
    from mailbox_conflict k join conversation one on one.id = k.conversation_id
      join conversation head on head.id = coalesce(one.merged_into, one.id)
    where k.mailbox_id = ${mailboxId} and ${visible(tx, actor)}
      and (${before ?? null}::bigint is null or k.id < ${before ?? null}::bigint)
      and (${only ?? null}::bigint is null or k.id = ${only ?? null}::bigint)
    order by k.id desc limit ${limit}`.execute(tx.db)
  return rows.map(shown)
}

/** The part of a statement that lets only such conversations pass, by the name `head`, as may be shown. */
export function visible(tx: Tx, actor: Actor) {
  const binned = actor.inboxIds.filter((one) => can(actor, 'conversation.delete', one))
  return sql`head.inbox_id = any(${actor.inboxIds}::bigint[]) and ${openTo(tx, actor, 'head')}
    and (head.deleted_at is null or head.inbox_id = any(${binned}::bigint[]))`
}

/** As a page has it: what it is about, and of labels which. */
export function fieldOf<F extends string>(field: string): { field: F | 'label'; label: string | null } {
  const label = labelIn(field)
  return { field: label === null ? (field as F) : 'label', label }
}

function shown(row: Row): MailboxConflict {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    number: row.number,
    subject: row.subject,
    messageId: row.message_id,
    ...fieldOf<MailboxConflict['field']>(row.field),
    deskValue: row.desk_value,
    deskAt: row.desk_at.toISOString(),
    deskActorId: row.desk_actor_id,
    serverValue: row.server_value,
    serverAt: row.server_at.toISOString(),
    rule: row.rule as Rule,
    winner: row.winner as MailboxConflict['winner'],
    undoneAt: row.undone_at?.toISOString() ?? null,
    undoneBy: row.undone_by,
  }
}

/** The other value holds from now on, as if whoever undoes it had set it: the account hears of it as of anything done here. */
export async function undoConflict(tx: Tx, actor: Actor, mailboxId: Id, id: Id): Promise<MailboxConflict> {
  const row = await tx.db
    .selectFrom('mailbox_conflict')
    .selectAll()
    .where('mailbox_id', '=', mailboxId)
    .where('id', '=', /^\d{1,19}$/.test(id) ? id : '0')
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw noSuchConflict(id)
  const { id: conversationId, inboxId } = await visibleConversation(
    tx,
    actor,
    row.conversation_id,
    'conversation.change',
  )
  if (row.undone_at) throw new Problem('conflict', 'conflict-undone', 'This was undone before.', { detail: { id } })
  const value = row.winner === 'desk' ? row.server_value : row.desk_value
  // It is the same deed as the button for it, and takes the same right.
  if (deeds[value] === bin && !can(actor, 'conversation.delete', inboxId))
    throw new Problem('denied', 'not-permitted', 'You may not put this conversation in the bin.', {
      detail: { needs: 'conversation.delete' },
    })
  const said = await applyHere(tx, conversationId, row.field, value)
  await noteChange(tx, mailboxId, conversationId, said)
  await tx.db
    .updateTable('mailbox_conflict')
    .set({ undone_at: tx.now, undone_by: tx.actorId })
    .where('mailbox_id', '=', mailboxId)
    .where('id', '=', id)
    .execute()
  const data = { mailboxId, conflictId: id, field: row.field, to: value }
  await record(tx, 'conversation.conflictUndone', conversationId, data, { conversationId, inboxId })
  return must((await listConflicts(tx, actor, mailboxId, { limit: 1, only: id }))[0], 'the conflict just undone')
}

const deeds: Record<string, (tx: Tx, id: Id) => Promise<Said>> = {
  open: (tx, id) => live(tx, id, 'open'),
  inbox: (tx, id) => live(tx, id, 'open'),
  waiting: (tx, id) => live(tx, id, 'waiting'),
  resolved: (tx, id) => live(tx, id, 'resolved'),
  archive: (tx, id) => live(tx, id, 'resolved'),
  deleted: bin,
  trash: bin,
}

async function applyHere(tx: Tx, conversationId: Id, field: string, value: string): Promise<Said> {
  if (field === 'status') return await must(deeds[value], `what ${value} means`)(tx, conversationId)
  const tag = field === 'flagged' ? FLAGGED : labelIn(field)
  if (tag !== null) await (value === 'yes' ? addTags : removeTags)(tx, conversationId, [tag])
  return { field: field as ChangeField, wanted: value }
}

/** Out of the bin too, and its mails out of the trash. */
async function live(tx: Tx, id: Id, status: 'open' | 'waiting' | 'resolved'): Promise<Said> {
  const { deleted_at: binnedAt } = await tx.db
    .selectFrom('conversation')
    .select('deleted_at')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (binnedAt) await restoreConversation(tx, id)
  await setStatus(tx, id, status)
  return binnedAt
    ? { field: 'deleted', wanted: 'no' }
    : { field: 'status', wanted: status === 'resolved' ? status : 'open' }
}

async function bin(tx: Tx, id: Id): Promise<Said> {
  await deleteConversation(tx, id)
  return { field: 'deleted', wanted: 'yes' }
}

function noSuchConflict(id: Id): Problem {
  return new Problem('missing', 'conflict-missing', 'There is no such conflict.', { detail: { id } })
}
