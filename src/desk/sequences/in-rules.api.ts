// Sequences as rules enrol in them.
import { z } from 'zod'

/** The contact of the conversation, in a sequence of its inbox: in the name of the assignee, else of whom the sequence names. */
export const EnrolAction = z.strictObject({ do: z.literal('enrol'), sequenceId: z.string() })
