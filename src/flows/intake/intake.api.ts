// What the HTTP way in promises: one raw mail, accepted when it is kept.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

export const deliverMail = route({
  name: 'deliverMail',
  summary: 'Hand over one raw mail (RFC 5322). 202 means that it is durable; sending it twice files it once.',
  method: 'POST',
  path: '/mail',
  may: 'mail.deliver',
  status: 202,
  consumes: 'message/rfc822',
  input: z.strictObject({
    /** Envelope recipient; may be given several times with commas. Left out: taken from the header. */
    to: z.string().max(10_000).optional(),
    from: z.string().max(254).optional(),
  }),
  output: z.object({ id: z.string() }),
})
