// Sequences: letters written once, sent one after the other while nobody answers. Other products call them cadences or drip campaigns.
// Whose each is: its inbox's. Who is under way is in enrolments.ts.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { InputOf } from '../../kit/route.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { refuseUnknownIn } from '../macros/body.ts'
import { refuseNamed } from '../rules/naming.ts'
import { can, mustAlso, type Actor } from '../users/permissions.ts'
import { variablesFor } from '../variables/own-fields.ts'
import { refuseUnknownVariables } from '../variables/variables.ts'
import { SequenceLimits, type Sequence, type SequenceStep, type WantedSequence } from './sequences.api.ts'
import type * as api from './sequences.api.ts'

export type StoredSequence = Omit<Selectable<Tables['sequence']>, 'steps' | 'stops_at'> & {
  steps: SequenceStep[]
  stops_at: Sequence['stopsAt']
}

const LIMITS = 'sequence-limits'
const usual: SequenceLimits = { perPerson: 50, perInbox: 200 }
/** In one desk: a list of them is one page. */
const MOST = 500

export async function listSequences(tx: Tx, actor: Actor, state: 'inUse' | 'archived'): Promise<Sequence[]> {
  const rows = await tx.query<StoredSequence>({
    name: `sequences-${state}`,
    text: `select * from sequence where inbox_id = any($1::bigint[]) and archived_at is ${state === 'inUse' ? 'null' : 'not null'}
      order by lower(name), id limit ${MOST}`,
    values: [[...actor.inboxIds]],
  })
  return rows.map((row) => shown(actor, row))
}

function shown(actor: Actor, row: StoredSequence): Sequence {
  return {
    id: row.id,
    name: row.name,
    inboxId: row.inbox_id,
    senderId: row.sender_id,
    stopsAt: row.stops_at,
    isInHours: row.is_in_hours,
    awayDays: row.away_days,
    isEnabled: row.is_enabled,
    steps: row.steps,
    version: row.version,
    changedAt: row.changed_at.toISOString(),
    archivedAt: row.archived_at?.toISOString() ?? null,
    mayWrite: row.archived_at === null && can(actor, 'sequence.write', row.inbox_id),
    mayEnrol: row.archived_at === null && mayEnrol(actor, row.inbox_id),
  }
}

/** Who enrols writes letters: they may also write one by hand. */
export function mayEnrol(actor: Actor, inboxId: Id): boolean {
  return actor.id !== null && can(actor, 'sequence.enrol', inboxId) && can(actor, 'conversation.reply', inboxId)
}

/** One of an inbox that the actor does not see does not exist. */
export async function visibleSequence(
  tx: Tx,
  actor: Actor,
  id: Id,
  permission = 'sequence.read',
): Promise<StoredSequence> {
  const row = await sequenceRow(tx, id)
  if (!row || !can(actor, 'sequence.read', row.inbox_id)) throw noSuchSequence(id)
  if (!can(actor, permission, row.inbox_id)) throw new Problem('denied', 'not-permitted', 'You may not do this.', { detail: { needs: permission } }) // prettier-ignore
  return row
}

export async function sequenceRow(tx: Tx, id: Id): Promise<StoredSequence | null> {
  const [row] = await tx.query<StoredSequence>({
    name: 'sequence-row',
    text: 'select * from sequence where id::text = $1',
    values: [id],
  })
  return row ?? null
}

export function noSuchSequence(id: Id): Problem {
  return new Problem('missing', 'sequence-missing', 'There is no such sequence.', { detail: { id } })
}

export async function addSequence(tx: Tx, actor: Actor, wanted: WantedSequence): Promise<Sequence> {
  await refuseUnfit(tx, actor, wanted)
  const row = await tx.db
    .insertInto('sequence')
    .values({ id: tx.mint(), ...columns(wanted), created_at: tx.now, changed_at: tx.now })
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, 'sequence.added', row.id, { name: wanted.name }, { inboxId: wanted.inboxId })
  return shown(actor, row as StoredSequence)
}

