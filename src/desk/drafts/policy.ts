// Whose letters have to be approved before they go, as their inbox says; a rule demands it by setting a category. Whoever may approve
// needs nobody's approval.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { ApprovalPolicy } from '../inboxes/inboxes.api.ts'
import { actorOf } from '../users/actors.ts'
import { can, type Actor } from '../users/permissions.ts'

const DAY = 24 * 3_600_000

export type Why = 'inbox' | 'newcomer' | 'category'

interface About {
  inboxId: Id
  categoryId: Id | null
}

export async function whyToApprove(tx: Tx, actor: Actor, about: About): Promise<Why | null> {
  const policy = await policyOf(tx, about.inboxId)
  if (policy === null || (await mayApprove(tx, actor, about.inboxId, policy))) return null
  if (policy.everybody || (actor.id !== null && policy.userIds.includes(actor.id))) return 'inbox'
  if (about.categoryId !== null && policy.categoryIds.includes(about.categoryId)) return 'category'
  return policy.newForDays > 0 && (await isNewcomer(tx, actor, policy.newForDays)) ? 'newcomer' : null
}

/** Only who could send such a letter by themselves lets a colleague's go. */
export async function couldSend(tx: Tx, userId: Id, about: About): Promise<boolean> {
  const colleague = await actorOf(tx, userId)
  if (!colleague || !can(colleague, 'conversation.reply', about.inboxId)) return false
  return (await whyToApprove(tx, colleague, about)) === null
}

/** `headId`: null where the letter begins a conversation. */
export async function aboutLetter(tx: Tx, { inboxId, headId }: { inboxId: Id; headId: Id | null }): Promise<About> {
  if (headId === null) return { inboxId, categoryId: null }
  const row = await tx.db.selectFrom('conversation').select('category_id').where('id', '=', headId).executeTakeFirstOrThrow() // prettier-ignore
  return { inboxId, categoryId: row.category_id }
}

async function isNewcomer(tx: Tx, actor: Actor, days: number): Promise<boolean> {
  if (actor.id === null) return false
  const row = await tx.db.selectFrom('user').select('created_at').where('id', '=', actor.id).executeTakeFirst()
  return row !== undefined && row.created_at.getTime() > tx.now.getTime() - days * DAY
}

export async function policyOf(tx: Tx, inboxId: Id): Promise<ApprovalPolicy | null> {
  const row = await tx.db.selectFrom('inbox').select('approval').where('id', '=', inboxId).executeTakeFirst()
  return (row?.approval ?? null) as ApprovalPolicy | null
}

/** Leads, administrators, and whom the inbox names. */
export async function mayApprove(tx: Tx, actor: Actor, inboxId: Id, policy: ApprovalPolicy | null): Promise<boolean> {
  if (can(actor, 'draft.approve', inboxId)) return true
  if (actor.id === null || policy === null) return false
  if (policy.approverIds.includes(actor.id)) return true
  if (policy.approverTeamIds.length === 0) return false
  const member = await tx.db
    .selectFrom('team_member')
    .innerJoin('team', 'team.id', 'team_member.team_id')
    .select('team.id')
    .where('team.archived_at', 'is', null)
    .where('team.id', 'in', policy.approverTeamIds)
    .where('team_member.user_id', '=', actor.id)
    .limit(1)
    .executeTakeFirst()
  return member !== undefined
}
