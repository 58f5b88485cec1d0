// What the server is asked about a letter that is being written, and what it is told by when it has changed. Pure.
import type { OutputOf } from '../../../src/kit/route.ts'
import type { Finding, judgeReply } from '../../../src/flows/reply/checks/judge.api.ts'
import type { ReplyKind } from '../../../src/flows/reply/reply.api.ts'
import { uploadIdsOf, type Letter } from '../drafts.tsx'

export type About =
  | { conversationId: string; kind: ReplyKind; messageId: string | null; withQuote: boolean; taken: readonly string[] }
  | { inboxId: string }

export type Judged = OutputOf<typeof judgeReply>

/** The letter as a route takes it. */
export function askedOf(letter: Letter, about: About) {
  const { to, cc, bcc, subject, text, isPlain, html } = letter
  const files = uploadIdsOf(letter).length + ('taken' in about ? about.taken.length : 0)
  return { to, cc, bcc, subject: subject.slice(0, 500), text, html: isPlain ? null : html, files }
}

/** What weighs so that it is asked about; in other words the same again. */
export function weighty(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ level }) => level !== 'hint')
}

export const signOf = (findings: readonly Finding[]): string =>
  findings.map(({ code, where, values }) => `${code} ${where} ${Object.values(values).join(' ')}`).join('\n')

/** The letter with what a finding offers. Null where nothing is offered, or it is the editor's to do. */
export function mended<L extends Letter & { withQuote?: boolean }>(
  letter: L,
  { mend, where, start, end }: Finding,
  asHtml: (text: string) => string,
): L | null {
  if (!mend) return null
  if (mend.do === 'dropQuote') return { ...letter, withQuote: false }
  if (mend.do === 'removeRecipient') {
    const rest = (people: L['to']) => people.filter((one) => one.address.toLowerCase() !== mend.address.toLowerCase())
    return { ...letter, to: rest(letter.to), cc: rest(letter.cc), bcc: rest(letter.bcc) }
  }
  if (mend.do === 'attach' || start === null || end === null) return null
  const put = (text: string) => text.slice(0, start) + mend.with + text.slice(end)
  if (where === 'subject') return { ...letter, subject: put(letter.subject) }
  if (!letter.isPlain) return null
  const text = put(letter.text)
  return { ...letter, text, html: asHtml(text), doc: null }
}
