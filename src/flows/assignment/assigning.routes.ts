// Which verb answers which route of the flow of assignment.
import { visibleConversation } from '../../desk/conversations/read.ts'
import { answer, answerAfter, type Answer } from '../../desk/users/asking.ts'
import { can, mustAlso, type Actor } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Calendars } from '../deadlines/terms.ts'
import * as api from './assigning.api.ts'
import { readBoard } from './board.ts'
import { compare, prepare } from './compare.ts'
import { explainAssignment } from './explained.ts'
import { handOver, planHandOver } from './hand-over.ts'
import { giveBack, takeNext } from './take.ts'

/** Simulations of this process; each is some seconds of a processor, shared with everybody else in slices. */
const AT_ONCE = 2

export function assigningRoutes(): Answer[] {
  const calendars: Calendars = new Map()
  let simulating = 0
  return [
    answer(api.takeNext, ({ tx, actor }, { inboxId }) => {
      const inboxIds = actor.inboxIds.filter((id) => inboxId === undefined || id === inboxId)
      return takeNext(tx, personOf(actor), inboxIds, calendars)
    }),
    answer(api.giveBack, async ({ tx, actor }, { id, because }) => {
      const conversation = await visibleConversation(tx, actor, id, 'conversation.assign')
      await giveBack(tx, conversation.id, personOf(actor), because)
      return {}
    }),
    answer(api.explainAssignment, async ({ tx, actor }, { id }) =>
      explainAssignment(tx, await visibleConversation(tx, actor, id), calendars),
    ),
    answer(api.readBoard, ({ tx, actor }) => readBoard(tx, actor)),
    answer(api.planHandOver, ({ tx, actor }, { id }) => {
      mustAlso(actor, 'conversation.read')
      return planHandOver(tx, actor, id)
    }),
    answer(api.handOver, ({ tx, actor }, { id, moves, because }) => {
      mustAlso(actor, 'conversation.assign')
      return handOver(tx, actor, { userId: id, moves, because })
    }),
    // Before the transaction, which would otherwise be held open while it computes.
    answerAfter(
      api.simulateAssignment,
      async ({ transact, actor }, { inboxId = null, weeks, seed, oneMoreOn = null }) => {
        if (inboxId !== null && !can(actor, 'report.read', inboxId))
          throw new Problem('missing', 'inbox-missing', 'There is no such inbox.', { detail: { inboxId } })
        if (simulating >= AT_ONCE)
          throw new Problem('busy', 'simulating', 'Others are simulating just now. Try again in a moment.', { detail: { retryAfter: 5 } }) // prettier-ignore
        simulating++
        try {
          const question = { inboxId, weeks, seed, oneMoreOn }
          return await compare(await transact((tx) => prepare(tx, question, calendars)), question)
        } finally {
          simulating--
        }
      },
      (_, __, comparison) => Promise.resolve(comparison),
    ),
  ]
}

function personOf(actor: Actor): Id {
  if (actor.id !== null) return actor.id
  throw new Problem('denied', 'not-a-person', 'This token belongs to nobody, and work is given to people.')
}
