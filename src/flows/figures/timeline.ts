// When a conversation was unresolved: from its events, which do not always say so. A merge may open what was resolved, and an answer
// that is called back gives back the status it changed. Pure.
import { compareIds, type Id } from '../../kit/id.ts'

/** An event that changed the status, or may have. Instants in milliseconds. */
export interface Turn {
  id: Id
  at: number
  name: string
  actorId: Id | null
  /** Null: it does not say. */
  wasResolved: boolean | null
  isResolved: boolean | null
  /** The message that changed it along with being sent, or that was called back. */
  messageId: Id | null
  because: string | null
}

export interface Step {
  what: 'entered' | 'resolved' | 'reopened'
  /** '0': it began so. */
  sourceId: Id
  at: number
  actorId: Id | null
}

interface Beginning {
  beginning: number
  /** As it is now. */
  isResolved: boolean
  isTakenOver: boolean
  opener: 'customer' | 'us'
}

/** In turns: entered or reopened, resolved, reopened, resolved … Of what was resolved when it was taken over nothing until it is reopened. */
export function timeline(turns: readonly Turn[], given: Beginning): Step[] {
  const { beginning, isTakenOver } = given
  const told = withoutCalledBack(turns).toSorted((one, other) => one.at - other.at || compareIds(one.id, other.id))
  const begun = whereItBegins(told, given)
  const steps: Step[] = []
  let isResolved = begun.isResolved
  if (!isResolved || !isTakenOver) steps.push({ what: 'entered', sourceId: '0', at: beginning, actorId: null })
  if (isResolved && !isTakenOver) steps.push({ what: 'resolved', sourceId: '0', at: beginning, actorId: null })
  const taken = new Set<string>()
  const turn = (to: boolean, { id, at, actorId }: Pick<Turn, 'id' | 'at' | 'actorId'>) => {
    if (to === isResolved) return
    isResolved = to
    const what = to ? 'resolved' : 'reopened'
    const sourceId = taken.has(`${what} ${id}`) ? String(BigInt(id) + 1n) : id
    taken.add(`${what} ${sourceId}`)
    steps.push({ what, sourceId, at: Math.max(at, steps.at(-1)?.at ?? beginning), actorId })
  }
  /** The last one that may have changed it without saying so. */
  let silent: Turn | null = null
  for (const one of begun.rest) {
    if (one.wasResolved !== null) turn(one.wasResolved, { ...(silent ?? one), actorId: null })
    if (one.isResolved !== null) turn(one.isResolved, one)
    silent = one.isResolved === null ? one : null
  }
  const last = silent ?? begun.rest.at(-1) ?? { id: '0', at: beginning }
  turn(given.isResolved, { ...last, actorId: null })
  return steps
}

/** What turned it before it began, while only machines had written, or as it began, is how it began. */
function whereItBegins(turns: readonly Turn[], given: Beginning): { isResolved: boolean; rest: readonly Turn[] } {
  const imported = turns.findIndex((one) => given.isTakenOver && one.because === 'imported')
  if (imported >= 0) return { isResolved: turns[imported]?.isResolved ?? false, rest: turns.slice(imported + 1) }
  const rest = turns.filter((one) => one.at > given.beginning)
  const [first] = rest
  if (given.opener === 'us') {
    const before = turns.findLast((one) => one.at <= given.beginning && one.isResolved !== null)
    const after = rest.find((one) => one.wasResolved !== null)
    return { isResolved: before?.isResolved ?? after?.wasResolved ?? given.isResolved, rest }
  }
  // What a machine began lies there as resolved until the customer writes: the opening is told a moment after the mail came.
  const isOpening = first?.wasResolved === true && first.isResolved === false
  return { isResolved: false, rest: isOpening ? rest.slice(1) : rest }
}

/** Of an answer that was called back, with the status it had changed, nothing is left. */
function withoutCalledBack(turns: readonly Turn[]): Turn[] {
  const back = new Set(turns.flatMap((one) => (one.name === 'message.cancelled' && one.isResolved !== null && one.messageId ? [one.messageId] : []))) // prettier-ignore
  return turns.filter((one) => one.messageId === null || one.name === 'message.cancelled' || !back.has(one.messageId))
}
