// What follows what: which job answers which event, who does it, and what the clock asks for. The one page to read to know
// what Postroom does by itself.
import { bulkHandler } from '../desk/bulk/carry-out.ts'
import { bulkJob, sweepBulks } from '../desk/bulk/bulk.ts'
import { twinsJob } from '../desk/contacts/merge.routes.ts'
import { wake, wakeOverdue } from '../desk/conversations/change.ts'
import { foldTallies, mendTallies } from '../desk/conversations/tally.ts'
import { sweepImages } from '../desk/conversations/kept-images.ts'
import type { Means } from '../desk/means.ts'
import { followZone, type Ring, ringTask, zoneJob } from '../desk/tasks/ring.ts'
import { ringJob } from '../desk/tasks/tasks.ts'
import { forgetGoneCards } from '../flows/books/own-changes.ts'
import { calendarHandlers } from '../flows/calendars/accept.ts'
import { followUpJob, ringFollowUp, ringOverdue } from '../desk/conversations/follow-up.ts'
import { forgetDrafts } from '../desk/drafts/forget.ts'
import { answeringHandlers, heedJob } from '../flows/reply/handlers.ts'
import { sendOverdue } from '../flows/reply/later.ts'
import { forgetUploads } from '../flows/reply/uploads.ts'
import { measureHandling } from '../flows/assignment/measure.ts'
import { pushWaiting } from '../flows/assignment/take.ts'
import { dealHandlers, dealMovedJob, hasSource } from '../flows/deals/follow.ts'
import { tellGoals, tellGoalsJob } from '../flows/deals/tell.ts'
import { deadlineHandlers, followJob, reviewJob } from '../flows/deadlines/handlers.ts'
import { figuresHandlers, followFiguresJob } from '../flows/figures/handlers.ts'
import { watchDrift } from '../flows/audit/drift.ts'
import { dueInboxes } from '../flows/audit/plan.ts'
import { mendReminder, remind, reminderJob, type Reminder } from '../flows/audit/reminding.ts'
import { authenticityHandler, authenticityJob } from '../flows/intake/authenticity.ts'
import { hasMentions, isAnswer, isReply } from '../flows/notifications/happenings.ts'
import { losesAccess, mailJob, notificationHandlers, retireJob, sweepJob } from '../flows/notifications/handlers.ts'
import type { PushPost } from '../flows/notifications/push-request.ts'
import { isTaskNews } from '../flows/notifications/task-news.ts'
import { tellJob } from '../flows/notifications/tell.ts'
import { backfillJob, followTimelineJob, isAboutOthers, timelineHandlers } from '../flows/timeline/handlers.ts'
import {
  heedAnswers,
  heedSequencesJob,
  isClosing,
  sequenceHandlers,
  sequenceSweepJob,
} from '../flows/sequences/handlers.ts'
import { webhookHandlers } from '../flows/webhooks/handlers.ts'
import { followWebhooksJob, sweepWebhooksJob } from '../flows/webhooks/follow.ts'
import { fileSentHandler } from '../flows/sync/file-sent.ts'
import { recordHandlers } from '../flows/records/handlers.ts'
import type { Reconciling } from '../flows/sync/reconcile.ts'
import { reconcileAll, reconcileHandler, reconcileJob } from '../flows/sync/reconcile-jobs.ts'
import { listenHandler, listenJob } from '../flows/sync/silence.ts'
import { fileSentJob } from '../flows/sync/sent-there.ts'
import type { Calendars } from '../flows/deadlines/terms.ts'
import { macroHandlers, settleJob } from '../flows/macros/train.ts'
import { learningHandlers, nightJob } from '../flows/learning/train.ts'
import { triageHandlers } from '../flows/triage/handler.ts'
import type { Learner } from '../flows/learning/learner.ts'
import type { Post } from '../flows/triage/webhook.ts'
import { triageJob } from '../flows/triage/triage.ts'
import { sweepSessions } from '../desk/users/sessions.ts'
import { forgetKeys } from './http/idempotency.ts'
import { sweepChanges } from '../store/changes.ts'
import { enqueue } from '../store/jobs.ts'
import { forgetSpent } from '../store/spent.ts'
import type { Handlers } from '../store/jobs/worker.ts'
import type { Schedule } from '../store/jobs/schedule.ts'
import type { Follows } from '../store/tx.ts'

