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
import type { AuditHead, ListedAudit, RoutingAudit } from './audits.api.ts'
import { draw } from './draw.ts'
import { findingsOf } from './findings.ts'
import { countToJudge } from './mails.ts'
import { dueInboxes } from './plan.ts'
import { keepReminder } from './reminding.ts'
import { shareOf } from './shares.ts'

type Row = Selectable<Tables['routing_audit']>
type MailRow = Selectable<Tables['routing_audit_mail']>
type Counted = Row & { size: number; judged: number; unsure: number; wrong: number }

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

/**
 * Of inboxes that `actor` sees, all of them: an audit is a whole. Newest first, a page at a time; their mails are counted where they lie.
 */
export async function listAudits(
  tx: Tx,
  actor: Actor,
  { before, limit }: { before?: Id | undefined; limit: number },
): Promise<{ audits: ListedAudit[]; hasMore: boolean }> {
  const rows = await tx.query<Counted>({
    name: 'audit-list',
    text: `select a.*, m.* from (select * from routing_audit where ($4 or inbox_ids <@ $1::bigint[]) and id < $2::bigint order by id desc limit $3) a
        cross join lateral (select count(*)::int as size, count(judged_at)::int as judged,
          (count(*) filter (where judged_at is not null and is_unsure))::int as unsure,
          (count(*) filter (where judged_at is not null and not is_unsure and (inbox_id::text is distinct from outcome ->> 'inboxId'
            or category_id::text is distinct from outcome ->> 'categoryId')))::int as wrong
          from routing_audit_mail where audit_id = a.id) m
      order by a.id desc`,
    values: [actor.inboxIds, before ?? '9223372036854775807', limit + 1, actor.seesAll],
  })
  const audits = rows.slice(0, limit).map((row) => ({
    ...headOf(row, row),
    wrong: shareOf(row.wrong, row.judged - row.unsure),
  }))
  return { audits, hasMore: rows.length > limit }
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
  const due = await dueInboxes(tx)
  if (due.every((one) => one.at > tx.now)) await keepReminder(tx, due)
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

/** Of an inbox that is gone: whoever sees all there are. */
function maySee(actor: Actor, { inbox_ids }: Pick<Row, 'inbox_ids'>): boolean {
  return actor.seesAll || inbox_ids.every((inboxId) => actor.inboxIds.includes(inboxId))
}

function mailsOf(tx: Tx, id: Id): Promise<MailRow[]> {
  return tx.db.selectFrom('routing_audit_mail').selectAll().where('audit_id', '=', id).orderBy('place').execute()
}

function shown(row: Row, mails: readonly MailRow[]): RoutingAudit {
  const judged = mails.filter((mail) => mail.judged_at !== null)
  const sure = judged.filter((mail) => !mail.is_unsure)
  return {
    ...headOf(row, { size: mails.length, judged: judged.length, unsure: judged.length - sure.length }),
    findings: findingsOf(
      sure.flatMap(({ outcome, inbox_id: inboxId, category_id: categoryId }) =>
        inboxId === null ? [] : [{ given: outcome as unknown as Outcome, right: { inboxId, categoryId } }],
      ),
    ),
  }
}

function headOf(row: Row, { size, judged, unsure }: { size: number; judged: number; unsure: number }): AuditHead {
  return {
    id: row.id,
    since: row.since.toISOString(),
    until: row.until.toISOString(),
    inboxIds: row.inbox_ids,
    population: row.population,
    size,
    judged,
    unsure,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    signedBy: row.signed_by,
    signedName: row.signed_name,
    signedAt: row.signed_at?.toISOString() ?? null,
    conclusion: row.conclusion,
  }
}

function noSuchAudit(id: Id): Problem {
  return new Problem('missing', 'audit-missing', 'There is no such audit, or it is of inboxes that you do not see.', {
    detail: { id },
  })
}
