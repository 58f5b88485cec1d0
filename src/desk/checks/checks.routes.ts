// Which verb answers which route about what is looked at before an answer leaves.
import { Problem } from '../../kit/problem.ts'
import { answer, type Answer } from '../users/asking.ts'
import { can } from '../users/permissions.ts'
import * as api from './checks.api.ts'
import { changeCheckPolicy, changeDeskPhrases, checkPoliciesOf, defaultLevels, deskPhrases } from './policies.ts'

export function checksRoutes(): Answer[] {
  return [
    answer(api.listCheckPolicies, async ({ tx, actor }) => ({
      defaultLevels: { ...defaultLevels },
      desk: await deskPhrases(tx),
      inboxes: await checkPoliciesOf(tx, actor.inboxIds),
    })),
    answer(api.changeCheckPolicy, async ({ tx, actor }, { id, version, ...rules }) => {
      if (!can(actor, api.changeCheckPolicy.may, id))
        throw new Problem('missing', 'inbox-missing', 'There is no such inbox.', { detail: { id } })
      return await changeCheckPolicy(tx, id, version, rules)
    }),
    answer(api.changeDeskPhrases, async ({ tx, actor }, { version, phrases }) => {
      if (!actor.seesAll)
        throw new Problem('denied', 'token-bound', 'Only who sees every inbox decides what holds in all of them.')
      return await changeDeskPhrases(tx, version, phrases)
    }),
  ]
}
