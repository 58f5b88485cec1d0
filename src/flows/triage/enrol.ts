// A rule enrols the contact of a conversation in a sequence. Whoever could forge a mail could have anybody written to, so the same is asked
// as before an automatic reply; and nobody goes through one sequence twice by a rule.
import { openDealsOf } from '../../desk/deals/links.ts'
import { enrolByRule } from '../../desk/sequences/enrolling.ts'
import { mayEnrol, sequenceRow } from '../../desk/sequences/sequences.ts'
import { joined, why, type Why } from '../../desk/reasons.ts'
import type { Action, Rule } from '../../desk/rules/rules.api.ts'
import type { StoredFacts } from '../../desk/rules/stored-facts.ts'
import { actorOf } from '../../desk/users/actors.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { normalizeAddress } from '../../mail/address.ts'
import type { EnrolmentRefusal } from '../../desk/sequences/enrolments.api.ts'
import type { Tx } from '../../store/tx.ts'
import { whyNotAnswered, type AnsweringMeans } from './answering.ts'

type Wanted = Extract<Action, { do: 'enrol' }>

const refusals: Record<EnrolmentRefusal, Why> = {
  unseen: why('noContact'),
  noAddress: why('noAddress'),
  suppressed: why('noTheyCameBack'),
  optedOut: why('noOptedOut'),
  underWay: why('noUnderWay'),
  colleague: why('noColleague'),
  before: why('noBefore'),
}

/** In other words than were meant, where it came out otherwise; null: as was said. */
export async function enrolInSequence(
  tx: Tx,
  means: AnsweringMeans,
  stored: StoredFacts,
  rule: Rule,
  { inboxId, sequenceId }: Pick<Wanted, 'sequenceId'> & { inboxId: Id },
): Promise<Why | null> {
  const not = (because: Why) => joined([why('didNotEnrolled'), because], ': ')
  const sequence = await sequenceRow(tx, sequenceId)
  if (!sequence || sequence.archived_at) return not(why('noSequence'))
  if (sequence.inbox_id !== inboxId) return not(why('noOtherInbox'))
  const machine = await whyNotAnswered(tx, means, stored)
  if (machine) return not(machine)
  const place = await tx.db.selectFrom('conversation').select(['contact_id', 'assignee_id']).where('id', '=', stored.conversationId).executeTakeFirst() // prettier-ignore
  if (!place?.contact_id) return not(why('noContact'))
  if (!(await isTheirs(tx, place.contact_id, stored.facts.sender))) return not(why('noOtherWriter'))
  const senderId = place.assignee_id ?? sequence.sender_id
  if (senderId === null) return not(why('noSenderNamed'))
  const sender = await actorOf(tx, senderId)
  if (!sender || !mayEnrol(sender, inboxId)) return not(why('noSenderMay'))
  const [deal] = await openDealsOf(tx, stored.conversationId)
  try {
    const { refused } = await enrolByRule(tx, sequence, {
      contactId: place.contact_id,
      dealId: deal?.id ?? null,
      senderId,
      ruleId: rule.id,
    })
    const [first] = refused
    return first ? not(refusals[first.refusal]) : null
  } catch (thrown) {
    if (thrown instanceof Problem && thrown.code === 'hours-closed') return not(why('noHours'))
    throw thrown
  }
}

/** What proves the sender of a mail proves nothing of whom the conversation is with. */
async function isTheirs(tx: Tx, contactId: Id, address: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'enrol-writer',
    text: 'select from contact_address where address = $1 and contact_id = $2',
    values: [normalizeAddress(address), contactId],
  })
  return rows.length > 0
}
