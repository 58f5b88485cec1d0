// Figures as the worker calls them: every few seconds the facts follow what happened since. While a burst of mail comes in they wait.
import type { Fresh } from '../../desk/means.ts'
import type { Handlers } from '../../store/jobs/worker.ts'
import { followFigures, type Calendars } from './course.ts'

/** The kind of job that a schedule asks for. */
export const followFiguresJob = 'figures.follow'
/** Where there is much to do, as when all is measured anew, the machine is left to others in between; milliseconds of each period. */
const BUSY = 3_000

export function figuresHandlers({ fresh }: { fresh: Pick<Fresh, 'burst'> }): Handlers {
  /** Kept for as long as the process lives. */
  const calendars: Calendars = new Map()
  return {
    [followFiguresJob]: {
      runOutside: async (store) => {
        const until = store.clock.now().getTime() + BUSY
        for (let isMore = true; isMore && !fresh.burst.isOn() && store.clock.now().getTime() < until;)
          isMore = (await store.transact({ actorId: null, isRedone: true }, (tx) => followFigures(tx, calendars)))
            .isMore
      },
    },
  }
}
