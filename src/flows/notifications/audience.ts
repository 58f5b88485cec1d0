// Who is meant: the assignee, the team, the followers and the leads of conversations as they are now, and of those only who sees them.
import { followersAmong } from '../../desk/conversations/followers.ts'
import { pairKey, seersAmong } from '../../desk/conversations/serves.ts'
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { Telling } from './happenings.ts'

/** A telling, and the people it goes to. */
export interface Addressed {
  telling: Telling
  /** The conversation as one opens it: of a merged one the head. */
  conversationId: Id
  userIds: Id[]
}

interface Placed {
  asked: Id
  id: Id
  assigneeId: Id | null
  teamId: Id | null
  isHeld: boolean
}

/** In the order asked. What is gone, held as junk, or no longer so, tells nobody. */
export async function audienceOf(tx: Tx, tellings: readonly Telling[]): Promise<Addressed[]> {
  const placed = new Map((await readPlaced(tx, tellings)).map((one) => [one.asked, one]))
  const live = tellings.flatMap((telling) => {
    const conversation = placed.get(telling.conversationId)
    return conversation && !conversation.isHeld && holds(telling, conversation) ? { telling, conversation } : []
  })
  if (live.length === 0) return []
  const meant = await loadMeant(tx, live)
  const wanted = live.map(({ telling, conversation }) => ({
    telling,
    conversationId: conversation.id,
    userIds: telling.to.flatMap((whom) => meant(whom, telling, conversation)).filter((id) => id !== telling.actorId),
  }))
  const seers = await seersAmong(tx, wanted.flatMap(({ userIds, conversationId }) => userIds.map((userId) => ({ userId, conversationId })))) // prettier-ignore
  const sees = (userId: Id, conversationId: Id) => seers.has(pairKey({ userId, conversationId }))
  return wanted.map((one) => {
    const seeing = [...new Set(one.userIds)].filter((userId) => sees(userId, one.conversationId))
    return { ...one, userIds: one.telling.to.includes('leads') ? meant.withoutSpareLeads(seeing, one.telling) : seeing }
  })
}

function holds({ while: so }: Telling, { assigneeId, teamId }: Placed): boolean {
  if (!so) return true
  // A team is told of what nobody has yet.
  return 'assigneeId' in so ? assigneeId === so.assigneeId : teamId === so.teamId && assigneeId === null
}

async function readPlaced(tx: Tx, tellings: readonly Telling[]): Promise<Placed[]> {
  const ids = [...new Set(tellings.map((one) => one.conversationId))]
  const rows = await tx.query<Placed & { head: Id | null }>({
    name: 'notification-placed',
    text: `select id, id as asked, merged_into as head, assignee_id as "assigneeId", team_id as "teamId", held is not null as "isHeld"
      from conversation where id = any($1::bigint[]) and deleted_at is null`,
    values: [ids],
  })
  const merged = rows.filter((row) => row.head !== null)
  if (merged.length === 0) return rows
  const heads = await tx.query<Placed>({
    name: 'notification-heads',
    text: `select id, id as asked, assignee_id as "assigneeId", team_id as "teamId", held is not null as "isHeld"
      from conversation where id = any($1::bigint[]) and deleted_at is null`,
    values: [merged.map((row) => row.head)],
  })
  const byId = new Map(heads.map((row) => [row.id, row]))
  return rows.flatMap((row) => {
    if (row.head === null) return row
    const head = byId.get(row.head)
    return head ? { ...head, asked: row.asked } : []
  })
}

interface Meant {
  (whom: Telling['to'][number], telling: Telling, conversation: Placed): Id[]
  /** Administrators stand in for leads where no lead sees the inbox, and nowhere else. */
  withoutSpareLeads(userIds: Id[], telling: Telling): Id[]
}

type Live = { telling: Telling; conversation: Placed }[]

async function loadMeant(tx: Tx, live: Live): Promise<Meant> {
  const asks = (whom: string) => live.some(({ telling }) => telling.to.includes(whom as 'team'))
  const followers = asks('followers') ? await followersAmong(tx, live.map(({ conversation }) => conversation.id)) : new Map<Id, Id[]>() // prettier-ignore
  const teamIds = live.flatMap(({ telling, conversation }) => [
    ...telling.to.flatMap((whom) => (typeof whom === 'object' && 'teamId' in whom ? whom.teamId : [])),
    ...(telling.to.includes('team') && conversation.teamId ? [conversation.teamId] : []),
  ])
  const members = await membersOf(tx, teamIds)
  const leads = asks('leads') ? await leadsOf(tx) : []
  const authors = asks('author') ? await authorsOf(tx, live) : new Map<Id, Id>()
  const isLead = new Map(leads.map(({ id, role }) => [id, role === 'lead']))
  const meant = (whom: Telling['to'][number], telling: Telling, conversation: Placed): Id[] => {
    if (typeof whom === 'object') return 'userId' in whom ? [whom.userId] : (members.get(whom.teamId) ?? [])
    switch (whom) {
      case 'assignee':
        return conversation.assigneeId === null ? [] : [conversation.assigneeId]
      case 'followers':
        return followers.get(conversation.id) ?? []
      case 'team':
        return members.get(conversation.teamId ?? '') ?? []
      case 'leads':
        return leads.map(({ id }) => id)
      case 'author': {
        const author = authors.get(telling.data.messageId ?? '')
        return author === undefined ? [] : [author]
      }
    }
  }
  const withoutSpareLeads = (userIds: Id[], telling: Telling) => {
    if (!userIds.some((id) => isLead.get(id) === true)) return userIds
    const named = new Set(telling.to.flatMap((whom) => (typeof whom === 'object' && 'userId' in whom ? whom.userId : []))) // prettier-ignore
    return userIds.filter((id) => isLead.get(id) !== false || named.has(id))
  }
  return Object.assign(meant, { withoutSpareLeads })
}

/** Of teams that there are. */
export async function membersOf(tx: Tx, teamIds: readonly Id[]): Promise<Map<Id, Id[]>> {
  if (teamIds.length === 0) return new Map()
  const rows = await tx.query<{ teamId: Id; userIds: Id[] }>({
    name: 'notification-members',
    text: `select m.team_id as "teamId", array_agg(m.user_id::text) as "userIds" from team_member m
      join team t on t.id = m.team_id and t.archived_at is null where m.team_id = any($1::bigint[]) group by m.team_id`,
    values: [[...new Set(teamIds)]],
  })
  return new Map(rows.map((row) => [row.teamId, row.userIds]))
}

async function leadsOf(tx: Tx): Promise<{ id: Id; role: string }[]> {
  return await tx.query({
    name: 'notification-leads',
    text: `select id, role from "user" where role in ('lead', 'admin') and disabled_at is null`,
    values: [],
  })
}

async function authorsOf(tx: Tx, live: Live): Promise<Map<Id, Id>> {
  const asked = live.filter(({ telling }) => telling.data.messageId !== undefined)
  const rows = await tx.query<{ id: Id; authorId: Id }>({
    name: 'notification-authors',
    text: `select id, author_id as "authorId" from message
      where conversation_id = any($1::bigint[]) and id = any($2::bigint[]) and author_id is not null`,
    values: [asked.map(({ telling }) => telling.conversationId), asked.map(({ telling }) => telling.data.messageId)],
  })
  return new Map(rows.map((row) => [row.id, row.authorId]))
}
