// What is kept of a mail that opens an account: who sent it and about what. The words stay in the raw mail alone, so that no list,
// search, rule, quotation or model can give them away.
import type { ReadMail } from '../read.ts'
import { withoutCodes } from './access-secret.ts'

/** The same mail where it is no secret. */
export function veiled(mail: ReadMail): ReadMail {
  if (mail.secret === null) return mail
  return {
    ...mail,
    subject: withoutCodes(mail.subject),
    text: '',
    html: null,
    remoteImages: 0,
    reply: '',
    quoted: '',
    signature: '',
    replyEnd: 0,
    mayAutoReply: false,
    kindBecause: mail.secret.because,
  }
}
