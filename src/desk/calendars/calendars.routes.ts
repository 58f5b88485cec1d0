// Which verb answers which route of the calendars' room.
import { Problem } from '../../kit/problem.ts'
import type { OutputOf } from '../../kit/route.ts'
import type { Keys } from '../../store/keys.ts'
import { answer, answerAfter, type Answer } from '../users/asking.ts'
import type { Actor } from '../users/permissions.ts'
import * as api from './calendars.api.ts'
import { accessForTest, addCalendar, type CalendarAccess, changeCalendar, listCalendars, pauseCalendar, removeCalendar, syncCalendar } from './calendars.ts' // prettier-ignore

export interface CalendarsMeans {
  keys: Keys
  /** Enters the calendar and says what is there, or what is wrong. A room has no network of its own. */
  tryCalendar: (access: CalendarAccess) => Promise<OutputOf<typeof api.testCalendar>>
}

export function calendarsRoutes({ keys, tryCalendar }: CalendarsMeans): Answer[] {
  return [
    answer(api.listCalendars, async ({ tx, actor }) => await listCalendars(tx, unbound(actor))),
    answer(api.addCalendar, async ({ tx, actor }, input) => await addCalendar(tx, keys, unbound(actor), input)),
    answer(api.changeCalendar, ({ tx, actor }, { id, ...change }) =>
      changeCalendar(tx, keys, unbound(actor), id, change),
    ),
    answer(api.pauseCalendar, ({ tx, actor }, { id, isPaused }) => pauseCalendar(tx, unbound(actor), id, isPaused)),
    answer(api.removeCalendar, async ({ tx, actor }, { id }) => {
      await removeCalendar(tx, unbound(actor), id)
      return {}
    }),
    answer(api.syncCalendar, ({ tx, actor }, { id }) => syncCalendar(tx, unbound(actor), id)),
    answerAfter(
      api.testCalendar,
      async ({ transact, actor }, input) => {
        return await tryCalendar(await transact((tx) => accessForTest(tx, keys, unbound(actor), input)))
      },
      async (_asking, _input, outcome) => outcome,
    ),
  ]
}

/** A person’s calendar is theirs: a token for some inboxes has no business with it. */
function unbound(actor: Actor): Actor {
  if (!actor.isBound) return actor
  throw new Problem('denied', 'token-bound', 'A token for some inboxes has no calendar.')
}