/** event → jobs */
export const follows: Follows = {
  'message.received': [triageJob, { kind: tellJob, when: isReply }, { kind: heedJob, when: isReply }],
  'conversation.statusChanged': [triageJob],
  'conversation.statusRefined': [triageJob],
  'conversation.fieldsChanged': [triageJob],
  'conversation.assigned': [triageJob, tellJob],
  'conversation.tagged': [triageJob],
  'conversation.priorityChanged': [triageJob],
  'conversation.categoryChanged': [triageJob],
  // Clocks follow what triage has looked at in the same transaction (triageHandler), and the rest by themselves.
  'message.queued': [followJob, { kind: tellJob, when: isAnswer }, { kind: heedJob, when: isAnswer }],
  'message.sentElsewhere': [followJob, heedJob],
  'message.cancelled': [followJob],
  'conversation.snoozed': [followJob],
  'conversation.woken': [followJob],
  'conversation.teamChanged': [followJob, tellJob],
  'conversation.moved': [followJob, retireJob],
  'conversation.held': [followJob],
  'conversation.released': [followJob, followTimelineJob],
  'conversation.deleted': [followJob, retireJob],
  'conversation.restored': [followJob],
  'conversation.merged': [followJob],
  'conversation.absorbed': [followJob],
  'conversation.separated': [followJob],
  'conversation.split': [followJob],
  'conversation.splitOff': [followJob],
  'conversation.unmerged': [followJob],
  'conversation.contactChanged': [followTimelineJob],
  'deal.opened': [followTimelineJob],
  'deal.changed': [followTimelineJob],
  'deal.linked': [followTimelineJob],
  'deal.unlinked': [followTimelineJob],
  'contact.changed': [followTimelineJob],
  'contact.merged': [followTimelineJob],
  'company.merged': [followTimelineJob],
  'contact.fieldsChanged': [followTimelineJob],
  'company.changed': [followTimelineJob],
  'company.fieldsChanged': [followTimelineJob],
  'slaPolicy.added': [reviewJob],
  'slaPolicy.changed': [reviewJob],
  'slaPolicy.deleted': [reviewJob],
  'slaPolicy.ordered': [reviewJob],
  'hours.changed': [reviewJob, zoneJob],
  'inbox.changed': [reviewJob, retireJob],
  'task.added': [followTimelineJob, { kind: tellJob, when: isTaskNews }],
  'task.assigned': [retireJob, { kind: tellJob, when: isTaskNews }],
  'task.changed': [
    { kind: tellJob, when: isTaskNews },
    { kind: followTimelineJob, when: isAboutOthers },
  ],
  'task.fellDue': [tellJob],
  'task.done': [retireJob],
  'task.deleted': [retireJob],
  'deal.moved': [
    followTimelineJob,
    { kind: dealMovedJob, when: hasSource },
    { kind: heedSequencesJob, when: isClosing },
  ],
  'deal.deleted': [heedSequencesJob],
  'note.added': [tellJob],
  'note.changed': [{ kind: tellJob, when: hasMentions }],
  'conversation.clockWarned': [tellJob],
  'conversation.clockBreached': [tellJob],
  'conversation.pointedOut': [tellJob],
  'conversation.followedUp': [followJob, tellJob],
  'draft.approvalAsked': [tellJob],
  'draft.approvalAnswered': [tellJob],
  'draft.calledOff': [tellJob],
  'message.failed': [tellJob, heedSequencesJob],
  'delivery.failed': [tellJob, heedSequencesJob],
  'conversation.restricted': [retireJob],
  'team.changed': [retireJob],
  'team.archived': [retireJob],
  'user.changed': [{ kind: retireJob, when: losesAccess }],
}

/** The way into mail accounts and out again, and to programs of others. */
export type Accounts = Pick<Reconciling, 'visit' | 'accepting'> & { outbound: Post; push: PushPost }

