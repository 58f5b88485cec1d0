// Audits of routing: begun by drawing mails, judged one by one by people who do not see what was decided, signed, and then closed.
import type { Selectable } from 'kysely'
import { visibleConversation } from '../../desk/conversations/read.ts'
import type { Outcome } from '../../desk/rules/outcome.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { compareIds, type Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import type { RoutingAudit } from './audits.api.ts'
import { draw } from './draw.ts'
import { findingsOf } from './findings.ts'
import { countToJudge } from './mails.ts'

type Row = Selectable<Tables['routing_audit']>
type MailRow = Selectable<Tables['routing_audit_mail']>

export interface Wanted {
  since: Date
  until: Date
  inboxIds: readonly Id[]
  size: number
}

/** Fewer than this say nothing. */
const FEWEST = 10

export async function beginAudit(tx: Tx, actor: Actor, wanted: Wanted): Promise<RoutingAudit> {
  const { since, until, inboxIds } = wanted
  if (since >= until)
    throw new Problem('invalid', 'period-backwards', 'The period ends before it begins. Choose a later end.', {
      detail: { field: 'until' },
    })
  const id = tx.mint()
  const { population, drawn } = await draw(tx, actor, { ...wanted, seed: id })
  if (drawn.length < FEWEST)
    throw new Problem(
      'invalid',
      'audit-too-few',
      `Only ${drawn.length} conversations were opened and routed there in this time; an audit needs ${FEWEST}. Choose a longer time, or more inboxes.`,
      { detail: { found: drawn.length, needed: FEWEST } },
    )
  const row = await tx.db
    .insertInto('routing_audit')
    .values({
      id,
      since,
      until,
      inbox_ids: inboxIds.toSorted(compareIds),
      population,
      created_by: tx.actorId,
      created_at: tx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  const mails = drawn.map((one, at) => ({
    audit_id: id,
    conversation_id: one.conversationId,
    place: at + 1,
    message_id: one.messageId,
    outcome: JSON.stringify(one.outcome),
  }))
  const kept = await tx.db.insertInto('routing_audit_mail').values(mails).returningAll().execute()
  await record(tx, 'routingAudit.begun', id, { since, until, inboxIds, size: drawn.length })
  return shown(row, kept)
}

/** Of inboxes that `actor` sees, all of them: an audit is a whole. */
export async function listAudits(tx: Tx, actor: Actor): Promise<RoutingAudit[]> {
  const all = await tx.db.selectFrom('routing_audit').selectAll().orderBy('id', 'desc').limit(200).execute()
  const rows = all.filter((row) => maySee(actor, row))
  const ids = rows.map((row) => row.id)
  if (ids.length === 0) return []
  const mails = await tx.db.selectFrom('routing_audit_mail').selectAll().where('audit_id', 'in', ids).execute()
  const byAudit = Map.groupBy(mails, (mail) => mail.audit_id)
  return rows.map((row) => shown(row, byAudit.get(row.id) ?? []))
}

export async function readAudit(tx: Tx, actor: Actor, id: Id): Promise<{ audit: RoutingAudit; mails: MailRow[] }> {
  const row = await tx.db.selectFrom('routing_audit').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row || !maySee(actor, row)) throw noSuchAudit(id)
  const mails = await mailsOf(tx, id)
  return { audit: shown(row, mails), mails }
}

export interface Judgement {
  inboxId: Id
  categoryId: Id | null
  isUnsure: boolean
  comment: string
}

/** Whoever judged last is named. Null takes a judgement back. */
export async function judge(
  tx: Tx,
  actor: Actor,
  { id, conversationId }: { id: Id; conversationId: Id },
  judgement: Judgement | null,
): Promise<RoutingAudit> {
  const row = await openAudit(tx, actor, id)
  await visibleConversation(tx, actor, conversationId)
  if (judgement) await refuseUnknown(tx, actor, judgement)
  const mail = await tx.db
    .updateTable('routing_audit_mail')
    .set({
      inbox_id: judgement?.inboxId ?? null,
      category_id: judgement?.categoryId ?? null,
      is_unsure: judgement?.isUnsure ?? false,
      comment: judgement?.comment ?? '',
      judged_by: judgement && tx.actorId,
      judged_at: judgement && tx.now,
    })
    .where('audit_id', '=', id)
    .where('conversation_id', '=', conversationId)
    .returning('place')
    .executeTakeFirst()
  if (!mail)
    throw new Problem('missing', 'not-in-audit', 'This conversation was not drawn for this audit.', {
      detail: { id, conversationId },
    })
  const name = judgement ? 'routingAudit.judged' : 'routingAudit.unjudged'
  await record(tx, name, id, { conversationId, place: mail.place })
  return shown(row, await mailsOf(tx, id))
}

export async function signAudit(tx: Tx, actor: Actor, id: Id, conclusion: string): Promise<RoutingAudit> {
  await openAudit(tx, actor, id)
  const mails = await mailsOf(tx, id)
  const left = await countToJudge(tx, actor, id)
  if (left > 0 || mails.every((mail) => mail.judged_at === null))
    throw new Problem('conflict', 'audit-unfinished', `${left} mails are not judged yet. Judge them, then sign.`, {
      detail: { left },
    })
  const row = await tx.db
    .updateTable('routing_audit')
    .set({ signed_by: tx.actorId, signed_name: actor.name, signed_at: tx.now, conclusion })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  const audit = shown(row, mails)
  // The event keeps what was signed: people, rules and categories go, what was found stays.
  await record(tx, 'routingAudit.signed', id, { conclusion, name: actor.name, findings: audit.findings })
  return audit
}

export async function deleteAudit(tx: Tx, actor: Actor, id: Id): Promise<void> {
  await openAudit(tx, actor, id)
  await tx.db.deleteFrom('routing_audit_mail').where('audit_id', '=', id).execute()
  await tx.db.deleteFrom('routing_audit').where('id', '=', id).execute()
  await record(tx, 'routingAudit.deleted', id, {})
}

/** Locked, so that nobody judges what another signs. */
async function openAudit(tx: Tx, actor: Actor, id: Id): Promise<Row> {
  const row = await tx.db.selectFrom('routing_audit').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row || !maySee(actor, row)) throw noSuchAudit(id)
  if (row.signed_at)
    throw new Problem('conflict', 'audit-signed', 'This audit is signed. Begin another one.', {
      detail: { signedAt: row.signed_at },
    })
  return row
}

