// What a conversation's row tells in the list: status, who waits since when, who wrote last, and how it begins. Pure.
import { must } from '../../kit/must.ts'
import { snippetOf } from '../../desk/conversations/snippet.ts'
import { statusAfter, type Status } from '../../desk/conversations/status.ts'
import { isAside } from './aside.ts'
import type { Placed } from './placed.ts'

/** What the conversation's row tells of these mails, in their order. */
export function summary(mails: Placed[], was: Status, now: Date, before?: { last: Date; waitingSince: Date | null }) {
  let status = was
  let waitingSince = before?.waitingSince ?? null
  let newest = must(mails[0], 'a mail')
  for (const mail of mails) {
    if (mail.receivedAt >= newest.receivedAt) newest = mail
    if (mail.read.kind === 'message' ? !isAside(mail, was) : mail.read.bounce?.kind === 'failed') {
      status = statusAfter(status, 'customer wrote')
      if (mail.read.kind === 'message') waitingSince ??= mail.receivedAt
    } else if (mail.read.kind === 'list' && mail.isNew) status = 'open'
  }
  const isNewest = !before || newest.receivedAt >= before.last
  return {
    status,
    waiting_since: status === 'open' ? waitingSince : null,
    last_message_at: isNewest ? newest.receivedAt : before.last,
    last_inbound_at: now, // when it came in here: what was read before is unread again, however old the mail is
    message_count: mails.length,
    attachment_count: mails.reduce((sum, mail) => sum + mail.read.attachments.filter((one) => !one.inline).length, 0),
    ...(isNewest ? { snippet: snippetOf(newest.read.reply) } : {}),
    ...(isNewest ? sender(mails, newest, !before) : {}),
  }
}

/** The list names people; a machine only where nobody else has written. */
function sender(mails: Placed[], newest: Placed, isOpened: boolean) {
  const person = mails.findLast((mail) => mail.read.kind === 'message' || mail.read.kind === 'list')
  const mail = person ?? (isOpened ? newest : null)
  return mail ? { from_name: mail.read.from[0]?.name ?? '', from_address: mail.from ?? '' } : {}
}