/** job → who does it */
export function handlersOf(means: Means, accounts?: Accounts, learner?: Learner): Handlers {
  const calendars: Calendars = new Map()
  return {
    ...(accounts && { [reconcileJob]: reconcileHandler({ ...means, ...accounts }) }),
    'mailbox.reconcileAll': { run: (tx) => reconcileAll(tx) },
    ...triageHandlers(means, { calendars, post: accounts?.outbound, learner }),
    ...learningHandlers(),
    ...macroHandlers(),
    ...deadlineHandlers(calendars),
    ...answeringHandlers(means, heedAnswers),
    ...sequenceHandlers(means),
    ...webhookHandlers(means, accounts?.outbound),
    ...dealHandlers(),
    ...notificationHandlers(means, accounts && { ...means, post: accounts.push }),
    ...timelineHandlers(),
    ...calendarHandlers(),
    [bulkJob]: bulkHandler,
    'bulkChange.sweep': { run: (tx) => sweepBulks(tx) },
    ...figuresHandlers(means),
    ...recordHandlers(means),
    [fileSentJob]: fileSentHandler(means),
    [listenJob]: listenHandler,
    [authenticityJob]: authenticityHandler(means, means.lookUp),
    'conversation.wake': {
      batch: 20,
      run: async (tx, jobs) => {
        for (const job of jobs) {
          const { conversationId, until } = job.payload as { conversationId: string; until: string }
          // Claimed by a clock that was set back since: it would not be due, and nobody would come again.
          if (new Date(until) > tx.now)
            await enqueue(tx, job.kind, { conversationId, until }, { runAt: new Date(until) })
          else await wake(tx, conversationId, { onlyIfDue: true, because: 'its time has come' })
        }
      },
    },
    [ringJob]: {
      batch: 50,
      run: async (tx, jobs) => {
        for (const job of jobs) await ringTask(tx, job.payload as Ring)
      },
    },
    [zoneJob]: { run: (tx) => followZone(tx) },
    [followUpJob]: {
      run: async (tx, jobs) => {
        for (const job of jobs) {
          const { conversationId, until } = job.payload as { conversationId: string; until: string }
          if (new Date(until) > tx.now)
            await enqueue(tx, job.kind, { conversationId, until }, { runAt: new Date(until) }) // as above
          else await ringFollowUp(tx, conversationId)
        }
      },
    },
    'ownCard.sweep': { run: (tx) => forgetGoneCards(tx) },
    'change.sweep': { run: (tx) => sweepChanges(tx) },
    'upload.sweep': {
      run: async (tx) => {
        await forgetUploads(tx, means)
      },
    },
    'blob.sweep': {
      runOutside: async (store) => {
        await means.blobs.sweep(store)
      },
    },
    'image.sweep': {
      run: async (tx) => {
        await sweepImages(tx, means.blobs)
      },
    },
    'idempotency.sweep': { run: (tx) => forgetKeys(tx) },
    'spent.sweep': { run: (tx) => forgetSpent(tx) },
    'session.sweep': { run: (tx) => sweepSessions(tx) },
    'tally.fold': { run: (tx) => foldTallies(tx) },
    'tally.mend': {
      run: async (tx) => {
        const wrong = await mendTallies(tx)
        if (wrong > 0)
          means.log.warn({ code: 'tallies-mended', wrong }, 'counts beside the views were wrong; they are put right')
      },
    },
    'assignment.push': {
      run: async (tx) => {
        await pushWaiting(tx, calendars)
      },
    },
    'assignment.measure': { run: (tx) => measureHandling(tx) },
    'conversation.wakeOverdue': { run: (tx) => wakeOverdue(tx) },
    [reminderJob]: {
      run: async (tx, jobs) => {
        for (const { payload } of jobs) await remind(tx, payload as Reminder, await dueInboxes(tx))
      },
    },
    'routingAudit.remind': {
      run: async (tx) => {
        await mendReminder(tx, await dueInboxes(tx))
        await watchDrift(tx)
      },
    },
    [tellGoalsJob]: { run: (tx) => tellGoals(tx) },
    'conversation.followUpOverdue': { run: (tx) => ringOverdue(tx) },
    'draft.sendOverdue': { run: (tx) => sendOverdue(tx) },
    'draft.sweep': { run: (tx) => forgetDrafts(tx) },
  }
}

const HOUR = 3_600_000

/** clock → jobs */
export const schedules: Schedule[] = [
  { kind: 'change.sweep', every: HOUR },
  { kind: 'upload.sweep', every: HOUR },
  { kind: 'ownCard.sweep', every: 24 * HOUR },
  { kind: 'blob.sweep', every: 6 * HOUR },
  { kind: 'image.sweep', every: 6 * HOUR },
  { kind: 'idempotency.sweep', every: HOUR },
  { kind: 'spent.sweep', every: HOUR },
  { kind: 'session.sweep', every: HOUR },
  { kind: 'bulkChange.sweep', every: 24 * HOUR },
  { kind: 'tally.fold', every: 10_000 },
  { kind: 'tally.mend', every: 24 * HOUR },
  { kind: 'mailbox.reconcileAll', every: 24 * HOUR },
  { kind: nightJob, every: 24 * HOUR },
  { kind: twinsJob, every: 24 * HOUR },
  { kind: listenJob, every: HOUR / 12 },
  { kind: settleJob, every: HOUR / 4 },
  { kind: 'conversation.wakeOverdue', every: 60_000 },
  { kind: 'conversation.followUpOverdue', every: 60_000 },
  { kind: 'draft.sendOverdue', every: 60_000 },
  { kind: sequenceSweepJob, every: 60_000 },
  { kind: followWebhooksJob, every: 3_000 },
  { kind: sweepWebhooksJob, every: HOUR },
  { kind: 'draft.sweep', every: HOUR },
  { kind: followFiguresJob, every: 5_000 },
  { kind: 'assignment.push', every: 5_000 },
  { kind: 'assignment.measure', every: 24 * HOUR },
  { kind: backfillJob, every: HOUR },
  { kind: 'routingAudit.remind', every: 24 * HOUR },
  { kind: tellGoalsJob, every: HOUR },
  { kind: mailJob, every: 60_000 },
  { kind: sweepJob, every: HOUR },
]
