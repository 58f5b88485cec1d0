// Which verb answers which route of the intake: one raw mail handed over, durable when the request's transaction is.
import { must } from '../../kit/must.ts'
import { Problem } from '../../kit/problem.ts'
import { answer, type Answer } from '../../desk/users/asking.ts'
import { can } from '../../desk/users/permissions.ts'
import { inboxesOf } from '../../desk/inboxes/addresses.ts'
import type { Accepting } from './accept.ts'
import { headerEnvelope } from './envelope.ts'
import * as api from './intake.api.ts'

export function intakeRoutes(accepting: Pick<Accepting, 'acceptIn'>): Answer[] {
  return [
    answer(api.deliverMail, async ({ tx, actor, remote, mail }, { to, from }) => {
      const { raw, head } = await mail()
      if (head.length === 0)
        throw new Problem('invalid', 'mail-empty', 'The body is empty. Send the mail as it is, as message/rfc822.')
      const envelope = headerEnvelope(head)
      const recipients = to === undefined ? envelope.recipients : listed(to)
      // A token for some inboxes must not put mail into others.
      const reached = await inboxesOf(tx, recipients)
      if (reached.size > 0 && ![...reached.values()].every((inboxId) => can(actor, 'mail.deliver', inboxId)))
        throw new Problem('denied', 'inbox-not-yours', 'You may not deliver into one of these inboxes.')
      const [id] = await accepting.acceptIn(tx, [
        { raw, source: 'http', from: from ?? envelope.from, recipients, remote, receivedAt: tx.now },
      ])
      return { id: must(id, 'the id of the accepted mail') }
    }),
  ]
}

function listed(to: string): string[] {
  return to
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
}
