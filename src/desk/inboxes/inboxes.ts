// Inboxes: the shared places where a team's conversations wait. Other products call them shared mailboxes or queues.
import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { keepInboxHours } from '../hours/past.ts'
import type { Actor } from '../users/permissions.ts'
import { signatureVariables } from '../variables/values.ts'
import { refuseUnknownVariables } from '../variables/variables.ts'
import { setAddresses } from './addresses.ts'
import type { addInbox as addInboxRoute, changeInbox as changeInboxRoute, Inbox } from './inboxes.api.ts'

type Wanted = z.output<typeof addInboxRoute.input>
type Change = Omit<z.output<typeof changeInboxRoute.input>, 'id'>

export async function addInbox(tx: Tx, wanted: Wanted): Promise<Inbox> {
  refuseUnknownVariables(wanted.signature ?? '', signatureVariables, 'signature')
  const id = tx.mint()
  await tx.db
    .insertInto('inbox')
    .values({
      id,
      name: wanted.name,
      from_name: wanted.fromName ?? wanted.name,
      signature: wanted.signature ?? '',
      ...(wanted.signatureBy && { signature_by: wanted.signatureBy }),
      hours_id: wanted.hoursId ?? null,
      is_open_to_all: wanted.isOpenToAll ?? true,
      is_first_rule_last: wanted.isFirstRuleLast ?? false,
      approval: wanted.approval ? JSON.stringify(wanted.approval) : null,
      auto_reply: wanted.autoReply ? JSON.stringify(wanted.autoReply) : null,
      created_at: tx.now,
    })
    .execute()
  await setAddresses(tx, id, wanted.addresses)
  await setAccess(tx, id, wanted)
  await record(tx, 'inbox.added', id, { name: wanted.name }, { inboxId: id })
  return readInbox(tx, id)
}

export async function changeInbox(tx: Tx, id: Id, change: Change): Promise<Inbox> {
  refuseUnknownVariables(change.signature ?? '', signatureVariables, 'signature')
  await readInbox(tx, id)
  const fields = {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.fromName === undefined ? {} : { from_name: change.fromName }),
    ...(change.signature === undefined ? {} : { signature: change.signature }),
    ...(change.signatureBy === undefined ? {} : { signature_by: change.signatureBy }),
    ...(change.hoursId === undefined ? {} : { hours_id: change.hoursId }),
    ...(change.isOpenToAll === undefined ? {} : { is_open_to_all: change.isOpenToAll }),
    ...(change.isFirstRuleLast === undefined ? {} : { is_first_rule_last: change.isFirstRuleLast }),
    ...(change.approval === undefined ? {} : { approval: change.approval && JSON.stringify(change.approval) }),
    ...(change.autoReply === undefined ? {} : { auto_reply: change.autoReply && JSON.stringify(change.autoReply) }),
  }
  if (change.hoursId !== undefined) await keepInboxHours(tx, id, change.hoursId)
  if (Object.keys(fields).length > 0) await tx.db.updateTable('inbox').set(fields).where('id', '=', id).execute()
  if (change.addresses) await setAddresses(tx, id, change.addresses)
  await setAccess(tx, id, change)
  await record(tx, 'inbox.changed', id, { changed: Object.keys(change) }, { inboxId: id })
  return readInbox(tx, id)
}

/** Mail to its addresses is refused from now on; conversations and addresses are kept for the record. */
export async function archiveInbox(tx: Tx, id: Id): Promise<void> {
  const row = await tx.db
    .updateTable('inbox')
    .set({ archived_at: tx.now })
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!row) throw noSuchInbox(id)
  await record(tx, 'inbox.archived', id, {}, { inboxId: id })
}

async function setAccess(
  tx: Tx,
  id: Id,
  wanted: { userIds?: string[] | undefined; teamIds?: string[] | undefined },
): Promise<void> {
  for (const [column, ids] of [
    ['user_id', wanted.userIds],
    ['team_id', wanted.teamIds],
  ] as const) {
    if (!ids) continue
    await tx.db.deleteFrom('inbox_access').where('inbox_id', '=', id).where(column, 'is not', null).execute()
    const rows = [...new Set(ids)].map((one) => ({
      id: tx.mint(),
      inbox_id: id,
      user_id: null,
      team_id: null,
      [column]: one,
    }))
    if (rows.length > 0) await tx.db.insertInto('inbox_access').values(rows).execute()
  }
}

export async function listInboxes(tx: Tx, actor: Actor): Promise<Inbox[]> {
  if (actor.inboxIds.length === 0) return []
  return readInboxes(tx, [...actor.inboxIds], { isReceiving: true })
}

/** Archived ones too: their conversations are still read and answered. */
export async function readInbox(tx: Tx, id: Id): Promise<Inbox> {
  const [inbox] = await readInboxes(tx, [id], { isReceiving: false })
  if (!inbox) throw noSuchInbox(id)
  return inbox
}

export function noSuchInbox(id: Id): Problem {
  return new Problem('missing', 'inbox-missing', 'There is no such inbox.', { detail: { id } })
}

async function readInboxes(tx: Tx, ids: Id[], { isReceiving }: { isReceiving: boolean }): Promise<Inbox[]> {
  const found = await tx.db.selectFrom('inbox').selectAll().where('id', 'in', ids).orderBy('id').execute()
  const rows = isReceiving ? found.filter((row) => row.archived_at === null) : found
  const addresses = await tx.db
    .selectFrom('inbox_address')
    .selectAll()
    .where('inbox_id', 'in', ids)
    .orderBy('is_primary', 'desc')
    .orderBy('address')
    .execute()
  const access = await tx.db.selectFrom('inbox_access').selectAll().where('inbox_id', 'in', ids).execute()
  return rows.map((row: Selectable<Tables['inbox']>) => {
    const granted = access.filter((one) => one.inbox_id === row.id)
    return {
      id: row.id,
      name: row.name,
      fromName: row.from_name,
      addresses: addresses.filter((one) => one.inbox_id === row.id).map((one) => one.address),
      signature: row.signature,
      signatureBy: row.signature_by as Inbox['signatureBy'],
      hoursId: row.hours_id,
      isOpenToAll: row.is_open_to_all,
      isFirstRuleLast: row.is_first_rule_last,
      userIds: granted.flatMap((one) => one.user_id ?? []),
      teamIds: granted.flatMap((one) => one.team_id ?? []),
      autoReply: row.auto_reply as Inbox['autoReply'],
      approval: row.approval as Inbox['approval'],
    }
  })
}
