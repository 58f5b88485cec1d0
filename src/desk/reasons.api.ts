// Why something was decided, as a code with what it is filled with: whoever reads it is told in their own language. Beside it the same is
// kept as an English sentence, for programs and for the log.
import { z } from 'zod'

/** `{ code: 'leastLoaded', open: 2, capacity: 6 }`. Several are one sentence, parted by commas. */
export const Reason = z.looseObject({ code: z.string() }).catchall(z.union([z.string(), z.number()]))
export const Reasons = z.array(Reason)
export type Reason = z.infer<typeof Reason>
