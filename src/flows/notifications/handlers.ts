// Notifications as the worker calls them: what follows an event, what follows lost access, letters, and what is forgotten.
import { retireLost, retireTasks, sweeps } from '../../desk/notifications/retire.ts'
import { mintedAt } from '../../kit/id.ts'
import type { Following } from '../../store/events.ts'
import { conversationOf } from '../deadlines/handlers.ts'
import type { Handlers } from '../../store/jobs/worker.ts'
import { sweepLetters } from './letter.ts'
import { mailNotifications, type MailMeans } from './mail.ts'
import type { PushMeans } from './push-request.ts'
import { pushHandlers } from './push.ts'
import { tell, tellJob } from './tell.ts'

/** Follows whatever may have taken a conversation from somebody, or settled a task. */
export const retireJob = 'notification.retire'
export const mailJob = 'notification.mail'
export const sweepJob = 'notification.sweep'

/** Without a way to push services what would go there waits as a job. */
export function notificationHandlers(means: MailMeans, push?: PushMeans): Handlers {
  return {
    ...(push && pushHandlers(push)),
    [tellJob]: { batch: 200, run: (tx, jobs) => tell(tx, jobs.map((job) => job.payload as Following)) }, // prettier-ignore
    [retireJob]: {
      batch: 200,
      run: async (tx, jobs) => {
        const all = jobs.map((job) => job.payload as Following)
        const { tasks = [], events = [] } = Object.groupBy(all, ({ name }) =>
          name.startsWith('task.') ? 'tasks' : 'events',
        )
        const at = ({ event }: Following) => new Date(Math.min(mintedAt(event), tx.now.getTime()))
        if (tasks.length > 0) await retireTasks(tx, tasks.map((one) => ({ taskId: one.subjectId, at: at(one) }))) // prettier-ignore
        if (events.length === 0) return
        const isAboutOne = ({ name }: Following) => name.startsWith('conversation.')
        await retireLost(tx, events.every(isAboutOne) ? events.map(conversationOf) : undefined)
      },
    },
    [mailJob]: {
      run: async (tx) => {
        await mailNotifications(tx, means)
      },
    },
    [sweepJob]: {
      runOutside: async (store) => {
        const us = { actorId: null, isRedone: true }
        for (const sweep of sweeps) await store.transact(us, sweep)
        await store.transact(us, (tx) => sweepLetters(tx, means))
      },
    },
  }
}

/** Of the changes of a person those that can take something from them. */
export function losesAccess(data: Readonly<Record<string, unknown>>): boolean {
  return data['role'] !== undefined || data['isDisabled'] !== undefined
}
