// Names for the schemas of the description: those under which the rooms export them. `User` is described once, as `User`
// where it is answered and `UserInput` where it is asked for (defaults make the two differ).
import { z } from 'zod'
import * as books from '../../desk/books/books.api.ts'
import * as calendars from '../../desk/calendars/calendars.api.ts'
import * as bookConflicts from '../../flows/books/conflicts.api.ts'
import * as assignment from '../../desk/assignment/assignment.api.ts'
import * as bulk from '../../desk/bulk/bulk.api.ts'
import * as categories from '../../desk/categories/categories.api.ts'
import * as checks from '../../desk/checks/checks.api.ts'
import * as fields from '../../desk/fields/fields.api.ts'
import * as statuses from '../../desk/statuses/statuses.api.ts'
import * as merging from '../../desk/contacts/merge.api.ts'
import * as quality from '../../desk/contacts/quality.api.ts'
import * as savedLists from '../../desk/contacts/saved-lists.api.ts'
import * as imports from '../../flows/records/import.api.ts'
import * as companies from '../../desk/contacts/companies.api.ts'
import * as contacts from '../../desk/contacts/contacts.api.ts'
import * as records from '../../desk/contacts/record.api.ts'
import * as suppressions from '../../desk/contacts/suppressions.api.ts'
import * as impostors from '../../desk/conversations/impostors.api.ts'
import * as followers from '../../desk/conversations/followers.api.ts'
import * as invitation from '../../desk/conversations/invitation.api.ts'
import * as conversations from '../../desk/conversations/conversations.api.ts'
import * as day from '../../desk/conversations/day.api.ts'
import * as lists from '../../desk/conversations/lists.api.ts'
import * as boardFields from '../../desk/views/board-fields.api.ts'
import * as views from '../../desk/views/views.api.ts'
import * as links from '../../desk/conversations/links.api.ts'
import * as push from '../../desk/notifications/push.api.ts'
import * as parting from '../../desk/conversations/parting.api.ts'
import * as macroBodies from '../../desk/macros/body.api.ts'
import * as macros from '../../desk/macros/macros.api.ts'
import * as drafts from '../../desk/drafts/drafts.api.ts'
import * as presence from '../../desk/presence/presence.api.ts'
import * as hours from '../../desk/hours/hours.api.ts'
import * as inboxes from '../../desk/inboxes/inboxes.api.ts'
import * as jobs from '../../desk/jobs/jobs.api.ts'
import * as grants from '../../desk/mailboxes/grants.api.ts'
import * as mailboxes from '../../desk/mailboxes/mailboxes.api.ts'
import * as presets from '../../desk/mailboxes/presets.api.ts'
import * as learning from '../../desk/readings/learning.api.ts'
import * as readings from '../../desk/readings/readings.api.ts'
import * as reasons from '../../desk/reasons.api.ts'
import * as code from '../../desk/rules/code.api.ts'
import * as notifications from '../../desk/notifications/notifications.api.ts'
import * as outlets from '../../desk/rules/outlets.api.ts'
import * as rules from '../../desk/rules/rules.api.ts'
import * as tryingRules from '../../desk/rules/try.api.ts'
import * as versions from '../../desk/rules/versions.api.ts'
import * as sla from '../../desk/sla/sla.api.ts'
import * as firstSteps from '../../flows/welcome/first-steps.api.ts'
import * as audits from '../../flows/audit/audits.api.ts'
import * as figures from '../../flows/figures/figures.api.ts'
import * as teamPage from '../../flows/team/team-page.api.ts'
import * as auditHealth from '../../flows/audit/health.api.ts'
import * as tasks from '../../desk/tasks/tasks.api.ts'
import * as timeline from '../../desk/timeline/timeline.api.ts'
import * as capture from '../../desk/capture/capture.api.ts'
import * as deals from '../../desk/deals/deals.api.ts'
import * as pipelines from '../../desk/deals/pipelines.api.ts'
import * as dealFigures from '../../flows/deals/figures.api.ts'
import * as goals from '../../desk/deals/goals.api.ts'
import * as shiftNotes from '../../desk/teams/shift-notes.api.ts'
import * as teams from '../../desk/teams/teams.api.ts'
import * as invitations from '../../desk/users/invitations.api.ts'
import * as sessions from '../../desk/users/sessions.api.ts'
import * as tokens from '../../desk/users/tokens.api.ts'
import * as users from '../../desk/users/users.api.ts'
import * as backtest from '../../flows/backtest/backtest.api.ts'
import * as assigning from '../../flows/assignment/assigning.api.ts'
import * as reconcile from '../../flows/sync/reconcile.api.ts'
import * as judge from '../../flows/reply/checks/judge.api.ts'
import * as reply from '../../flows/reply/reply.api.ts'
import * as suggesting from '../../flows/macros/suggesting.api.ts'
import * as webhooks from '../../desk/webhooks/webhooks.api.ts'
import * as sequences from '../../desk/sequences/sequences.api.ts'
import * as enrolments from '../../desk/sequences/enrolments.api.ts'
import * as sequenceFigures from '../../flows/sequences/figures.api.ts'
import * as conflicts from '../../flows/sync/conflicts.api.ts'

const rooms: Record<string, unknown>[] = [
  users,
  sessions,
  invitations,
  tokens,
  teams,
  inboxes,
  mailboxes,
  books,
  bookConflicts,
  calendars,
  grants,
  presets,
  conflicts,
  reconcile,
  assignment,
  assigning,
  jobs,
  hours,
  bulk,
  categories,
  fields,
  statuses,
  contacts,
  companies,
  merging,
  quality,
  savedLists,
  imports,
  records,
  suppressions,
  conversations,
  day,
  lists,
  boardFields,
  views,
  impostors,
  invitation,
  parting,
  links,
  readings,
  reasons,
  learning,
  followers,
  tasks,
  timeline,
  capture,
  pipelines,
  deals,
  sequences,
  enrolments,
  sequenceFigures,
  webhooks,
  goals,
  dealFigures,
  notifications,
  push,
  outlets,
  rules,
  tryingRules,
  versions,
  code,
  backtest,
  sla,
  macroBodies,
  macros,
  suggesting,
  firstSteps,
  audits,
  auditHealth,
  checks,
  judge,
  drafts,
  presence,
  figures,
  shiftNotes,
  teamPage,
  reply,
]

export type Names = z.core.$ZodRegistry<{ id: string }>

export function schemaNames(suffix: '' | 'Input'): Names {
  const names = z.registry<{ id: string }>()
  const taken = new Set<string>()
  for (const room of rooms) {
    for (const [name, schema] of Object.entries(room)) {
      // Only what has parts deserves a name of its own; two of one name would be one in the description.
      const hasParts = schema instanceof z.ZodObject || schema instanceof z.ZodUnion || schema instanceof z.ZodLazy
      if (!hasParts || !/^[A-Z]/.test(name) || taken.has(name)) continue
      taken.add(name)
      names.add(schema, { id: name + suffix })
    }
  }
  return names
}