/** Of a letter that has left nothing is changed; all others are as it says now. */
export async function changeSequence(
  tx: Tx,
  actor: Actor,
  { id, version, ...wanted }: InputOf<typeof api.changeSequence>,
): Promise<Sequence> {
  const was = await visibleSequence(tx, actor, id, 'sequence.write')
  if (was.archived_at) throw noSuchSequence(id)
  await refuseUnfit(tx, actor, wanted)
  const row = await tx.db
    .updateTable('sequence')
    .set((is) => ({ ...columns(wanted), changed_at: tx.now, version: is('version', '+', 1) }))
    .where('id', '=', was.id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst()
  if (!row)
    throw new Problem('conflict', 'sequence-changed', 'Somebody has changed this sequence since you opened it. Open it again.') // prettier-ignore
  const data = { name: wanted.name, ...(was.is_enabled !== wanted.isEnabled && { isEnabled: wanted.isEnabled }) }
  await record(tx, 'sequence.changed', was.id, data, { inboxId: wanted.inboxId })
  return shown(actor, row as StoredSequence)
}

export async function archiveSequence(tx: Tx, actor: Actor, id: Id): Promise<void> {
  const was = await visibleSequence(tx, actor, id, 'sequence.write')
  await refuseNamed(tx, was.id, { code: 'sequence-in-use', what: 'this sequence' })
  await tx.db.updateTable('sequence').set({ archived_at: tx.now }).where('id', '=', was.id).execute()
  await tx.query({
    name: 'sequence-archive-enrolments',
    text: `update enrolment set state = 'stopped', because = 'archived', due_at = null, ended_at = $2, changed_at = $2, version = version + 1
      where sequence_id = $1 and state in ('waiting', 'paused')`,
    values: [was.id, tx.now],
  })
  await record(tx, 'sequence.archived', was.id, { name: was.name }, { inboxId: was.inbox_id })
}

function columns(wanted: WantedSequence) {
  return {
    name: wanted.name,
    inbox_id: wanted.inboxId,
    sender_id: wanted.senderId,
    steps: JSON.stringify(wanted.steps),
    stops_at: wanted.stopsAt,
    is_in_hours: wanted.isInHours,
    away_days: wanted.awayDays,
    is_enabled: wanted.isEnabled,
  }
}

async function refuseUnfit(tx: Tx, actor: Actor, { inboxId, senderId, steps }: WantedSequence): Promise<void> {
  const inbox = await tx.db.selectFrom('inbox').select('id').where('id', '=', /^\d{1,19}$/.test(inboxId) ? inboxId : '0').where('archived_at', 'is', null).executeTakeFirst() // prettier-ignore
  if (!inbox || !can(actor, 'sequence.write', inbox.id)) throw unfit('inbox-missing', 'There is no such inbox.', 'inboxId') // prettier-ignore
  if (senderId !== null) {
    const sender = await tx.db.selectFrom('user').select('id').where('id', '=', /^\d{1,19}$/.test(senderId) ? senderId : '0').where('disabled_at', 'is', null).executeTakeFirst() // prettier-ignore
    if (!sender) throw unfit('user-missing', 'There is no such colleague, or they no longer work here.', 'senderId')
  }
  const known = await variablesFor(tx, actor)
  for (const [at, { key, variants, isNewThread }] of steps.entries()) {
    if (steps.findIndex((one) => one.key === key) < at) throw unfit('step-key-twice', 'Two letters have one key.', `steps.${at}.key`) // prettier-ignore
    refuseUnknownIn(variants, known)
    for (const [place, { language, subject }] of variants.entries()) {
      const where = `steps.${at}.variants.${place}`
      if (variants.findIndex((one) => one.language === language) < place) throw unfit('language-twice', 'This language is there already.', `${where}.language`) // prettier-ignore
      if (subject === '' && (at === 0 || isNewThread)) throw unfit('no-subject', 'Write a subject.', `${where}.subject`)
      refuseUnknownVariables(subject, known, `${where}.subject`)
    }
  }
}

function unfit(code: string, text: string, where: string): Problem {
  return new Problem('invalid', code, text, { detail: { where } })
}

export async function readLimits(tx: Tx): Promise<SequenceLimits> {
  const [row] = await tx.query<{ value: unknown }>({
    name: LIMITS,
    text: `select value from setting where name = '${LIMITS}'`,
    values: [],
  })
  return row ? SequenceLimits.parse(row.value) : usual
}

export async function changeLimits(tx: Tx, actor: Actor, to: SequenceLimits): Promise<SequenceLimits> {
  mustAlso(actor, 'sequence.write')
  if (!actor.seesAll) throw new Problem('denied', 'limits-of-all', 'The limits are for the whole desk. Ask somebody who sees every inbox.') // prettier-ignore
  const from = await readLimits(tx)
  const value = JSON.stringify(to)
  await tx.db
    .insertInto('setting')
    .values({ name: LIMITS, value, changed_at: tx.now })
    .onConflict((clash) => clash.column('name').doUpdateSet({ value, changed_at: tx.now }))
    .execute()
  await record(tx, 'sequenceLimits.changed', '0', { from, to })
  return to
}
