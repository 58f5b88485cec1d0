// Enrolling contacts in a sequence: who may be, and who is not and why. Asked by people, who see it before they do it, and by rules.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { OutputOf } from '../../kit/route.ts'
import { normalizeAddress, withoutDetail } from '../../mail/address.ts'
import { recordAll } from '../../store/events.ts'
import { enqueueAll } from '../../store/jobs.ts'
import type { Tx } from '../../store/tx.ts'
import { seenAmong } from '../contacts/sight.ts'
import { visibleDeal } from '../deals/sight.ts'
import { hoursOfInbox } from '../hours/hours.ts'
import { ownAddresses } from '../inboxes/addresses.ts'
import { mustAlso, type Actor } from '../users/permissions.ts'
import { dueAfter } from './due.ts'
import type { EnrolmentRefusal, previewEnrolment } from './enrolments.api.ts'
import { type Kept, letterOf, unfilledIn } from './letter.ts'
import { mayEnrol, visibleSequence, type StoredSequence } from './sequences.ts'

/** The kind of job that lets one enrolment go on. */
export const stepJob = 'sequence.step'
export interface StepDue {
  enrolmentId: Id
  /** What it was to be done at: where it has another time by now, another job comes. */
  at: string
}

export interface Candidate {
  contactId: Id
  name: string
  address: string
  language: string | null
  refusal: EnrolmentRefusal | null
}

/** `actor` null: a rule, which sees them all; and enrols nobody twice. */
export async function candidates(
  tx: Tx,
  actor: Actor | null,
  { id: sequenceId }: Pick<StoredSequence, 'id'>,
  asked: readonly Id[],
): Promise<Candidate[]> {
  const ids = [...new Set(asked)].filter((one) => /^\d{1,19}$/.test(one))
  const seen = actor === null ? new Set(ids) : await seenAmong(tx, actor, ids)
  const own = await ownAddresses(tx)
  const rows = await tx.query<{ id: Id; name: string; language: string | null; addresses: string[]; dead: string[]; isOut: boolean; isUnderWay: boolean; isColleague: boolean; hadIt: boolean }>({
    name: 'enrolment-candidates',
    text: `select k.id, k.name, k.language, a.addresses,
        array(select s.address from suppression s where s.address = any(a.addresses)) as dead,
        exists (select from opt_out o where o.address = any(a.addresses)) as "isOut",
        exists (select from "user" u where lower(u.email) = any(a.addresses)) as "isColleague",
        exists (select from enrolment e where e.sequence_id = $2 and e.contact_id = k.id and e.state in ('waiting', 'paused')) as "isUnderWay",
        exists (select from enrolment e where e.contact_id = k.id and e.sequence_id = $2) as "hadIt"
      from contact k, lateral (select array(select address from contact_address where contact_id = k.id order by position, address limit 100) as addresses) a
      where k.id = any($1::bigint[]) and k.merged_into is null`,
    values: [ids, sequenceId],
  }) // prettier-ignore
  const known = new Map(rows.map((row) => [row.id, row]))
  return [...new Set(asked)].map((contactId) => {
    const row = known.get(contactId)
    if (!row || !seen.has(contactId)) return { contactId, name: '', address: '', language: null, refusal: 'unseen' }
    const address = row.addresses.find((one) => !row.dead.includes(one)) ?? ''
    const isOurs = row.isColleague || row.addresses.some((one) => own.has(normalizeAddress(one)) || own.has(withoutDetail(one).address)) // prettier-ignore
    const refusal: EnrolmentRefusal | null =
      row.addresses.length === 0
        ? 'noAddress'
        : isOurs
          ? 'colleague'
          : row.isOut
            ? 'optedOut'
            : address === ''
              ? 'suppressed'
              : row.isUnderWay
                ? 'underWay'
                : actor === null && row.hadIt
                  ? 'before'
                  : null
    return { contactId, name: row.name, address, language: row.language, refusal }
  })
}

interface Asked {
  id: Id
  contactIds: readonly Id[]
  dealId: Id | null
}

async function mustEnrol(
  tx: Tx,
  actor: Actor,
  { id, dealId }: Asked,
): Promise<{ sequence: StoredSequence; senderId: Id }> {
  const sequence = await visibleSequence(tx, actor, id, 'sequence.enrol')
  if (actor.id === null) throw new Problem('denied', 'not-a-person', 'Letters of a sequence go in somebody’s name: ask with a session or a token of theirs.') // prettier-ignore
  if (!mayEnrol(actor, sequence.inbox_id)) throw new Problem('denied', 'not-permitted', 'You may not write from this inbox.') // prettier-ignore
  mustAlso(actor, 'contact.read')
  if (dealId !== null) mustAlso(actor, 'deal.read')
  if (sequence.archived_at) throw new Problem('conflict', 'sequence-archived', 'This sequence is in use no more.')
  if (dealId !== null && (await visibleDeal(tx, actor, dealId)).kind !== 'open')
    throw new Problem('conflict', 'deal-closed', 'This deal is closed: a sequence would end before it begins.')
  return { sequence, senderId: actor.id }
}

