// What one person can teach in a day: a slip in a list of thousands, a program gone wild or somebody who means ill shall not turn a model
// before others have seen what it does. What others decide meanwhile counts in full.
import { type Id, mintedAt } from '../../kit/id.ts'

/** Decisions of one person in a day of UTC, for one inbox and field. */
export const MOST_A_DAY = 500
const DAY = 86_400_000

/** Asked of each decision, the newest first: those stand. */
export function createDayShare(): (decision: { id: Id; actorId: Id | null }) => boolean {
  const taught = new Map<string, number>()
  return ({ id, actorId }) => {
    if (actorId === null) return true
    const key = `${actorId}.${Math.floor(mintedAt(id) / DAY)}`
    const count = (taught.get(key) ?? 0) + 1
    taught.set(key, count)
    return count <= MOST_A_DAY
  }
}
