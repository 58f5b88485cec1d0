// What a conversation's story comes to: which facts are counted and measured for figures. Pure; docs/figures.md says the same in
// words, and a number goes up here whenever it does: then everything is measured anew.
import { compareIds, type Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { timeline, type Step, type Turn } from './timeline.ts'

export const VERSION = 1

export type Kind =
  | 'received'
  | 'opened'
  | 'takenOver'
  | 'reopened'
  | 'answered'
  | 'resolved'
  | 'waits'
  | 'promise'
  | 'running'

/** What a person wrote: to us, or to the customer. Instants in milliseconds. */
export interface Said {
  id: Id
  at: number
  isInbound: boolean
  /** Null: from a mail program, or from outside. */
  authorId: Id | null
  /** Ours, and an answer to the customer: no forward, no first word of our own. */
  isAnswer: boolean
  /** It was old when it was fetched. */
  isArchive: boolean
  /** The event with which it came into this conversation, of what was merged into it. */
  joinedBy: Id | null
  /** When that was resolved in which it lay before: from then on it needed no answer. Null: it was not. */
  settledAt: number | null
}

/** A promise of an SLA policy that was kept, broken, or still runs. */
export interface Promised {
  id: Id
  at: number
  measure: string
  policyId: Id
  /** Null: it runs, and is not late. */
  isMet: boolean | null
}

export interface Story {
  createdAt: number
  isResolved: boolean
  assigneeId: Id | null
  /** Of it and all that was merged into it. */
  said: readonly Said[]
  turns: readonly Turn[]
  promises: readonly Promised[]
  /** Business time between two instants, by the hours that held. */
  worked: (from: number, until: number) => number
}

export interface Fact {
  kind: Kind
  sourceId: Id
  at: number
  personId: Id | null
  since: number | null
  until: number | null
  calendarMs: number | null
  businessMs: number | null
  isFirst: boolean
  isFinal: boolean
  isOneTouch: boolean
  measure: string | null
  policyId: Id | null
  isMet: boolean | null
}

const plain = {
  since: null,
  until: null,
  calendarMs: null,
  businessMs: null,
  isFirst: false,
  isFinal: false,
  isOneTouch: false,
  measure: null,
  policyId: null,
  isMet: null,
}

/** None where only machines have written. In no particular order. */
export function factsOf(story: Story): Fact[] {
  const said = story.said.toSorted((one, other) => one.at - other.at || compareIds(one.id, other.id))
  const [first] = said
  if (!first) return []
  const live = said.find((one) => !one.isArchive)
  const isTakenOver = first.isArchive
  const beginning = isTakenOver || !live ? story.createdAt : live.at
  const opener = first.isInbound ? 'customer' : 'us'
  const steps = timeline(story.turns, { beginning, isResolved: story.isResolved, isTakenOver, opener })
  const promises = story.promises.map(
    ({ id, at, ...promise }): Fact => ({ ...plain, ...promise, kind: promise.isMet === null ? 'running' : 'promise', sourceId: id, at, personId: story.assigneeId }), // prettier-ignore
  )
  return [...messages(story, said, steps), ...lives(story, said, steps, { beginning, isTakenOver }), ...promises]
}

/**
 * Mails and answers, each answer with what it ended: the oldest mail that nobody had answered; the first one the very first mail, whatever
 * happened in between. What else lay there unanswered when the conversation was resolved needed no answer.
 */
function messages(story: Story, said: readonly Said[], steps: readonly Step[]): Fact[] {
  const facts: Fact[] = []
  const [first] = said
  /** When the customer began it; null: we did, or it was taken over. */
  const begun = first?.isInbound && !first.isArchive ? first.at : null
  const ends = steps.filter((one) => one.what === 'resolved')
  let unanswered: Said[] = []
  let isAnswered = false
  const resolveUntil = (at: number) => {
    unanswered = unanswered.filter(({ settledAt }) => settledAt === null || settledAt >= at)
    for (let end = ends[0]; end && end.at < at; end = ends[0]) {
      const { sourceId } = must(ends.shift(), 'an end')
      unanswered = unanswered.filter((one) => compareIds(one.joinedBy ?? one.id, sourceId) > 0)
    }
  }
  for (const one of said) {
    resolveUntil(one.at)
    if (one.isArchive) continue
    if (one.isInbound) {
      facts.push({ ...plain, kind: 'received', sourceId: one.id, at: one.at, personId: story.assigneeId })
      unanswered.push(one)
    } else if (one.isAnswer) {
      const isFirst = begun !== null && !isAnswered
      const since = isFirst ? begun : (unanswered[0]?.at ?? null)
      const measured = since === null ? {} : spanned(story, since, one.at)
      facts.push({ ...plain, ...measured, kind: 'answered', sourceId: one.id, at: one.at, personId: one.authorId, isFirst }) // prettier-ignore
      isAnswered = true
      unanswered = []
    }
  }
  resolveUntil(Infinity)
  const [waiting] = unanswered
  if (waiting && !story.isResolved) {
    const isFirst = begun !== null && !isAnswered
    facts.push({ ...plain, kind: 'waits', sourceId: waiting.id, at: waiting.at, since: isFirst ? begun : waiting.at, personId: story.assigneeId, isFirst }) // prettier-ignore
  }
  return facts
}

/** When it entered the backlog, and when it left. */
function lives(
  story: Story,
  said: readonly Said[],
  steps: readonly Step[],
  { beginning, isTakenOver }: { beginning: number; isTakenOver: boolean },
): Fact[] {
  const answers = said.filter((one) => !one.isInbound && one.isAnswer && !one.isArchive).length
  const isByHand = steps.some((one) => one.what === 'reopened' && one.actorId !== null)
  const first = steps.find((one) => one.what === 'resolved')
  return steps.map((one, place): Fact => {
    const next = steps[place + 1]
    const { sourceId, at } = one
    if (one.what !== 'resolved') {
      const kind = one.what === 'reopened' ? 'reopened' : isTakenOver ? 'takenOver' : 'opened'
      return { ...plain, kind, sourceId, at, personId: story.assigneeId, since: beginning, until: next?.at ?? null }
    }
    const isFinal = next === undefined
    return {
      ...plain,
      ...(isTakenOver ? {} : spanned(story, beginning, at)),
      kind: 'resolved',
      sourceId,
      at,
      personId: sourceId === '0' ? (said[0]?.authorId ?? null) : one.actorId,
      isFirst: one === first,
      isFinal,
      isOneTouch: isFinal && answers === 1 && !isByHand,
    }
  })
}

function spanned({ worked }: Story, since: number, at: number) {
  return { since, calendarMs: at - since, businessMs: worked(since, at) }
}
