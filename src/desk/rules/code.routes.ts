// Which verb answers which route of rules as code.
import { answer, type Answer } from '../users/asking.ts'
import { can } from '../users/permissions.ts'
import { applyCode, exportCode } from './apply.ts'
import * as api from './code.api.ts'
import { Problem } from '../../kit/problem.ts'
import { currentVersion } from './versions.ts'

export function codeRoutes(): Answer[] {
  return [
    answer(api.exportRules, async ({ tx, actor }, { inboxId }) => {
      if (inboxId !== undefined && !can(actor, 'inbox.read', inboxId))
        throw new Problem('missing', 'inbox-missing', 'There is no such inbox.', { detail: { inboxId } })
      return { code: await exportCode(tx, actor, inboxId), version: await currentVersion(tx) }
    }),
    answer(
      api.applyRules,
      async ({ tx, actor }, { dryRun, base, ...asked }) =>
        await applyCode(tx, actor, { ...asked, isDry: dryRun, base }),
    ),
  ]
}
