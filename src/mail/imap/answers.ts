// What a mail server may answer at once, whatever it announced before: the rest would have to be held.
import { limits } from '../../kit/limits.ts'

/** Room for what a server may say beside a message, and for those that announce its size wrong. */
const BESIDE = 8 * 1024 * 1024

/** For imapflow, which closes the connection where more is sent. */
export const answerLimits = {
  maxLiteralSize: limits.message.bytes + BESIDE,
  maxResponseSize: limits.message.bytes + 2 * BESIDE,
}
