// Who may come in after a restore: nobody by what was handed out before it. What was ended after the backup was made would live again.
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'

export interface EndedAccess {
  sessions: number
  invitations: number
  /** Sign-ins at a mail provider that had been begun. */
  consents: number
  tokens: number
}

/** Tokens are in programs, which somebody has to go round to: who is sure that none was revoked since may keep them. */
export async function endAccess(tx: Tx, { keepTokens }: { keepTokens: boolean }): Promise<EndedAccess> {
  const sessions = await tx.db.deleteFrom('session').returning('id').execute()
  await tx.db.deleteFrom('push_subscription').execute()
  const invitations = await tx.db.deleteFrom('invitation').where('accepted_at', 'is', null).returning('id').execute()
  for (const { id } of invitations) await record(tx, 'invitation.revoked', id, {})
  const consents = await tx.db
    .updateTable('mailbox_grant')
    .set({ consent_state: null, consent_session_id: null, consent_verifier: null, consent_until: null })
    .where('consent_state', 'is not', null)
    .returning('mailbox_id')
    .execute()
  const tokens = keepTokens
    ? []
    : await tx.db
        .updateTable('token')
        .set({ revoked_at: tx.now })
        .where('revoked_at', 'is', null)
        .returning('id')
        .execute()
  for (const { id } of tokens) await record(tx, 'token.revoked', id, {})
  return {
    sessions: sessions.length,
    invitations: invitations.length,
    consents: consents.length,
    tokens: tokens.length,
  }
}
