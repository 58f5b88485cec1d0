// A rule makes a task for a person. One that is still to be done is not made a second time, and a flood of mail makes no flood of tasks.
import { whyNotOwner, type Owner } from '../../desk/tasks/people.ts'
import { addTask } from '../../desk/tasks/tasks.ts'
import { joined, why, whyProblem, type Why } from '../../desk/reasons.ts'
import type { Action, Rule } from '../../desk/rules/rules.api.ts'
import type { StoredFacts } from '../../desk/rules/stored-facts.ts'
import { endOf } from '../../desk/rules/wait.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'

const HOUR = 3_600_000
/** Tasks of one rule in an hour: more than people can do. */
const AN_HOUR = 100
const LONGEST = 300

type Wanted = Extract<Action, { do: 'task' }>

/** In other words than were meant, where it came out otherwise; null: as was said. Places in its texts are filled. */
export async function giveTask(
  tx: Tx,
  { conversationId, facts }: StoredFacts,
  rule: Rule,
  wanted: Wanted,
): Promise<Why | null> {
  const refusal = await whyNot(tx, conversationId, rule.id)
  if (refusal !== null) return noTask(refusal)
  const dueAt =
    wanted.minutes === null ? null : endOf({ minutes: wanted.minutes, counts: wanted.counts }, tx.now, facts.hours)
  if (wanted.minutes !== null && dueAt === null) return noTask(why('noHours'))
  const place = await placeOf(tx, conversationId)
  const owner = ownerOf(wanted, place)
  const blind = owner.ownerId === null ? null : await whyNotOwner(tx, owner.ownerId, conversationId)
  if (blind) return noTask(whyProblem(blind.code, blind.text)) // no rule widens who sees it
  await addTask(tx, {
    ...owner,
    title: (wanted.title.trim() || rule.name).slice(0, LONGEST),
    text: wanted.text,
    due: dueAt && { at: dueAt.toISOString() },
    repeat: null,
    priority: wanted.priority,
    checklist: [],
    conversationId,
    contactId: place.contactId,
    companyId: place.companyId,
    rule: { id: rule.id, because: `rule “${rule.name}”` },
  })
  return null
}

const noTask = (because: Why): Why => joined([why('didNoTask'), because], ': ')

interface Place {
  assigneeId: Id | null
  teamId: Id | null
  contactId: Id | null
  companyId: Id | null
}

function ownerOf({ userId, teamId }: Wanted, place: Place): Owner {
  if (userId !== null || teamId !== null) return { ownerId: userId, teamId: userId === null ? teamId : null }
  return { ownerId: place.assigneeId, teamId: place.assigneeId === null ? place.teamId : null }
}

async function whyNot(tx: Tx, conversationId: Id, ruleId: Id): Promise<Why | null> {
  const [row] = await tx.query<{ stands: boolean; made: number }>({
    name: 'rule-tasks',
    text: `select exists (select from task where conversation_id = $1 and rule_id = $2 and done_at is null and deleted_at is null) as stands,
      (select count(*)::int from (select from task where rule_id = $2 and created_at > $3 limit ${AN_HOUR}) made) as made`,
    values: [conversationId, ruleId, new Date(tx.now.getTime() - HOUR)],
  })
  if (row?.stands) return why('noTaskStands')
  return row && row.made >= AN_HOUR ? why('noTaskMost', { most: AN_HOUR }) : null
}

async function placeOf(tx: Tx, id: Id): Promise<Place> {
  const [row] = await tx.query<Place>({
    name: 'task-place',
    text: `select c.assignee_id as "assigneeId", t.id as "teamId", c.contact_id as "contactId", c.company_id as "companyId"
      from conversation c left join team t on t.id = c.team_id and t.archived_at is null where c.id = $1`,
    values: [id],
  })
  return row ?? { assigneeId: null, teamId: null, contactId: null, companyId: null }
}