async function refuseUnknown(tx: Tx, actor: Actor, { inboxId, categoryId }: Judgement): Promise<void> {
  if (!actor.inboxIds.includes(inboxId))
    throw new Problem('invalid', 'inbox-missing', 'There is no such inbox, or you do not see it.', {
      detail: { inboxId },
    })
  if (categoryId === null) return
  const there = await tx.db.selectFrom('category').select('id').where('id', '=', categoryId).executeTakeFirst()
  if (!there) throw new Problem('invalid', 'category-missing', 'There is no such category.', { detail: { categoryId } })
}

function maySee(actor: Actor, { inbox_ids }: Pick<Row, 'inbox_ids'>): boolean {
  return inbox_ids.every((inboxId) => actor.inboxIds.includes(inboxId))
}

function mailsOf(tx: Tx, id: Id): Promise<MailRow[]> {
  return tx.db.selectFrom('routing_audit_mail').selectAll().where('audit_id', '=', id).orderBy('place').execute()
}

function shown(row: Row, mails: readonly MailRow[]): RoutingAudit {
  const judged = mails.filter((mail) => mail.judged_at !== null)
  const sure = judged.filter((mail) => !mail.is_unsure)
  return {
    id: row.id,
    since: row.since.toISOString(),
    until: row.until.toISOString(),
    inboxIds: row.inbox_ids,
    population: row.population,
    size: mails.length,
    judged: judged.length,
    unsure: judged.length - sure.length,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    signedBy: row.signed_by,
    signedName: row.signed_name,
    signedAt: row.signed_at?.toISOString() ?? null,
    conclusion: row.conclusion,
    findings: findingsOf(
      sure.flatMap(({ outcome, inbox_id: inboxId, category_id: categoryId }) =>
        inboxId === null ? [] : [{ given: outcome as unknown as Outcome, right: { inboxId, categoryId } }],
      ),
    ),
  }
}

function noSuchAudit(id: Id): Problem {
  return new Problem('missing', 'audit-missing', 'There is no such audit, or it is of inboxes that you do not see.', {
    detail: { id },
  })
}