export async function preview(tx: Tx, actor: Actor, asked: Asked): Promise<OutputOf<typeof previewEnrolment>> {
  const { sequence, senderId } = await mustEnrol(tx, actor, asked)
  const rows: OutputOf<typeof previewEnrolment>['rows'] = []
  const [first] = sequence.steps
  let kept: Kept = { values: new Map() }
  for (const { language, ...row } of await candidates(tx, actor, sequence, asked.contactIds)) {
    kept = { ...kept, values: new Map() }
    const writing = { inboxId: sequence.inbox_id, contactId: row.contactId, senderId, language, kept }
    const letter = first && row.refusal === null ? await letterOf(tx, first, writing) : null
    const unfilled = letter ? await unfilledIn(tx, sequence.steps, writing) : []
    rows.push({ ...row, subject: letter?.subject ?? '', text: letter?.text ?? '', unfilled })
  }
  const dueAt = await firstDue(tx, sequence)
  return { rows, dueAt: dueAt?.toISOString() ?? null, isToMany: asked.contactIds.length > 1 }
}

async function firstDue(tx: Tx, { inbox_id: inboxId, steps, is_in_hours: isInHours }: StoredSequence) {
  const [first] = steps
  return first ? dueAfter(first, tx.now, await hoursOfInbox(tx, inboxId), isInHours) : null
}

export interface Enrolled {
  enrolledIds: Id[]
  refused: { contactId: Id; refusal: EnrolmentRefusal }[]
}

export async function enrol(tx: Tx, actor: Actor, asked: Asked): Promise<Enrolled> {
  const { sequence, senderId } = await mustEnrol(tx, actor, asked)
  return await put(tx, sequence, await candidates(tx, actor, sequence, asked.contactIds), {
    dealId: asked.dealId,
    senderId,
    ruleId: null,
    isToMany: asked.contactIds.length > 1,
  })
}

export async function enrolByRule(
  tx: Tx,
  sequence: StoredSequence,
  { contactId, ...by }: { contactId: Id; dealId: Id | null; senderId: Id; ruleId: Id },
): Promise<Enrolled> {
  return await put(tx, sequence, await candidates(tx, null, sequence, [contactId]), { ...by, isToMany: true })
}

async function put(
  tx: Tx,
  sequence: StoredSequence,
  all: readonly Candidate[],
  by: { dealId: Id | null; senderId: Id; ruleId: Id | null; isToMany: boolean },
): Promise<Enrolled> {
  const refused = all.flatMap(({ contactId, refusal }) => (refusal === null ? [] : [{ contactId, refusal }]))
  const fit = all.filter(({ refusal }) => refusal === null)
  if (fit.length === 0) return { enrolledIds: [], refused }
  const dueAt = await firstDue(tx, sequence)
  if (dueAt === null) throw new Problem('invalid', 'hours-closed', 'These hours never have so much time. Let the first letter wait by the calendar.') // prettier-ignore
  const rows = await tx.db
    .insertInto('enrolment')
    .values(
      fit.map(({ contactId, address }) => ({
        id: tx.mint(),
        sequence_id: sequence.id,
        contact_id: contactId,
        address,
        deal_id: by.dealId,
        sender_id: by.senderId,
        enrolled_by: by.ruleId === null ? tx.actorId : null,
        rule_id: by.ruleId,
        is_to_many: by.isToMany,
        state: 'waiting',
        due_at: dueAt,
        created_at: tx.now,
        changed_at: tx.now,
      })),
    )
    // Enrolled by a colleague this very moment.
    .onConflict((clash) =>
      clash.columns(['sequence_id', 'contact_id']).where('state', 'in', ['waiting', 'paused']).doNothing(),
    ) // prettier-ignore
    .returning(['id', 'contact_id'])
    .execute()
  const enrolled = new Set(rows.map((row) => row.contact_id))
  await recordAll(
    tx,
    rows.map(({ id, contact_id: contactId }) => ({
      name: 'enrolment.added',
      nounId: id,
      data: { contactId, sequenceId: sequence.id, until: dueAt.toISOString() },
      inboxId: sequence.inbox_id,
    })),
  )
  const at = dueAt.toISOString()
  await enqueueAll(
    tx,
    rows.map(({ id }) => ({ kind: stepJob, payload: { enrolmentId: id, at } satisfies StepDue, runAt: dueAt })),
  )
  const late = fit.filter(({ contactId }) => !enrolled.has(contactId))
  return {
    enrolledIds: rows.map((row) => row.id),
    refused: [...refused, ...late.map(({ contactId }) => ({ contactId, refusal: 'underWay' as const }))],
  }
}
