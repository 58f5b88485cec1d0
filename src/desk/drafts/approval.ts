// Approving a draft: asked for, answered, and void as soon as what would be sent is another. Where approval is demanded only those may
// give it who could send such a letter by themselves, and nobody to themselves.
import type { Id } from '../../kit/id.ts'
import { limits } from '../../kit/limits.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { seesInbox, seersAmong, pairKey } from '../conversations/serves.ts'
import type { Actor } from '../users/permissions.ts'
import { announce, changedMeanwhile, isAskedToApprove, showOne, type Standing, writerOf } from './drafts.ts'
import type { Draft, Remark } from './drafts.api.ts'
import { aboutLetter, couldSend, mayApprove, policyOf } from './policy.ts'
import type { StoredDraft } from './rows.ts'

interface Asking {
  version: number
  userId: Id | null
  teamId: Id | null
  comment: string
}

export async function askApproval(
  tx: Tx,
  actor: Actor,
  at: Standing,
  { version, userId, teamId, comment }: Asking,
): Promise<Draft> {
  const { row } = at
  const askerId = writerOf(actor)
  refuseNote(row)
  if (row.version !== version) throw changedMeanwhile(row)
  if ((userId === null) === (teamId === null))
    throw new Problem('invalid', 'nobody-asked', 'Name a colleague or a team: one of the two.')
  if (userId === askerId)
    throw new Problem('invalid', 'own-approval', 'Somebody else has to approve it. Name a colleague.')
  if (userId !== null) await mustBeAble(tx, at, userId)
  else await mustExist(tx, teamId as Id)
  const changed = await put(tx, row, {
    approval_state: 'asked',
    approval_asked_by: askerId,
    approval_user_id: userId,
    approval_team_id: teamId,
    approval_at: tx.now,
    remarks: withRemark(tx, row, { userId: askerId, what: 'asked', text: comment }),
  })
  return await told(tx, at, changed, 'draft.approvalAsked', { userId, teamId, comment })
}

interface Answering {
  version: number
  verdict: 'approved' | 'changes'
  comment: string
}

export async function answerApproval(
  tx: Tx,
  actor: Actor,
  at: Standing,
  { version, verdict, comment }: Answering,
): Promise<Draft> {
  const { row, inboxId } = at
  const answererId = writerOf(actor)
  refuseNote(row)
  if (row.version !== version) throw changedMeanwhile(row)
  const isApprover = await mayApprove(tx, actor, inboxId, await policyOf(tx, inboxId))
  if (!isApprover && !(await isAskedToApprove(tx, actor, row)))
    throw new Problem('denied', 'not-asked', 'Somebody else is asked to approve this draft.')
  if (row.author_ids.includes(answererId) && row.approval_asked_by === answererId)
    throw new Problem('invalid', 'own-approval', 'Somebody else has to approve it. Name a colleague.')
  if (verdict === 'approved' && row.approval_state === 'changes' && row.approval_user_id !== answererId)
    throw new Problem('conflict', 'approval-answered', 'A colleague wants this draft changed. It is approved when somebody asks again.', { detail: { userId: row.approval_user_id } }) // prettier-ignore
  if (verdict === 'approved' && !isApprover) await mustBeAble(tx, at, answererId)
  const askedBy = row.approval_asked_by ?? row.author_id
  const changed = await put(tx, row, {
    approval_state: verdict,
    approval_asked_by: askedBy,
    approval_user_id: answererId,
    approval_team_id: null,
    approval_at: tx.now,
    remarks: withRemark(tx, row, { userId: answererId, what: verdict, text: comment }),
  })
  return await told(tx, at, changed, 'draft.approvalAnswered', { verdict, comment, userIds: [...new Set([askedBy, ...row.author_ids])] }) // prettier-ignore
}

function refuseNote({ kind }: StoredDraft): void {
  if (kind === 'note') throw new Problem('invalid', 'note-unapproved', 'Notes are not sent: nobody approves them.')
}

async function put(
  tx: Tx,
  row: StoredDraft,
  fields: Partial<Record<keyof StoredDraft, unknown>>,
): Promise<StoredDraft> {
  return await tx.db
    .updateTable('draft')
    .set(fields as object)
    .where('conversation_id', '=', row.conversation_id)
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

async function told(
  tx: Tx,
  { inboxId, headId }: Standing,
  row: StoredDraft,
  name: string,
  data: object,
): Promise<Draft> {
  await announce(tx, row, inboxId)
  await record(tx, name, row.id, data, headId === null ? {} : { conversationId: headId, inboxId })
  return await showOne(tx, row, inboxId)
}

function withRemark(tx: Tx, row: StoredDraft, remark: Omit<Remark, 'at'>): string {
  const all = [...(row.remarks as Remark[]), { ...remark, at: tx.now.toISOString() }]
  return JSON.stringify(all.slice(-limits.drafts.remarks))
}

/** Sees it, and could send such a letter without anybody's approval. */
async function mustBeAble(tx: Tx, at: Standing, userId: Id): Promise<void> {
  const { inboxId, headId } = at
  const isSeen = headId
    ? (await seersAmong(tx, [{ userId, conversationId: headId }])).has(pairKey({ userId, conversationId: headId }))
    : await seesInbox(tx, userId, inboxId)
  if (!isSeen)
    throw new Problem('invalid', 'approver-blind', 'This colleague does not see the conversation. Name another.', {
      detail: { userId },
    })
  if (await couldSend(tx, userId, await aboutLetter(tx, at))) return
  throw new Problem('invalid', 'approver-unfit', 'Whose own letters have to be approved approves nobody’s. Name another colleague.', { detail: { userId } }) // prettier-ignore
}

async function mustExist(tx: Tx, teamId: Id): Promise<void> {
  const team = await tx.db
    .selectFrom('team')
    .select('id')
    .where('id', '=', teamId)
    .where('archived_at', 'is', null)
    .executeTakeFirst()
  if (!team) throw new Problem('invalid', 'team-missing', 'There is no such team.', { detail: { id: teamId } })
}
