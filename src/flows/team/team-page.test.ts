import { expect, test } from 'vitest'
import { problemOf, withLetter } from '../../../test/answering.ts'
import { receive } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { assign, setTeam } from '../../desk/conversations/change.ts'
import { addPolicy } from '../../desk/sla/policies.ts'
import { leaveNote, putNoteBack, takeNote } from '../../desk/teams/shift-notes.ts'
import { addTeam } from '../../desk/teams/teams.ts'
import { followConversations } from '../deadlines/deadlines.ts'
import { teamPage } from './team-page.ts'

const minutes = { urgent: 60, high: 60, normal: 60, low: 60 }

test(
  'the team page says who has how much, who waits longest and what is due, of inboxes that one sees',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo } = desk
    const day = await addTeam(ada, { name: 'Day', memberIds: [ben.id, cleo.id] })
    await addPolicy(ada, { name: 'All', inboxIds: [], categoryIds: [], tags: [], hoursId: null, warnAt: null, steps: [], isEnabled: true, targets: [{ measure: 'firstResponse', counts: 'calendar', minutes, pausesWhile: [] }] }) // prettier-ignore
    const { means, conversation } = await withLetter(desk)
    const later = { ...tx, now: new Date(tx.now.getTime() + 30 * 60_000) }
    await receive(later, means, { to: 'billing@desk.example', subject: 'Closed to Ben', receivedAt: later.now })
    await receive(later, means, { subject: 'For the team', receivedAt: later.now, from: 'dora@other.example' })
    const rows = await tx.db.selectFrom('conversation').select(['id', 'subject']).orderBy('id').execute()
    const idOf = (subject: string) => rows.find((row) => row.subject === subject)?.id ?? ''
    await assign(ada, conversation.id, ben.id)
    await assign(ada, idOf('Closed to Ben'), cleo.id)
    await setTeam(ada, idOf('For the team'), day.id)
    await followConversations(later, rows.map((row) => row.id), new Map()) // prettier-ignore

    const at = { ...later, now: new Date(tx.now.getTime() + 61 * 60_000) }
    const page = await teamPage(at, await ben.actor())

    const [team] = page.teams
    expect(team).toMatchObject({
      teamId: day.id,
      userIds: [ben.id, cleo.id],
      unassigned: 1,
      dueSoon: 1,
      overdue: 0,
      isOwn: true,
    })
    expect(team?.oldestSince).toBe(later.now.toISOString())
    const of = (id: string) => page.people.find((one) => one.userId === id)
    expect(of(ben.id)).toMatchObject({ held: 1, dueSoon: 0, overdue: 1, oldestSince: tx.now.toISOString() })
    // What Cleo has in an inbox that Ben does not see is load, and nothing else of it is told.
    expect(of(cleo.id)).toMatchObject({ held: 1, dueSoon: 0, overdue: 0, oldestSince: null })
  }),
)

test(
  'a hand-over note is seen by the team until somebody takes it, by nobody else, and taken once',
  onDesk(async ({ tx, ada, ben, cleo, vera, history }) => {
    const night = await addTeam(ada, { name: 'Night', memberIds: [ben.id, cleo.id] })
    const other = await addTeam(ada, { name: 'Other', memberIds: [vera.id] })
    const notes = async (who: typeof ben) => (await teamPage(tx, await who.actor())).notes.map((one) => one.text)

    const note = await leaveNote(ben, await ben.actor(), night.id, 'Call Acme back at nine.')

    expect([await notes(cleo), await notes(ada), await notes(vera)]).toEqual([['Call Acme back at nine.'], ['Call Acme back at nine.'], []]) // prettier-ignore
    expect(await problemOf(leaveNote(ben, await ben.actor(), other.id, 'x'))).toMatchObject({ code: 'team-missing' })
    expect(await problemOf(takeNote(vera, await vera.actor(), note.id))).toMatchObject({ code: 'shift-note-missing' })
    await takeNote(cleo, await cleo.actor(), note.id)
    expect(await notes(ben)).toEqual([])
    expect(await problemOf(takeNote(ben, await ben.actor(), note.id))).toMatchObject({ code: 'shift-note-missing' })
    expect(await problemOf(putNoteBack(ben, await ben.actor(), note.id))).toMatchObject({ code: 'shift-note-missing' })
    await putNoteBack(cleo, await cleo.actor(), note.id)
    expect(await notes(ben)).toEqual(['Call Acme back at nine.'])
    expect(JSON.stringify(await history(note.id))).not.toContain('Acme')
    expect((await history(note.id)).map((one) => [one.name, one.by])).toEqual([['shiftNote.left', 'ben'], ['shiftNote.taken', 'cleo'], ['shiftNote.putBack', 'cleo']]) // prettier-ignore
  }),
)
