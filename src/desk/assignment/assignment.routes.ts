// Which verb answers which route of the room of assignment.
import { Problem } from '../../kit/problem.ts'
import { answer, type Answer } from '../users/asking.ts'
import { can, type Actor } from '../users/permissions.ts'
import * as api from './assignment.api.ts'
import { addTimeOff, changePattern, deleteTimeOff, listPatterns } from './patterns.ts'
import { changeAssignment, policiesOf } from './policies.ts'

export function assignmentRoutes(): Answer[] {
  return [
    answer(api.listWorkPatterns, async ({ tx, actor }) =>
      (await listPatterns(tx)).map((one) => (maySeeWhy(actor, one.userId) ? one : withoutWhy(one))),
    ),
    answer(api.changeWorkPattern, ({ tx, actor }, { id, version, ...wanted }) => {
      refuseBound(actor)
      return changePattern(tx, id, version, wanted)
    }),
    answer(api.addTimeOff, ({ tx, actor }, { id, ...off }) => {
      refuseOthers(actor, id)
      return addTimeOff(tx, id, off)
    }),
    answer(api.deleteTimeOff, async ({ tx, actor }, { id, timeOffId }) => {
      refuseOthers(actor, id)
      await deleteTimeOff(tx, id, timeOffId)
      return {}
    }),
    answer(api.listAssignmentPolicies, ({ tx, actor }) => policiesOf(tx, actor.inboxIds)),
    answer(api.changeAssignmentPolicy, ({ tx, actor }, { id, version, ...wanted }) => {
      if (!can(actor, 'rule.write', id))
        throw new Problem('missing', 'inbox-missing', 'There is no such inbox.', { detail: { inboxId: id } })
      return changeAssignment(tx, id, version, wanted)
    }),
  ]
}

/** When somebody works holds in all inboxes. */
function refuseBound(actor: Actor): void {
  if (actor.isBound)
    throw new Problem('denied', 'token-bound', 'This token is for some inboxes; people’s hours and skills hold in all.')
}

function refuseOthers(actor: Actor, userId: string): void {
  if (actor.id === userId && actor.kind === 'user') return
  refuseBound(actor)
  if (can(actor, 'rule.write')) return
  throw new Problem('denied', 'not-yours', 'You enter your own time off. Ask a lead for that of a colleague.')
}

/** That somebody is away is for everybody who plans; why is for them and for leads. */
const maySeeWhy = (actor: Actor, userId: string) => !actor.isBound && (actor.id === userId || can(actor, 'rule.write'))

const withoutWhy = (one: api.WorkPattern): api.WorkPattern => ({
  ...one,
  timeOff: one.timeOff.map((off) => ({ ...off, note: '' })),
})
