// What events say about clocks. Pure: a table from the names of events to facts.
import type { Id } from '../../kit/id.ts'
import type { Fact, Terms } from '../../desk/sla/follow.ts'

/** An event of a conversation, with what its message says where it has one. */
export interface Happened {
  id: Id
  conversationId: Id
  name: string
  actorId: Id | null
  nounId: Id
  data: Record<string, unknown>
  at: Date
  /** Of a message: when it was taken in, and when its writer says it was written. */
  receivedAt: Date | null
  sentAt: Date | null
  /** Of a merge: since when the customer waits in what was merged into this one. Of its undoing and of a split: in this one. Null: they do not. */
  waitsSince: Date | null
}

/** What is fetched so long after it was written is an archive that is taken over: nobody waits for its answer. */
const ARCHIVE = 3 * 86_400_000
const FETCHED: readonly unknown[] = ['import', 'imap']

const isMail = ({ data }: Happened) => data['kind'] === 'message'
const at = (event: Happened) => event.at.getTime()
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

type Reader = (event: Happened, terms: Terms) => Fact[]

/** Events that change by what a conversation is measured. */
const placed: Reader = (event, terms) => [{ what: 'placed', terms, at: at(event) }]

const readers: Record<string, Reader> = {
  'message.received': (event) => {
    const { receivedAt, sentAt } = event
    const came = receivedAt ?? event.at
    const isFetched = FETCHED.includes(event.data['source'])
    const isArchive = isFetched && sentAt !== null && came.getTime() - sentAt.getTime() > ARCHIVE
    const isAside = event.data['isAside'] === true // of somebody who takes no part
    return isMail(event) && !event.data['held'] && !isAside && !isArchive ? [{ what: 'wrote', at: came.getTime() }] : []
  },
  // By a person, to the customer: what rules and forwards send is no answer.
  'message.queued': (event) =>
    isMail(event) && event.actorId !== null && event.data['isAnswer'] !== false
      ? [{ what: 'answered', messageId: event.nounId, at: at(event) }]
      : [],
  // From somebody's own mail program, found in the mail account; when the account had it counts, and what came after it still waits.
  'message.sentElsewhere': (event) => {
    if (event.data['isAnswer'] === false) return []
    const waitsSince = Date.parse(text(event.data['waitsSince']) ?? '')
    const answered: Fact = { what: 'answered', messageId: event.nounId, at: (event.receivedAt ?? event.at).getTime() }
    return Number.isNaN(waitsSince) ? [answered] : [answered, { what: 'wrote', at: waitsSince }]
  },
  'message.cancelled': (event) => [{ what: 'recalled', messageId: event.nounId, at: at(event) }],
  'conversation.statusChanged': (event) => {
    const to = event.data['to']
    return to === 'open' || to === 'waiting' || to === 'resolved' ? [{ what: 'status', to, at: at(event) }] : []
  },
  'conversation.followedUp': (event) => [{ what: 'status', to: 'open', at: at(event) }],
  'conversation.snoozed': (event) => [{ what: 'snoozed', at: at(event) }],
  'conversation.woken': (event) => [{ what: 'woken', at: at(event) }],
  'conversation.teamChanged': (event) => [{ what: 'team', to: text(event.data['to']), at: at(event) }],
  'conversation.held': (event) => [{ what: 'gone', at: at(event) }],
  'conversation.released': (event) => [{ what: 'released', at: at(event) }],
  'conversation.deleted': (event) => [{ what: 'gone', at: at(event) }],
  'conversation.merged': (event) => [{ what: 'gone', at: at(event) }],
  // What nobody has answered there is now to be answered here.
  'conversation.absorbed': ({ waitsSince }) => (waitsSince ? [{ what: 'wrote', at: waitsSince.getTime() }] : []),
  'conversation.separated': (event) => (event.waitsSince ? [] : [{ what: 'unasked', at: at(event) }]),
  'conversation.split': (event) => (event.waitsSince ? [] : [{ what: 'unasked', at: at(event) }]),
  'conversation.splitOff': ({ waitsSince }) => (waitsSince ? [{ what: 'wrote', at: waitsSince.getTime() }] : []),
  'conversation.restored': (event) => [{ what: 'back', at: at(event) }],
  'conversation.unmerged': (event) => [{ what: 'back', at: at(event) }],
  'conversation.priorityChanged': placed,
  'conversation.categoryChanged': placed,
  'conversation.tagged': placed,
  'conversation.moved': placed,
}

export const readEvents = Object.keys(readers)

/** Facts of one conversation, in the order of its events. `terms` are those of now. */
export function factsOf(events: readonly Happened[], terms: Terms): Fact[] {
  return events.flatMap((event) => readers[event.name]?.(event, terms) ?? [])
}
