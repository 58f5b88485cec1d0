import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { addTeam, archiveTeam, changeTeam, listTeams } from './teams.ts'

test(
  'a team is added, renamed, given other members and archived, and all of it is remembered',
  onDesk(async ({ ada, ben, cleo, history }) => {
    const team = await addTeam(ada, { name: 'Returns', memberIds: [ben.id, ben.id] })

    expect(await changeTeam(ada, team.id, { name: 'Refunds' })).toEqual({
      id: team.id,
      name: 'Refunds',
      memberIds: [ben.id],
    })
    expect(await changeTeam(ada, team.id, { memberIds: [cleo.id] })).toMatchObject({ memberIds: [cleo.id] })
    await archiveTeam(ada, team.id)

    expect(await listTeams(ada)).toEqual([])
    expect((await history(team.id)).map((one) => [one.name, one.by])).toEqual([
      ['team.added', 'ada'],
      ['team.changed', 'ada'],
      ['team.changed', 'ada'],
      ['team.archived', 'ada'],
    ])
  }),
)

test(
  'somebody who does not exist joins no team, and an archived team changes no more',
  onDesk(async ({ ada, store }) => {
    const { ask, signedIn } = openWebDoor(store)
    const as = await signedIn(ada.id)

    expect((await ask('POST', '/teams', { as, body: { name: 'Ghosts', memberIds: ['17'] } })).body.code).toBe(
      'user-missing',
    )
    expect((await ask('GET', '/teams', { as })).body).toEqual([])
    expect((await ask('PATCH', '/teams/17', { as, body: { name: 'x' } })).status).toBe(404)
    expect((await ask('PATCH', '/teams/none', { as, body: { name: 'x' } })).body.code).toBe('bad-value')
    expect((await ask('PATCH', '/teams/99999999999999999999', { as, body: { name: 'x' } })).status).toBe(400)
  }),
)
