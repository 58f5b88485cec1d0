// The way from an empty desk to the first answered mail: what of it is done is read off the desk itself, so that nobody ticks anything.
import { randomUUID } from 'node:crypto'
import type { Means } from '../../desk/means.ts'
import { profileOf } from '../../desk/users/users.ts'
import { type Actor, can } from '../../desk/users/permissions.ts'
import { validId } from '../../desk/conversations/views.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import { compose } from '../../mail/compose.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { Accepting } from '../intake/accept.ts'
import type { FirstSteps } from './first-steps.api.ts'

/** Invented mail and invented people (`postroom demo`) take no step. */
export async function readFirstSteps(
  tx: Tx,
  userId: Id | null,
): Promise<Pick<FirstSteps, 'hasMailbox' | 'hasMail' | 'hasColleague' | 'hasAnswer'>> {
  const [taken] = await tx.query<Pick<FirstSteps, 'hasMailbox' | 'hasMail' | 'hasColleague' | 'hasAnswer'>>({
    name: 'first-steps',
    text: `select exists (select from mailbox) as "hasMailbox",
      exists (select from conversation where not is_sample) as "hasMail",
      exists (select from "user" where not is_sample and id is distinct from $1)
        or exists (select from invitation where accepted_at is null) as "hasColleague",
      exists (select from event join "user" on "user".id = event.actor_id and not "user".is_sample
        where event.name = 'message.queued') as "hasAnswer"`,
    values: [userId],
  })
  return must(taken, 'one row')
}

/** Comes in as any other mail would, from the address under which its writer signs in. */
export async function sendTestMail(
  tx: Tx,
  actor: Actor,
  means: Pick<Means, 'hostname'> & { accepting: Pick<Accepting, 'acceptIn'> },
  { inboxId: asked, subject, text, remote }: { inboxId: Id; subject: string; text: string; remote: string },
): Promise<Id> {
  const inboxId = validId(asked)
  const [to] = await tx.query<{ address: string }>({
    name: 'first-steps-address',
    text: `select a.address from inbox_address a join inbox i on i.id = a.inbox_id
      where a.inbox_id = $1 and i.archived_at is null order by a.address limit 1`,
    values: [inboxId],
  })
  if (!to || !can(actor, 'inbox.configure', inboxId))
    throw new Problem('missing', 'inbox-missing', 'There is no such inbox.', { detail: { inboxId } })
  const { name, email } = await profileOf(tx, must(actor.id, 'a signed-in user'))
  const { raw } = await compose({
    from: { name, address: email },
    to: [{ name: '', address: to.address }],
    cc: [],
    bcc: [],
    subject,
    text,
    html: null,
    messageId: `<${randomUUID()}@${means.hostname}>`,
    inReplyTo: null,
    references: [],
    date: tx.now,
    attachments: [],
  })
  const [id] = await means.accepting.acceptIn(tx, [
    { raw, source: 'http', from: email, recipients: [to.address], remote, receivedAt: tx.now },
  ])
  await record(tx, 'desk.testMailSent', inboxId, {})
  return must(id, 'the id of the accepted mail')
}

export async function endFirstSteps(tx: Tx, userId: Id): Promise<void> {
  await tx.db.updateTable('user').set({ first_steps_over_at: tx.now }).where('id', '=', userId).execute()
}
