// What is promised about addresses that nothing is sent to any more.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

export const Suppression = z.object({
  address: z.string(),
  /** One of the reasons of docs/inspect.md. */
  reason: z.string(),
  /** What the other server said. */
  response: z.string(),
  since: z.iso.datetime(),
})
export type Suppression = z.infer<typeof Suppression>

export const listSuppressions = route({
  name: 'listSuppressions',
  summary: 'Addresses of a contact that nothing is sent to, since mail there came back for good.',
  method: 'GET',
  path: '/contacts/:id/suppressions',
  may: 'contact.read',
  input: z.strictObject({ id: z.string() }),
  output: z.array(Suppression),
})
export const liftSuppression = route({
  name: 'liftSuppression',
  summary: 'Write to an address again to which mail came back.',
  method: 'DELETE',
  path: '/contacts/:id/suppressions/:address',
  may: 'contact.write',
  input: z.strictObject({ id: z.string(), address: z.string().max(320) }),
  output: z.object({}),
})
