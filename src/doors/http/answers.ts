// Every answer of the API: a line for each room. What is not here does not exist outside.
import { booksRoutes } from '../../desk/books/books.routes.ts'
import { assignmentRoutes } from '../../desk/assignment/assignment.routes.ts'
import { categoriesRoutes } from '../../desk/categories/categories.routes.ts'
import { checksRoutes } from '../../desk/checks/checks.routes.ts'
import { fieldsRoutes } from '../../desk/fields/fields.routes.ts'
import { statusesRoutes } from '../../desk/statuses/statuses.routes.ts'
import { contactsRoutes } from '../../desk/contacts/contacts.routes.ts'
import { mergeRoutes } from '../../desk/contacts/merge.routes.ts'
import { qualityRoutes } from '../../desk/contacts/quality.routes.ts'
import { savedListsRoutes } from '../../desk/contacts/saved-lists.routes.ts'
import { importRoutes } from '../../flows/records/import.routes.ts'
import { suppressionsRoutes } from '../../desk/contacts/suppressions.routes.ts'
import { bulkRoutes } from '../../desk/bulk/bulk.routes.ts'
import { followersRoutes } from '../../desk/conversations/followers.routes.ts'
import { conversationsRoutes } from '../../desk/conversations/conversations.routes.ts'
import { linkRoutes } from '../../desk/conversations/links.routes.ts'
import { partingRoutes } from '../../desk/conversations/parting.routes.ts'
import { privacyRoutes } from '../../desk/conversations/privacy.routes.ts'
import { draftsRoutes } from '../../desk/drafts/drafts.routes.ts'
import { presenceRoutes } from '../../desk/presence/presence.routes.ts'
import { notificationsRoutes } from '../../desk/notifications/notifications.routes.ts'
import { macrosRoutes } from '../../desk/macros/macros.routes.ts'
import { hoursRoutes } from '../../desk/hours/hours.routes.ts'
import { inboxesRoutes } from '../../desk/inboxes/inboxes.routes.ts'
import { jobsRoutes } from '../../desk/jobs/jobs.routes.ts'
import { mailboxesRoutes } from '../../desk/mailboxes/mailboxes.routes.ts'
import { inlineImagesRoutes } from '../../desk/conversations/inline-images.ts'
import { remoteImagesRoutes } from '../../desk/conversations/remote-images.ts'
import type { Means as DeskMeans } from '../../desk/means.ts'
import { readingsRoutes } from '../../desk/readings/readings.routes.ts'
import { codeRoutes } from '../../desk/rules/code.routes.ts'
import { outletsRoutes } from '../../desk/rules/outlets.routes.ts'
import { rulesRoutes } from '../../desk/rules/rules.routes.ts'
import { versionsRoutes } from '../../desk/rules/versions.routes.ts'
import { slaRoutes } from '../../desk/sla/sla.routes.ts'
import { figuresRoutes } from '../../flows/figures/figures.routes.ts'
import { auditRoutes } from '../../flows/audit/audits.routes.ts'
import { dealsRoutes } from '../../desk/deals/deals.routes.ts'
import { pipelinesRoutes } from '../../desk/deals/pipelines.routes.ts'
import { dealFiguresRoutes } from '../../flows/deals/figures.routes.ts'
import { webhooksRoutes } from '../../desk/webhooks/webhooks.routes.ts'
import { sequencesRoutes } from '../../desk/sequences/sequences.routes.ts'
import { sequenceFiguresRoutes } from '../../flows/sequences/figures.routes.ts'
import { tasksRoutes } from '../../desk/tasks/tasks.routes.ts'
import { captureRoutes } from '../../desk/capture/capture.routes.ts'
import { timelineRoutes } from '../../desk/timeline/timeline.routes.ts'
import { shiftNotesRoutes } from '../../desk/teams/shift-notes.routes.ts'
import { teamsRoutes } from '../../desk/teams/teams.routes.ts'
import type { Answer } from '../../desk/users/asking.ts'
import type { Passwords } from '../../desk/users/passwords.ts'
import { sessionsRoutes } from '../../desk/users/sessions.routes.ts'
import { usersRoutes } from '../../desk/users/users.routes.ts'
import { backtestRoutes } from '../../flows/backtest/backtest.routes.ts'
import { calendarsRoutes } from '../../desk/calendars/calendars.routes.ts'
import { tryCalendar } from '../../flows/calendars/visit.ts'
import { bookConflictsRoutes } from '../../flows/books/conflicts.routes.ts'
import { tryBook } from '../../flows/books/visit.ts'
import { assigningRoutes } from '../../flows/assignment/assigning.routes.ts'
import { viewsRoutes } from '../../desk/views/views.routes.ts'
import type { Accepting } from '../../flows/intake/accept.ts'
import { intakeRoutes } from '../../flows/intake/intake.routes.ts'
import type { Learner } from '../../flows/learning/learner.ts'
import { learningRoutes } from '../../flows/learning/learning.routes.ts'
import { suggestingRoutes } from '../../flows/macros/macros.routes.ts'
import { pushRoutes } from '../../flows/notifications/push.routes.ts'
import { reconcileRoutes } from '../../flows/sync/reconcile.routes.ts'
import { judgeRoutes } from '../../flows/reply/checks/judge.routes.ts'
import { laterRoutes } from '../../flows/reply/later.routes.ts'
import { replyRoutes } from '../../flows/reply/reply.routes.ts'
import { firstStepsRoutes } from '../../flows/welcome/first-steps.routes.ts'
import { conflictsRoutes } from '../../flows/sync/conflicts.routes.ts'
import { teamPageRoutes } from '../../flows/team/team-page.routes.ts'
import { deliberationFor } from '../../flows/triage/triage.ts'
import { tryMailbox } from '../mailbox-visits.ts'
import type { Network } from '../network.ts'
import { createSessionCookie } from './cookies.ts'
import { version } from './version.ts'

