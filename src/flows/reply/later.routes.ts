// Which verb answers which route of sending later.
import { standingDraft } from '../../desk/drafts/drafts.ts'
import type { Means } from '../../desk/means.ts'
import { answer, type Answer } from '../../desk/users/asking.ts'
import * as api from './later.api.ts'
import { scheduleDraft, unscheduleDraft } from './later.ts'

export function laterRoutes(means: Means): Answer[] {
  return [
    answer(api.scheduleDraft, async ({ tx, actor }, { id, draftId, ...asked }) =>
      scheduleDraft(tx, means, actor, await standingDraft(tx, actor, { id, draftId }), asked),
    ),
    answer(api.unscheduleDraft, async ({ tx, actor }, at) => unscheduleDraft(tx, await standingDraft(tx, actor, at))),
  ]
}
