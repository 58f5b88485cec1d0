// Mail that comes into somebody's conversation without being theirs.
import type { Status } from '../../desk/conversations/status.ts'

interface Coming {
  isNew: boolean
  isStranger: boolean
  authenticity: { result: string } | null
}

/**
 * Of somebody who takes no part in it, or whose sender was found to be forged by the time it is filed: it is kept and told to whom it
 * concerns, and ends nothing that waits for the customer. Only a matter that is over it opens, as somebody has to look.
 */
export function isAside({ isNew, isStranger, authenticity }: Coming, was: Status): boolean {
  return !isNew && was !== 'resolved' && (isStranger || authenticity?.result === 'fail')
}