/** What verbs need besides their transaction; a room that needs more adds its own means here. */
export interface Means extends DeskMeans {
  accepting: Accepting
  network: Network
  learner?: Learner
  passwords: Passwords
  /** Where no `publicUrl` is set: plain http on this machine. */
  httpPort: number
  /** Where mail comes in, here or in another process. */
  smtpPort: () => number
}

export function allAnswers(means: Means): Answer[] {
  const people = {
    passwords: means.passwords,
    cookie: createSessionCookie(means.publicUrl?.startsWith('https:') ?? false),
    publicUrl: means.publicUrl ?? `http://localhost:${means.httpPort}`,
    version: version(),
  }
  return [
    ...sessionsRoutes(people),
    ...usersRoutes(people),
    ...teamsRoutes(),
    ...shiftNotesRoutes(),
    ...inboxesRoutes(),
    ...mailboxesRoutes({
      keys: means.keys,
      publicUrl: people.publicUrl,
      tryMailbox: (access) => tryMailbox(means.network, access),
      findServer: (domain) => means.network.findMailServer(domain),
      refuseAddress: (host) => means.network.destinations.refuseAddress(host),
      redeem: (client, given) => means.network.tokens.redeem(client, given),
    }),
    ...conflictsRoutes(),
    ...booksRoutes({
      keys: means.keys,
      publicUrl: people.publicUrl,
      tryBook: (access) => tryBook({ send: means.network.outbound, tokens: means.network.tokens }, access),
      redeem: (client, given) => means.network.tokens.redeem(client, given),
    }),
    ...bookConflictsRoutes(),
    ...calendarsRoutes({ keys: means.keys, tryCalendar: (access) => tryCalendar(means.network.outbound, access) }),
    ...reconcileRoutes(),
    ...jobsRoutes(),
    ...hoursRoutes(),
    ...categoriesRoutes(),
    ...fieldsRoutes(),
    ...statusesRoutes(),
    ...suppressionsRoutes(),
    ...contactsRoutes(),
    ...mergeRoutes(),
    ...qualityRoutes(),
    ...savedListsRoutes(),
    ...importRoutes(means),
    ...conversationsRoutes(means),
    ...bulkRoutes(),
    ...inlineImagesRoutes(means),
    ...remoteImagesRoutes({
      blobs: means.blobs,
      space: means.space,
      fetchImage: (url, asker) => means.network.fetchImage(url, asker),
    }),
    ...notificationsRoutes(means),
    ...pushRoutes({ ...means, post: (asked) => means.network.push(asked) }),
    ...viewsRoutes(),
    ...followersRoutes(),
    ...tasksRoutes(),
    ...timelineRoutes(),
    ...captureRoutes(means),
    ...dealsRoutes(),
    ...pipelinesRoutes(),
    ...dealFiguresRoutes(),
    ...sequencesRoutes(),
    ...sequenceFiguresRoutes(),
    ...webhooksRoutes(means),
    ...linkRoutes(),
    ...partingRoutes(),
    ...privacyRoutes(),
    ...rulesRoutes(means, deliberationFor),
    ...outletsRoutes(),
    ...versionsRoutes(),
    ...codeRoutes(),
    ...backtestRoutes(means),
    ...slaRoutes(),
    ...macrosRoutes(),
    ...suggestingRoutes(),
    ...readingsRoutes(),
    ...learningRoutes(means.learner),
    ...assignmentRoutes(),
    ...assigningRoutes(),
    ...auditRoutes(means.raw),
    ...checksRoutes(),
    ...judgeRoutes(means),
    ...draftsRoutes(means),
    ...laterRoutes(means),
    ...presenceRoutes(means),
    ...figuresRoutes(),
    ...teamPageRoutes(),
    ...replyRoutes(means),
    ...firstStepsRoutes(means),
    ...intakeRoutes({ acceptIn: (tx, arrivals) => means.accepting.acceptIn(tx, arrivals) }),
  ]
}
