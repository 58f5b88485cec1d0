// Which verb answers which route of the timeline.
import { putIntoCalendar, refuseFollowed } from '../calendars/own.ts'
import { validId } from '../conversations/views.ts'
import { answer, type Answer } from '../users/asking.ts'
import { addActivity, changeActivity, deleteActivity, mustSeeActivity, restoreActivity } from './activities.ts'
import { timelineTable } from './export.ts'
import { readGlance } from './glance.ts'
import { kindsIn, readTimeline } from './read.ts'
import { shownActivity } from './shown.ts'
import { mustSeeSubject } from './sight.ts'
import * as api from './timeline.api.ts'

export function timelineRoutes(): Answer[] {
  return [
    answer(api.readTimeline, ({ tx, actor }, { noun, id, kinds, ...asked }) =>
      readTimeline(tx, actor, { noun, id }, { ...asked, kinds: kindsIn(kinds) }),
    ),
    answer(api.readGlance, ({ tx, actor }, subject) => readGlance(tx, actor, subject)),
    answer(api.exportTimeline, async ({ tx, actor }, subject) => ({
      bytes: await timelineTable(tx, actor, subject),
      type: 'text/csv',
      name: `timeline-${subject.noun}-${subject.id}.csv`,
    })),
    answer(api.addActivity, async ({ tx, actor }, { at, subjects, inCalendar, ...wanted }) => {
      const seen: api.Subject[] = []
      for (const subject of subjects) seen.push(await mustSeeSubject(tx, actor, subject))
      const row = await addActivity(tx, { ...wanted, subjects: seen, at: at === undefined ? tx.now : new Date(at) })
      if (inCalendar && row.kind === 'meeting') await putIntoCalendar(tx, row.id, actor.id)
      return shownActivity(row)
    }),
    answer(api.changeActivity, async ({ tx, actor }, { id, version, at, ...wish }) => {
      await mustSeeActivity(tx, actor, validId(id))
      await refuseFollowed(tx, id)
      const fields = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined))
      return shownActivity(await changeActivity(tx, id, { ...fields, ...(at !== undefined && { at: new Date(at) }) }, version)) // prettier-ignore
    }),
    answer(api.deleteActivity, async ({ tx, actor }, { id }) => {
      await mustSeeActivity(tx, actor, validId(id))
      await refuseFollowed(tx, id)
      await deleteActivity(tx, id)
      return {}
    }),
    answer(api.restoreActivity, async ({ tx, actor }, { id }) => {
      await mustSeeActivity(tx, actor, validId(id))
      await refuseFollowed(tx, id)
      return shownActivity(await restoreActivity(tx, id))
    }),
  ]
}
