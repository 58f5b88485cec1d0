// Whose mail is filed next where more waits than can be filed: everybody's first, not a hundred of one sender's. Each mail gets an
// instant, its turn; work is taken up in their order. Whoever sends faster than the pace runs ahead of the clock and stands behind
// everybody who does not (the virtual clock of Zhang, SIGCOMM 1990). Where nothing waits turns change nothing: no turn is waited for.
import type { Id } from '../../kit/id.ts'

/** Milliseconds between turns: of mails of one sender, and of mails to one inbox, whose many senders are many people. */
const PACE = { sender: 200, inbox: 20 }
/** Nobody is more than ten minutes behind, so that mail of a busy sender is not put off for ever. */
const FARTHEST = 600_000
/** So many names are remembered before those are forgotten that are not ahead. */
const MANY = 5_000

interface Waiting {
  source: string
  /** Null where there was no envelope: then all that came this way is one sender's. */
  from: string | null
  inboxIds: readonly Id[]
}

/** One for each process that accepts mail: what it forgets when it ends costs no mail, only a place in a queue. */
export function createTurns(): (mail: Waiting, now: Date) => Date {
  const last = new Map<string, number>()

  function next(name: string, pace: number, now: number): number {
    const turn = Math.min(Math.max(now, (last.get(name) ?? 0) + pace), now + FARTHEST)
    last.set(name, turn)
    return turn
  }
  function forget(now: number): void {
    if (last.size < MANY) return
    for (const [name, turn] of last) if (turn <= now) last.delete(name)
    // Ten minutes of nothing but senders in a hurry: then all of them begin anew.
    if (last.size >= MANY * 2) last.clear()
  }
  return ({ source, from, inboxIds }, now) => {
    const at = now.getTime()
    forget(at)
    const sender = from === null ? `by ${source} to ${inboxIds.join()}` : `from ${from.toLowerCase()}`
    const turns = inboxIds.map((id) => next(`to ${id}`, PACE.inbox, at))
    return new Date(Math.max(next(sender, PACE.sender, at), Math.min(...turns)))
  }
}
