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
      run: async (tx, [job]) => {
        const { after = '0' } = (job?.payload ?? {}) as { after?: Id }
        await review(tx, after, calendars)
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

/** Every conversation with a clock that runs, a page at a time. */
async function review(tx: Tx, after: Id, calendars: Calendars): Promise<void> {
  const rows = await tx.query<{ id: Id }>({
    name: 'deadline-review',
    text: `select distinct conversation_id as id from clock where stopped_at is null and conversation_id > $1
      order by conversation_id limit ${PAGE}`,
    values: [after],
  })
  const ids = rows.map((row) => row.id)
  await followConversations(tx, ids, calendars, { isReview: true })
  const last = ids.at(-1)
  if (ids.length === PAGE && last) await enqueue(tx, reviewJob, { after: last })
}
