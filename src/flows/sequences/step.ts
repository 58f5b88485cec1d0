// One enrolment goes on: whatever has happened is looked at, and only if nothing speaks against it the next letter is queued. Letter and
// progress are one transaction, so a letter leaves once, however often its job is done and whoever dies; from there the outbox has it.
import { linkConversation } from '../../desk/deals/linking.ts'
import { lockConversation } from '../../desk/conversations/touch.ts'
import { visibleConversation } from '../../desk/conversations/read.ts'
import { deskZone } from '../../desk/hours/desk-zone.ts'
import type { BusinessHours } from '../../desk/hours/hours.api.ts'
import { hoursOfInbox } from '../../desk/hours/hours.ts'
import { openZone } from '../../desk/hours/zone.ts'
import type { Means } from '../../desk/means.ts'
import { dueAfter, leavesAt, nextStep } from '../../desk/sequences/due.ts'
import type { StepDue } from '../../desk/sequences/enrolling.ts'
import {
  callAgain,
  end,
  holdEnrolment,
  pause,
  writeEnrolment,
  type StoredEnrolment,
} from '../../desk/sequences/enrolments.ts'
import type { EnrolmentBecause } from '../../desk/sequences/enrolments.api.ts'
import { letterOf, type Letter } from '../../desk/sequences/letter.ts'
import {
  countForLast,
  giveRationBack,
  keepLetter,
  lettersOf,
  takeRation,
  type SentLetter,
} from '../../desk/sequences/letters.ts'
import { optOut } from '../../desk/sequences/opt-outs.ts'
import type { SequenceStep } from '../../desk/sequences/sequences.api.ts'
import { mayEnrol, readLimits, sequenceRow, type StoredSequence } from '../../desk/sequences/sequences.ts'
import { actorOf } from '../../desk/users/actors.ts'
import type { Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import { toProblem, type Problem } from '../../kit/problem.ts'
import { replySubject } from '../../mail/subject.ts'
import type { Store } from '../../store/store.ts'
import type { Tx } from '../../store/tx.ts'
import { sendReply, startConversation } from '../reply/send.ts'
import { endedBy, lookForAnswers, type Answer } from './look.ts'
import { holdsFor } from './conditions.ts'
import { footFor, headersFor, linkFor } from './unsubscribe.ts'

const DAY = 86_400_000
/** When letters leave that were too many for a day, where the inbox keeps no hours. */
const MORNING = 9 * 60

interface Going {
  tx: Tx
  means: Means
  row: StoredEnrolment
  sequence: StoredSequence
  hours: BusinessHours | null
}

/** A job's work. Does nothing where it has ended, is held, or has another time by now; answers that time where it is later. */
export async function takeStep(
  store: Store,
  means: Means,
  { enrolmentId }: Pick<StepDue, 'enrolmentId'>,
): Promise<Date | null> {
  const senderId = await store.transact({ actorId: null, readOnly: true }, async (tx) => (await tx.db.selectFrom('enrolment').select('sender_id').where('id', '=', enrolmentId).executeTakeFirst())?.sender_id ?? null) // prettier-ignore
  if (senderId === null) return null
  try {
    return await store.transact({ actorId: senderId }, (tx) => goOn(tx, { ...means, undoMs: 0 }, enrolmentId))
  } catch (thrown) {
    const problem = toProblem(thrown)
    if (problem.kind === 'busy' || problem.kind === 'broken') throw thrown
    await store.transact({ actorId: null }, (tx) => held(tx, enrolmentId, problem))
    return null
  }
}

const refusals: Record<string, EnrolmentBecause> = {
  'blocked-by-checks': 'checks',
  'approval-needed': 'approval',
  'conversation-missing': 'noAccess',
}

/** Nothing of the letter was kept; a person sees to it. */
async function held(tx: Tx, enrolmentId: Id, { code, message }: Problem): Promise<void> {
  const row = await holdEnrolment(tx, enrolmentId)
  const sequence = row && (await sequenceRow(tx, row.sequence_id))
  if (!row || !sequence || row.state !== 'waiting') return
  if (code === 'recipients-suppressed') return await end(tx, row, sequence, 'stopped', 'suppressed')
  await pause(tx, row, sequence, refusals[code] ?? 'refused', refusals[code] ? '' : message)
}

async function goOn(tx: Tx, means: Means, enrolmentId: Id): Promise<Date | null> {
  const row = await holdEnrolment(tx, enrolmentId)
  const sequence = row && (await sequenceRow(tx, row.sequence_id))
  if (!row || !sequence || row.state !== 'waiting' || row.due_at === null) return null
  if (row.due_at > tx.now) return row.due_at
  if (!sequence.is_enabled || sequence.archived_at) return null
  // What is written down of the enrolment is Postroom's deed; the letter is its sender's.
  const going = { tx: { ...tx, actorId: null }, means, row, sequence, hours: await hoursOfInbox(tx, sequence.inbox_id) }
  if (await isOver(going)) return null
  const opens = leavesAt(tx.now, going.hours, sequence.is_in_hours)
  if (opens === null) {
    await pause(going.tx, row, sequence, 'hours')
    return null
  }
  if (opens > tx.now) return await delay(going, opens, 'hours')
  const actor = await actorOf(tx, row.sender_id)
  if (!actor || !mayEnrol(actor, sequence.inbox_id)) {
    await pause(going.tx, row, sequence, 'noAccess')
    return null
  }
  return await write(tx, actor, going)
}

/** An answer, a bounce, a wish, a closed deal ends it; an automatic reply lets it wait. */
async function isOver(going: Going): Promise<boolean> {
  const { tx, row, sequence } = going
  const { answer, away } = await lookForAnswers(tx, row, sequence)
  if (answer) {
    await endAnswered(tx, row, sequence, answer)
    return true
  }
  const because = await endedBy(tx, row)
  if (because) {
    await end(tx, row, sequence, 'stopped', because)
    return true
  }
  if (away === null) return false
  const until = leavesAt(new Date(tx.now.getTime() + sequence.away_days * DAY), going.hours, sequence.is_in_hours)
  await delay(going, until ?? new Date(tx.now.getTime() + sequence.away_days * DAY), 'outOfOffice', {
    away_message_id: away,
  })
  return true
}

/** Also of one whose letters have all left: its answer is counted still. */
export async function endAnswered(
  tx: Tx,
  row: StoredEnrolment,
  sequence: StoredSequence,
  answer: Answer,
): Promise<void> {
  if (answer === 'unsubscribed') await optOut(tx, [row.address], { source: 'reply', contactId: row.contact_id })
  await countForLast(tx, row, answer === 'unsubscribed' ? 'left_off' : 'replied')
  if (row.state === 'finished')
    await writeEnrolment(tx, row, sequence, { replied_at: tx.now }, { name: 'replied', data: {} })
  else await end(tx, row, sequence, 'stopped', answer, { replied_at: tx.now })
}

type Delay = 'hours' | 'outOfOffice' | 'limitPerson' | 'limitInbox'

async function delay(
  { tx, row, sequence }: Going,
  until: Date,
  why: Delay,
  more: { away_message_id?: Id } = {},
): Promise<Date> {
  await writeEnrolment(
    tx,
    row,
    sequence,
    { due_at: until, ...more },
    { name: 'delayed', data: { why, until: until.toISOString() } },
  )
  await callAgain(tx, row.id, until)
  return until
}

async function write(tx: Tx, actor: Actor, going: Going): Promise<Date | null> {
  const { row, sequence, means } = going
  const letters = await lettersOf(tx, row.id)
  const had = new Set(letters.map((one) => one.stepKey))
  const next = nextStep(sequence.steps, row.step, had)
  if (!next) {
    await end(going.tx, row, sequence, 'finished', null)
    return null
  }
  const { step, place } = next
  if (!(await holdsFor(tx, row, step.conditions))) {
    if (step.otherwise === 'stop') await end(going.tx, row, sequence, 'stopped', 'condition')
    else await pass(going, place + 1, had, { name: 'skipped', data: { letter: place + 1 } })
    return null
  }
  const link = row.is_to_many ? linkFor(means.keys, means.publicUrl, row.id) : null
  const contact = await tx.db.selectFrom('contact').select(['name', 'language']).where('id', '=', row.contact_id).executeTakeFirstOrThrow() // prettier-ignore
  const letter = await letterOf(tx, step, {
    inboxId: sequence.inbox_id,
    contactId: row.contact_id,
    senderId: row.sender_id,
    language: contact.language,
    ...(row.is_to_many && { foot: footFor(link) }),
  })
  if (letter.unfilled.length > 0) {
    await pause(going.tx, row, sequence, 'unfilled', letter.unfilled.map((name) => `{{${name}}}`).join(', '))
    return null
  }
  const tooMany = await ration(going)
  if (tooMany) return await delay(going, await tomorrow(going), tooMany)
  const sent = await send(tx, actor, going, { step, letter, letters, name: contact.name, link })
  await keepLetter(tx, row, { ...sent, stepKey: step.key, sentAt: tx.now })
  const data = {
    letter: place + 1,
    of: sequence.steps.length,
    messageId: sent.messageId,
    conversationId: sent.conversationId,
  }
  await pass(going, place + 1, new Set([...had, step.key]), { name: 'sent', data }, sent.conversationId)
  return null
}

/** On to the letter from `place` on, or to the end. */
async function pass(
  { tx, row, sequence, hours }: Going,
  place: number,
  had: ReadonlySet<string>,
  event: { name: string; data: object },
  conversationId = row.conversation_id,
): Promise<void> {
  const following = nextStep(sequence.steps, place, had)
  const fields = { step: place, conversation_id: conversationId }
  if (!following) {
    await writeEnrolment(tx, row, sequence, fields, event)
    return await end(tx, row, sequence, 'finished', null)
  }
  const dueAt = dueAfter(following.step, tx.now, hours, sequence.is_in_hours)
  if (dueAt === null) {
    await writeEnrolment(tx, row, sequence, fields, event)
    return await pause(tx, row, sequence, 'hours')
  }
  await writeEnrolment(
    tx,
    row,
    sequence,
    { ...fields, due_at: dueAt },
    { ...event, data: { ...event.data, until: dueAt.toISOString() } },
  )
  await callAgain(tx, row.id, dueAt)
}

/** Of the person first, then of the inbox, always in this order. What is refused gives back what was taken. */
async function ration({ tx, row, sequence }: Going): Promise<'limitPerson' | 'limitInbox' | null> {
  const limits = await readLimits(tx)
  const day = openZone(await deskZone(tx)).at(tx.now).date
  if (!(await takeRation(tx, row.sender_id, day, limits.perPerson))) return 'limitPerson'
  if (await takeRation(tx, sequence.inbox_id, day, limits.perInbox)) return null
  await giveRationBack(tx, row.sender_id, day)
  return 'limitInbox'
}

async function tomorrow({ tx, hours, sequence }: Going): Promise<Date> {
  const zone = openZone(await deskZone(tx))
  const { date } = zone.at(new Date(tx.now.getTime() + DAY))
  const isByHours = sequence.is_in_hours && hours !== null
  const at = zone.instants(date, isByHours ? 0 : MORNING)[0] ?? new Date(tx.now.getTime() + DAY)
  return leavesAt(at, hours, sequence.is_in_hours) ?? at
}

interface Sending {
  step: SequenceStep
  letter: Letter
  letters: readonly SentLetter[]
  name: string
  link: string | null
}

/** By the verbs that people send with: what they are refused, a sequence is refused too. */
async function send(
  tx: Tx,
  actor: Actor,
  { means, row, sequence }: Going,
  { step, letter, letters, name, link }: Sending,
): Promise<{ conversationId: Id; messageId: Id }> {
  const headers = row.is_to_many ? headersFor(link, await addressOf(tx, sequence.inbox_id)) : []
  const { text, html } = letter
  const content = {
    to: [{ name: name.includes('@') ? '' : name.slice(0, 200), address: row.address }],
    cc: [],
    bcc: [],
    text,
    html,
    uploadIds: [],
  }
  const before = step.isNewThread ? null : await threadOf(tx, actor, letters.at(-1))
  if (before) {
    const { id, version, messageId, subject } = before
    const answer = { ...content, id, version, kind: 'reply' as const, messageId, attachmentIds: [], subject: letter.subject || replySubject(subject) } // prettier-ignore
    const { message } = await sendReply(tx, means, actor, answer, [], headers)
    return { conversationId: id, messageId: message.id }
  }
  const subject = letter.subject || (await subjectOf(tx, letters.at(-1))) || sequence.name
  const begun = await startConversation(tx, means, actor, { ...content, inboxId: sequence.inbox_id, subject }, headers)
  const { conversationId } = begun
  if (row.deal_id !== null) await linkConversation({ ...tx, actorId: null }, row.deal_id, conversationId, { because: `sequence “${sequence.name}”`, confidence: 1 }) // prettier-ignore
  return { conversationId, messageId: begun.message.id }
}

/** Where the letter before lies, as its head is now. What was thrown away is no thread to go on with. */
async function threadOf(tx: Tx, actor: Actor, last: SentLetter | undefined) {
  if (!last) return null
  const { id } = await visibleConversation(tx, actor, last.conversationId, 'conversation.reply')
  const head = await lockConversation(tx, id)
  if (head.deleted_at) return null
  return { id, version: head.version, messageId: last.messageId, subject: (await subjectOf(tx, last)) || head.subject }
}

async function subjectOf(tx: Tx, last: SentLetter | undefined): Promise<string> {
  if (!last) return ''
  const row = await tx.db.selectFrom('message').select('subject').where('conversation_id', '=', last.conversationId).where('id', '=', last.messageId).executeTakeFirst() // prettier-ignore
  return row?.subject ?? ''
}

async function addressOf(tx: Tx, inboxId: Id): Promise<string> {
  const row = await tx.db.selectFrom('inbox_address').select('address').where('inbox_id', '=', inboxId).orderBy('is_primary', 'desc').limit(1).executeTakeFirst() // prettier-ignore
  return row?.address ?? ''
}
