// Where a colleague has to approve what somebody sends: without that nothing leaves, however it is sent.
import { couldSend, whyToApprove } from '../../desk/drafts/policy.ts'
import type { StoredDraft } from '../../desk/drafts/rows.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'

/** `draft`: with an approval only where it is of what is being sent. */
export async function refuseUnapproved(
  tx: Tx,
  actor: Actor,
  about: Parameters<typeof whyToApprove>[2],
  draft: StoredDraft | null,
): Promise<void> {
  const why = await whyToApprove(tx, actor, about)
  if (why === null) return
  const approverId = draft?.approval_state === 'approved' ? draft.approval_user_id : null
  // Asked again, as an approver may be one no longer.
  if (approverId !== null && approverId !== actor.id && (await couldSend(tx, approverId, about))) return
  throw new Problem(
    'conflict',
    'approval-needed',
    'A colleague has to approve this letter before it goes. Ask for it, and send it when it is approved.',
    { detail: { why } },
  )
}
