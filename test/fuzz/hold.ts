// What must hold of any mail whatever: it is read, in the form that is promised, and nothing of it is lost.
import { hash } from 'node:crypto'
import { inspected } from '../../src/doors/cli/inspect.ts'
import { withoutLeadIn } from '../../src/mail/parse/lead-in.ts'
import { attachmentBytes } from '../../src/mail/parse/parse.ts'
import { openParts } from '../../src/mail/parse/opened.ts'
import { leaves, splitParts } from '../../src/mail/parse/structure.ts'
import { limits } from '../../src/kit/limits.ts'
import { readMail } from '../../src/mail/read.ts'
import type { ReadMail } from '../../src/mail/read-mail.ts'
import { Inspected } from './promised.ts'

/** In words, what does not hold; empty where all does. */
export async function broken(raw: Buffer): Promise<string[]> {
  const mail = await readMail(raw, { from: null })
  const form = Inspected.safeParse(JSON.parse(JSON.stringify(inspected(mail))))
  return [
    ...(form.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []),
    ...failed(mail),
    ...visible(mail),
    ...(await attachments(raw, mail)),
    ...(mail.degraded ? [] : structure(raw, mail)),
  ]
}

/** A step of the reader that threw says so. */
const failed = ({ warnings }: ReadMail): string[] => warnings.filter((one) => /^degraded: .*(?:failed|Error)/.test(one))

function visible({ text, replyEnd, folded, secret }: ReadMail): string[] {
  if (secret) return []
  const isOrdered = folded.every((at, i) => at >= (folded[i - 1] ?? 0) && at <= replyEnd)
  return [
    ...(replyEnd >= 0 && replyEnd <= text.length ? [] : [`visible to ${replyEnd} of ${text.length}`]),
    ...(isOrdered && folded.length % 2 === 0 ? [] : [`folded ${folded.join(' ')} before ${replyEnd}`]),
  ]
}

/** What is told of a file is true of the bytes that are given out. */
async function attachments(raw: Buffer, mail: ReadMail): Promise<string[]> {
  const wrong: string[] = []
  for (const one of mail.attachments.slice(0, MOST_FILES)) {
    const found = await attachmentBytes(raw, one.part).catch(() => null)
    if (!found) wrong.push(`attachment ${one.part} cannot be had`)
    else if (found.bytes.length !== one.size || hash('sha256', found.bytes, 'hex') !== one.sha256)
      wrong.push(`attachment ${one.part} is not what was told`)
  }
  const numbers = new Set(mail.attachments.map(({ part }) => part))
  return numbers.size === mail.attachments.length ? wrong : [...wrong, 'two attachments of one number']
}

const MOST_FILES = 30

/** Bodies lie in the mail one after the other; what is no text is a file; and of text something is shown. */
function structure(received: Buffer, mail: ReadMail): string[] {
  const { raw } = withoutLeadIn(received)
  const { root } = splitParts(raw, limits.message)
  if (!root) return ['no part at all']
  const wrong: string[] = []
  let last = 0
  for (const body of leaves(root).flatMap((part) => part.body)) {
    const from = body.byteOffset - raw.byteOffset
    if (from < last || from + body.length > raw.length) wrong.push(`a body at ${from} overlaps another`)
    last = from + body.length
  }
  openParts(root)
  const files = new Set(mail.attachments.map(({ part }) => part))
  const lost = leaves(root).filter(
    ({ type, index }) => !/^(?:text\/(?:plain|html)$|multipart\/)/.test(type) && !files.has(index),
  )
  wrong.push(...lost.map(({ type, index }) => `part ${index} (${type}) is no attachment`))
  const hasBody = leaves(root).some((part) => part.body.some((one) => one.toString('latin1').trim() !== ''))
  const isShown = mail.text !== '' || mail.html !== null || mail.attachments.length > 0
  return hasBody && !isShown ? [...wrong, 'a body of which nothing is shown'] : wrong
}
