// Which events tell whom: one line for each. Pure; who the assignee, the team or the followers are is found out by whoever tells.
import type { What } from '../../desk/notifications/notifications.api.ts'
import type { Reason } from '../../desk/reasons.api.ts'
import type { Id } from '../../kit/id.ts'
import type { Following } from '../../store/events.ts'

/** `author`: of the message that the event is about. */
export type Whom = 'assignee' | 'followers' | 'team' | 'leads' | 'author' | { userId: Id } | { teamId: Id }

export interface Telling {
  what: What
  conversationId: Id
  /** Nobody is told of what they did themselves. */
  actorId: Id | null
  to: Whom[]
  data: { because?: string; reason?: Reason[]; text?: string; work?: 'answer'; messageId?: Id; noteId?: Id }
  /** It is told only while this is so still: what was undone at once is no news. */
  while?: { assigneeId: Id } | { teamId: Id }
}

type Data = Record<string, unknown>
type Told = Omit<Telling, 'conversationId' | 'actorId' | 'data'> & { data?: Telling['data'] }

const textIn = (data: Data, name: string) => (typeof data[name] === 'string' ? data[name] : '')
const listIn = (data: Data, name: string) => (Array.isArray(data[name]) ? (data[name] as Id[]) : [])
const because = (data: Data) => ({
  ...(textIn(data, 'because') && { because: textIn(data, 'because') }),
  ...(Array.isArray(data['reason']) && { reason: data['reason'] as Reason[] }),
})
const people = (ids: readonly Id[]): Whom[] => ids.map((userId) => ({ userId }))

/** The first mail of a matter, what machines write, junk and whole archives are nobody's news. */
export function isReply({ isNew, kind, held, source }: Data): boolean {
  return isNew === false && kind === 'message' && held === null && source !== 'import'
}

/** A person's own answer: they may want to hear how it goes on. */
export function isAnswer(data: Data): boolean {
  return data['kind'] === 'message' && data['isAnswer'] === true
}

export function hasMentions(data: Data): boolean {
  return listIn(data, 'mentionedIds').length > 0
}

const tellings: Record<string, (event: Following) => Told[]> = {
  'conversation.assigned': ({ data }) => {
    const userId = textIn(data, 'to')
    return userId ? [{ what: 'assigned', to: [{ userId }], data: because(data), while: { assigneeId: userId } }] : []
  },
  'conversation.teamChanged': ({ data }) => {
    const teamId = textIn(data, 'to')
    return teamId ? [{ what: 'teamAssigned', to: [{ teamId }], data: because(data), while: { teamId } }] : []
  },
  'message.received': ({ data, subjectId }) =>
    isReply(data) ? [{ what: 'replied', to: ['assignee', 'followers'], data: { messageId: subjectId } }] : [],
  'note.added': ({ data, subjectId: noteId }) => [
    { what: 'mentioned', to: people(listIn(data, 'mentionedIds')), data: { noteId } },
    { what: 'noted', to: people(listIn(data, 'threadIds')), data: { noteId, work: 'answer' } },
    { what: 'noted', to: ['assignee', 'followers'], data: { noteId } },
  ],
  'note.changed': ({ data, subjectId: noteId }) => [
    { what: 'mentioned', to: people(listIn(data, 'mentionedIds')), data: { noteId } },
  ],
  'conversation.clockWarned': () => [{ what: 'clock', to: ['assignee', 'followers'], data: { text: 'warning' } }],
  'conversation.clockBreached': () => [{ what: 'clock', to: ['assignee', 'followers'], data: { text: 'breach' } }],
  'conversation.pointedOut': ({ data }) => [
    {
      what: 'told',
      to: [...(listIn(data, 'to') as Whom[]), ...people(listIn(data, 'userIds'))],
      data: { ...because(data), text: textIn(data, 'text') },
    },
  ],
  'draft.approvalAsked': ({ data }) => {
    const [userId, teamId] = [textIn(data, 'userId'), textIn(data, 'teamId')]
    const to: Whom[] = userId ? [{ userId }] : teamId ? [{ teamId }] : []
    return [{ what: 'approval', to, data: { because: 'asked', text: textIn(data, 'comment') } }]
  },
  'draft.approvalAnswered': ({ data }) => [
    {
      what: 'approval',
      to: people(listIn(data, 'userIds')),
      data: { because: textIn(data, 'verdict'), text: textIn(data, 'comment') },
    },
  ],
  'draft.calledOff': ({ data }) => [
    { what: 'calledOff', to: people(listIn(data, 'userIds')), data: { ...because(data), text: textIn(data, 'text') } },
  ],
  'conversation.followedUp': ({ data }) => [{ what: 'followUp', to: ['assignee', ...people(listIn(data, 'userIds'))] }],
  'message.failed': ({ subjectId }) => [{ what: 'undelivered', to: ['author'], data: { messageId: subjectId } }],
  'delivery.failed': ({ subjectId }) => [{ what: 'undelivered', to: ['author'], data: { messageId: subjectId } }],
}

/** First what matters most: who is named in a note, or wrote in its thread, hears of that, and not also that there is a note. */
export function tellingsOf(event: Following): Telling[] {
  const { conversationId, actorId } = event
  if (conversationId === null) return []
  return (tellings[event.name]?.(event) ?? [])
    .filter(({ to }) => to.length > 0)
    .map((one) => ({ data: {}, ...one, conversationId, actorId }))
}
