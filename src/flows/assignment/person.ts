// Somebody who could be given work: what they have, what they can, whether they are there.
import type { Skill, WorkPattern } from '../../desk/assignment/assignment.api.ts'
import type { Presence } from '../../desk/assignment/there.ts'
import type { Id } from '../../kit/id.ts'
import type { Candidate } from './choose.ts'

export interface Person extends Candidate {
  role: string
  name: string
  teamIds: Id[]
  presence: Presence
  /** When they last did something in a browser; null: they are signed in nowhere. */
  seenAt: Date | null
  slots: number
  hours: WorkPattern['hours']
  timeOff: WorkPattern['timeOff']
  languages: Skill[]
  categories: Skill[]
}
