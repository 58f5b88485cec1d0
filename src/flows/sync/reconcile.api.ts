// What the reconciliation of mail accounts promises: everything on the server is accounted for here, or it is said what is not.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

/**
 * What has become of a message on the server. `filed`: in a conversation. `held`: put aside (a loop, junk, readable only in part).
 * `copy`: equal to one that is filed. `waiting`: taken in, about to be filed. `erased`: its original was erased here. `tooLarge`: left
 * there. `unread`: newer than what was read so far. `beside`: in a folder of which only headers are read.
 * These do not fit: `missing`: nothing of it is here. `lost`: filed, but its original is gone. `unnoticed`: remembered, and no longer
 * there. `refused`: a folder that the server does not open.
 */
export const Verdict = z.enum([
  'filed',
  'held',
  'copy',
  'waiting',
  'erased',
  'tooLarge',
  'unread',
  'beside',
  'missing',
  'lost',
  'unnoticed',
  'refused',
])
export type Verdict = z.infer<typeof Verdict>
const counted = z.number().int()

export const Misfit = z.object({
  folder: z.string(),
  uidValidity: z.string(),
  /** 0: the folder itself. */
  uid: z.number().int(),
  verdict: Verdict,
  /** Message-ID, where it is known. */
  mailId: z.string().nullable(),
  size: z.number().int().nullable(),
  /** When it was fetched again, or noticed. */
  mendedAt: z.iso.datetime().nullable(),
})
export type Misfit = z.infer<typeof Misfit>

export const Reconciliation = z.object({
  id: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  isMending: z.boolean(),
  /** Why it could not be finished. */
  error: z.string().nullable(),
  /** How many messages the server has. */
  seen: counted,
  /** How many of which; what is not named is 0. */
  counts: z.partialRecord(Verdict, counted),
  /** How many do not fit, without those that were mended. */
  open: counted,
  mended: counted,
  /** The first 500 that did not fit. */
  misfits: z.array(Misfit),
})
export type Reconciliation = z.infer<typeof Reconciliation>

export const readReconciliation = route({
  name: 'readReconciliation',
  summary:
    'Whether everything on the server of a mail account is accounted for here: the latest run, and one under way.',
  method: 'GET',
  path: '/mailboxes/:id/reconciliation',
  may: 'mailbox.configure',
  input: z.strictObject({ id: z.string() }),
  output: z.object({ latest: Reconciliation.nullable(), running: Reconciliation.nullable() }),
})
export const reconcileMailbox = route({
  name: 'reconcileMailbox',
  summary:
    'Count everything on the server of a mail account beside what is here, now; it happens every day anyway. With `isMending` what is missing is fetched again.',
  method: 'POST',
  path: '/mailboxes/:id/reconciliation',
  may: 'mailbox.configure',
  status: 202,
  input: z.strictObject({ id: z.string(), isMending: z.boolean().default(false) }),
  output: z.object({}),
})
