// Hand-over notes: what one shift leaves to the next. The team sees it until somebody takes it: then it is theirs to see to. Other
// products call them shift logs.
import { compareIds, type Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { can, type Actor } from '../users/permissions.ts'
import { MOST_NOTES, type ShiftNote } from './shift-notes.api.ts'

/** Of these teams, newest first, at most `MOST_NOTES` of each. */
export async function waitingNotes(tx: Tx, teamIds: readonly Id[]): Promise<ShiftNote[]> {
  const rows = await tx.query<Omit<ShiftNote, 'at'> & { at: Date }>({
    name: 'shift-notes',
    text: `select note.* from unnest($1::bigint[]) team (id) cross join lateral (
        select id, team_id as "teamId", author_id as "authorId", text, created_at as at from shift_note
        where team_id = team.id and taken_at is null order by id desc limit ${MOST_NOTES}) note order by note.id desc`,
    values: [teamIds],
  })
  return rows.map((row) => ({ ...row, at: row.at.toISOString() })).toSorted((one, other) => compareIds(other.id, one.id)) // prettier-ignore
}

/** The teams whose notes somebody reads and takes: their own; whoever makes the rules, those of all. */
export async function teamsReadBy(tx: Tx, actor: Actor): Promise<Id[]> {
  const rows = await tx.query<{ id: Id }>({
    name: 'shift-teams',
    text: `select t.id from team t where t.archived_at is null
      and ($2 or exists (select from team_member m where m.team_id = t.id and m.user_id = $1)) order by t.id`,
    values: [actor.id ?? '0', can(actor, 'rule.write') && !actor.isBound],
  })
  return rows.map((row) => row.id)
}

export async function leaveNote(tx: Tx, actor: Actor, teamId: Id, text: string): Promise<ShiftNote> {
  const authorId = mustBePerson(actor)
  await mustRead(tx, actor, teamId)
  await tx.query({ name: 'team-hold', text: 'select from team where id = $1 for update', values: [teamId] })
  if ((await waitingNotes(tx, [teamId])).length >= MOST_NOTES)
    throw new Problem('conflict', 'notes-untaken', `${MOST_NOTES} notes wait here already. Take some of them first.`)
  const id = tx.mint()
  await tx.db
    .insertInto('shift_note')
    .values({ id, team_id: teamId, author_id: authorId, text, created_at: tx.now })
    .execute()
  await record(tx, 'shiftNote.left', id, { teamId })
  return { id, teamId, authorId, text, at: tx.now.toISOString() }
}

/** The first who takes it has it. Its author may take it back so, too. */
export async function takeNote(tx: Tx, actor: Actor, id: Id): Promise<void> {
  const userId = mustBePerson(actor)
  const teamIds = await teamsReadBy(tx, actor)
  const taken = await tx.query<{ team_id: Id }>({
    name: 'shift-take',
    text: `update shift_note set taken_by = $2, taken_at = $3 where id = $1 and team_id = any($4::bigint[]) and taken_at is null returning team_id`,
    values: [id, userId, tx.now, teamIds],
  })
  if (!taken[0]) throw new Problem('missing', 'shift-note-missing', 'There is no such note any more: somebody has taken it.') // prettier-ignore
  await record(tx, 'shiftNote.taken', id, { teamId: taken[0].team_id })
}

/** An undo: it waits for the team again. */
export async function putNoteBack(tx: Tx, actor: Actor, id: Id): Promise<void> {
  const back = await tx.query<{ team_id: Id }>({
    name: 'shift-put-back',
    text: 'update shift_note set taken_by = null, taken_at = null where id = $1 and taken_by = $2 returning team_id',
    values: [id, mustBePerson(actor)],
  })
  if (!back[0]) throw new Problem('missing', 'shift-note-missing', 'You have taken no such note.')
  await record(tx, 'shiftNote.putBack', id, { teamId: back[0].team_id })
}

async function mustRead(tx: Tx, actor: Actor, teamId: Id): Promise<void> {
  if ((await teamsReadBy(tx, actor)).includes(teamId)) return
  throw new Problem('missing', 'team-missing', 'There is no such team, or you are not in it.', { detail: { teamId } })
}

function mustBePerson({ id }: Actor): Id {
  if (id === null) throw new Problem('denied', 'not-a-person', 'A program of the desk works no shifts.')
  return id
}
