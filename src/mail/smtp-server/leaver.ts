// Who makes room where every place is taken: first those who say nothing, of the network that holds the most places; whoever is in the
// middle of a message last. So neither the slow nor the many keep others out, and silence never throws out mail on its way.

export interface Sitting {
  /** See `neighbourhoodOf`. */
  network: string
  turn: 'greeting' | 'command' | 'working' | 'data' | 'storing'
  /** A sender was taken: a message has begun, now or earlier. */
  hasBegun: boolean
  /** When this turn began. */
  since: number
  /** When it last proved useful: it came, it brought some of a message, or all of it. */
  useful: number
}

/** Milliseconds that everybody has to go on, however full it is. */
const AT_LEAST = 1_000
/** In the middle of a message that does not go on for so long, it stands still. */
const STILL = 5_000

/**
 * Null where the newcomer has to wait outside. `network` is the newcomer's. A network with more than `crowd` places has no second to
 * begin against one that holds less than half as many.
 */
export function leaverFor<One extends Sitting>(
  sitting: readonly One[],
  network: string,
  now: number,
  crowd: number,
): One | null {
  const places = new Map<string, number>()
  for (const one of sitting) places.set(one.network, (places.get(one.network) ?? 0) + 1)
  const held = (at: string) => places.get(at) ?? 0
  const ours = held(network)
  let leaver: One | null = null
  let first = Infinity
  let isSomeoneElse = false
  for (const one of sitting) {
    if (one.turn === 'working' || one.turn === 'storing') continue
    const rank = rankOf(one, now)
    if (rank < 2) isSomeoneElse = true
    const theirs = held(one.network)
    if (rank > 0 && ours >= theirs && !(rank === 1 && one.network === network)) continue
    const isCrowd = theirs > crowd && ours < theirs / 2
    if (rank < 2 && !isCrowd && now - idleSince(one) < AT_LEAST) continue
    if (rank > first) continue
    const isBefore = leaver && (theirs - held(leaver.network) || idleSince(leaver) - idleSince(one)) > 0
    if (rank < first || isBefore) [leaver, first] = [one, rank]
  }
  return first === 2 && isSomeoneElse ? null : leaver
}

/** 0: never began a message. 1: began one, and does not go on. 2: goes on. */
function rankOf(one: Sitting, now: number): 0 | 1 | 2 {
  if (!one.hasBegun) return 0
  return one.turn === 'data' && now - one.useful < STILL ? 2 : 1
}

/** Talk that brings no message nearer does not count for those who never began one. */
function idleSince({ hasBegun, since, useful }: Sitting): number {
  return hasBegun ? Math.max(since, useful) : useful
}
