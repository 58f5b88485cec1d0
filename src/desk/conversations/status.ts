// What a conversation may become. A table of moves, so that the gaps are visible.
import type { z } from 'zod'
import type { Status as StatusSchema } from './conversations.api.ts'

export type Status = z.infer<typeof StatusSchema>

/** What moves a conversation from one status to another. */
export type Move = 'customer wrote' | 'we answered' | 'set by hand' | 'set by rule'

/**
 * From status and move to the new status. A customer's message opens whatever it joins; an answer of ours leaves the
 * matter waiting for them; people and rules may set any status.
 */
const moves: Record<Status, Record<Exclude<Move, 'set by hand' | 'set by rule'>, Status>> = {
  open: { 'customer wrote': 'open', 'we answered': 'waiting' },
  waiting: { 'customer wrote': 'open', 'we answered': 'waiting' },
  resolved: { 'customer wrote': 'open', 'we answered': 'resolved' },
}

export function statusAfter(status: Status, move: keyof (typeof moves)[Status]): Status {
  return moves[status][move]
}
