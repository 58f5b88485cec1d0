// What is kept of a mail that opens an account: who sent it and about what, without codes and links. The words and whatever tells
// of its files stay in the raw mail alone, so that no list, search, rule, quotation or model can give them away.
import type { Address } from '../address.ts'
import type { ReadMail } from '../read-mail.ts'
import { withoutCodes } from './without-codes.ts'

/** The same mail where it is no secret. */
export function veiled(mail: ReadMail): ReadMail {
  if (mail.secret === null) return mail
  return {
    ...mail,
    subject: withoutCodes(mail.subject),
    from: mail.from.map(unnamed),
    sender: mail.sender && unnamed(mail.sender),
    replyTo: mail.replyTo.map(unnamed),
    to: mail.to.map(unnamed),
    cc: mail.cc.map(unnamed),
    bcc: mail.bcc.map(unnamed),
    // A file that says six digits is guessed from its sum, or told by its size.
    attachments: mail.attachments.map(({ part }, at) => ({
      part,
      name: `file-${at + 1}`,
      type: 'application/octet-stream',
      size: 0,
      sha256: '',
      contentId: null,
      inline: false,
    })),
    text: '',
    html: null,
    invitation: null,
    cards: [],
    mails: [],
    remoteImages: 0,
    reply: '',
    quoted: '',
    signature: '',
    replyEnd: 0,
    folded: [],
    mayAutoReply: false,
    kindBecause: mail.secret.because,
  }
}

const unnamed = (person: Address): Address => ({ ...person, name: withoutCodes(person.name) })
