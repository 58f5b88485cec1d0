// A condition on conversations, and one that an index begins with.
import type { RawBuilder } from 'kysely'

export type Condition = RawBuilder<boolean>

export interface Facet {
  is: Condition
  /** What indexes begin with, and go on in the order of the list: whatever is one of them is of this facet, and of one alone. */
  starts: Condition[]
  /** The few of this facet that none of the starts leads to. */
  beside?: Condition
  /** Its index knows no shelves. */
  isShelfless?: boolean
  /** Much may have it: the newest of the list are looked at first. */
  isOften?: boolean
}
