// Drafts as rules begin them.
import { z } from 'zod'

/** A letter to the contact of the deal, else of the conversation, in the words of a macro: for the assignee, who looks at it and sends it. */
export const DraftAction = z.strictObject({ do: z.literal('draft'), macroId: z.string() })
