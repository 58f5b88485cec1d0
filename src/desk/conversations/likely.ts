// Which conversations are probably the same matter as this one: they say nearly the same, name the same order, or have the same subject
// and come from the same customer or company. Pure.
import type { Id } from '../../kit/id.ts'
import { baseSubject } from '../../mail/subject.ts'
import type { Suggested } from './links.api.ts'

type Because = Suggested['because'][number]

/** A conversation, and what was read in its newest mail. */
export interface Matter {
  id: Id
  subject: string
  lastMessageAt: Date
  isHeld: boolean
  /** Order numbers that it names. */
  orders: readonly string[]
  /** What says nearly the same as mail of this one. */
  twins: readonly { id: Id; likeness: number }[]
}

export interface Candidate extends Matter {
  whose: Suggested['whose']
}

const MOST = 3
/** A program writes so under one subject, as a form on a web page does for all who fill it in: then it says nothing. */
const FORM = 3
const SHORTEST_SUBJECT = 4
/** Milliseconds between the last that was said in both, for the subject to mean something. */
const NEAR = 14 * 86_400_000

export function likely(
  mine: Matter,
  candidates: readonly Candidate[],
): (Pick<Suggested, 'whose' | 'because'> & { id: Id })[] {
  const subject = subjectOf(mine)
  const sameSubject = candidates.filter((one) => subjectOf(one) === subject)
  const isForm = subject.length < SHORTEST_SUBJECT || sameSubject.length > FORM
  const orders = mine.orders.filter((order) => candidates.filter((one) => one.orders.includes(order)).length <= FORM)
  return candidates
    .filter((one) => !one.isHeld)
    .flatMap((one) => {
      const because: Because[] = [
        ...twinOf(mine, one),
        ...orders.filter((order) => one.whose !== 'other' && one.orders.includes(order)).slice(0, 1).map((value) => ({ by: 'order' as const, value, likeness: null })), // prettier-ignore
      ]
      const isNear = Math.abs(one.lastMessageAt.getTime() - mine.lastMessageAt.getTime()) < NEAR
      if (!isForm && isNear && one.whose !== 'other' && sameSubject.includes(one))
        because.push({ by: 'subject', value: one.subject, likeness: null })
      return because.length === 0 ? [] : [{ id: one.id, whose: one.whose, because, at: one.lastMessageAt }]
    })
    .toSorted((a, b) => weightOf(b) - weightOf(a) || b.at.getTime() - a.at.getTime())
    .slice(0, MOST)
    .map(({ id, whose, because }) => ({ id, whose, because }))
}

const subjectOf = ({ subject }: Matter): string => baseSubject(subject).base

/** Found from either side. */
function twinOf(mine: Matter, one: Candidate): Because[] {
  const found = [...mine.twins.filter(({ id }) => id === one.id), ...one.twins.filter(({ id }) => id === mine.id)]
  if (found.length === 0) return []
  return [{ by: 'twin', value: '', likeness: Math.max(...found.map(({ likeness }) => likeness)) }]
}

const weights = { twin: 3, order: 2.5, subject: 1.5 }
const nearness = { contact: 0.5, company: 0.25, other: 0 }

function weightOf({ because, whose }: Pick<Suggested, 'whose' | 'because'>): number {
  return nearness[whose] + because.reduce((sum, { by, likeness }) => sum + weights[by] + (likeness ?? 0), 0)
}
