// Deadlines as the worker calls them: what follows an event, what follows an edited promise, and a step of an escalation.
import type { Id } from '../../kit/id.ts'
import type { Following } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Handlers } from '../../store/jobs/worker.ts'
import type { Tx } from '../../store/tx.ts'
import { followConversations } from './deadlines.ts'
import { escalate } from './escalate.ts'
import { escalateJob, type Escalation } from './ring.ts'
import type { Calendars } from './terms.ts'

/** The kinds of job that bring events here. */
export const followJob = 'deadlines.follow'
export const reviewJob = 'deadlines.review'
const PAGE = 200

/** `calendars` are kept for as long as the process lives. */
export function deadlineHandlers(calendars: Calendars): Handlers {
  return {
    [followJob]: {
      batch: 100,
      run: (tx, jobs) => followConversations(tx, jobs.map(({ payload }) => conversationOf(payload as Following)), calendars), // prettier-ignore
    },
    [reviewJob]: {
      run: async (tx, jobs) => {
        for (const { payload } of jobs) {
          const { event, after = '0', name, data } = payload as Following & { after?: Id }
          if (name !== 'inbox.changed' || isAboutHours(data)) await review(tx, { event, after }, calendars)
        }
      },
    },
    [escalateJob]: {
      run: async (tx, jobs) => {
        for (const job of jobs) await escalate(tx, job.payload as Escalation)
      },
    },
  }
}

/** The conversation that an event happened in. */
export const conversationOf = ({ conversationId, subjectId }: Following): Id => conversationId ?? subjectId

const isAboutHours = ({ changed }: Following['data']) => Array.isArray(changed) && changed.includes('hoursId')

/** The events by which a promise, or the time it counts, is edited. */
const EDITS = ['slaPolicy.added', 'slaPolicy.changed', 'slaPolicy.deleted', 'slaPolicy.ordered', 'hours.changed']

/** Every conversation with a clock that runs, a page at a time. An edit that was made since has a review of its own, from the beginning. */
async function review(tx: Tx, { event, after }: { event: Id; after: Id }, calendars: Calendars): Promise<void> {
  const later = await tx.query({
    name: 'deadline-edited-since',
    text: 'select 1 from event where name = any($1) and id > $2 limit 1',
    values: [EDITS, event],
  })
  if (later.length > 0) return
  const rows = await tx.query<{ id: Id }>({
    name: 'deadline-review',
    text: `select distinct conversation_id as id from clock where stopped_at is null and conversation_id > $1
      order by conversation_id limit ${PAGE}`,
    values: [after],
  })
  const ids = rows.map((row) => row.id)
  await followConversations(tx, ids, calendars, { isReview: true })
  const last = ids.at(-1)
  if (ids.length === PAGE && last) await enqueue(tx, reviewJob, { event, after: last })
}
