// Under which keys messages are found by what answers them. Sixteen bytes are plenty to tell those of one inbox apart.
import { hash as digest } from 'node:crypto'

const hash = (...parts: string[]) => digest('sha256', parts.join('\0'), 'buffer').subarray(0, 16)

/** Of a Message-ID. */
export const threadHash = (messageId: string): Buffer => hash('id', messageId)

/** Of what one correspondent goes on writing about. */
export const subjectHash = (baseSubject: string, correspondent: string): Buffer =>
  hash('subject', baseSubject, correspondent)
