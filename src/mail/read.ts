// Everything that filing needs to know of a mail, read in one go from its bytes: parsed, sanitised, the new text told from the
// quoted, machines recognised, the language guessed. Knows nothing of what is stored. Run it in the reader pool, not here and there.
import { readBounce } from './bounce/bounce.ts'
import { vacationOf } from './bounce/vacation.ts'
import { accessSecretIn } from './access-secret/access-secret.ts'
import { recogniseKind } from './automatic.ts'
import { sanitizeMailHtml } from './html/sanitize.ts'
import { detectLanguage } from './language.ts'
import type { Headers } from './parse/headers.ts'
import type { Hashes } from './parse/hashes.ts'
import { parseMail, parseStreamed } from './parse/parse.ts'
import type { ParsedMail } from './parse/parsed.ts'
import { hashes, plain } from './read-degraded.ts'
import { visibleReply } from './reply-text/reply-text.ts'
import type { ReadMail } from './read-mail.ts'

export interface Envelope {
  /** The SMTP sender: '' is the null sender; null where nobody knows, then Return-Path is asked. */
  from: string | null
}

/** Never rejects for any bytes. Takes as long as the mail makes it take: the pool has the clock. */
export async function readMail(raw: Buffer, envelope: Envelope): Promise<ReadMail> {
  return readParsed(await parseMail(raw), hashes(raw), envelope)
}

/** The same of a mail too large to be held in memory. Rejects only where its pieces do. */
export async function readStreamed(pieces: AsyncIterable<Buffer>, envelope: Envelope): Promise<ReadMail> {
  const { strippedHash, canonicalHash, ...parsed } = await parseStreamed(pieces)
  return readParsed(parsed, { strippedHash, canonicalHash }, envelope)
}

function readParsed(parsed: ParsedMail, sums: Hashes, envelope: Envelope): ReadMail {
  const warnings = [...parsed.warnings]
  const attempt = <T>(what: string, step: () => T, otherwise: T): T => {
    try {
      return step()
    } catch (thrown) {
      warnings.push(`degraded: ${what} failed (${thrown instanceof Error ? thrown.name : 'unknown'})`)
      return otherwise
    }
  }
  const envelopeFrom = envelope.from ?? returnPath(parsed.headers)
  const from = parsed.from[0]?.address ?? null
  const clean = attempt(
    'html',
    () =>
      parsed.html === null
        ? null
        : sanitizeMailHtml(parsed.html, { remoteImages: 'blocked', attached: parsed.attached }),
    null,
  )
  const visible = attempt(
    'reply',
    () => visibleReply({ text: parsed.text, html: parsed.html, subject: parsed.subject }),
    whole(parsed.text),
  )
  const bounce = attempt('bounce', () => readBounce({ ...parsed, from, parts: parsed.reportParts, envelopeFrom }), null)
  const recognised = attempt(
    'kind',
    () =>
      recogniseKind({
        headers: parsed.headers,
        from,
        envelopeFrom,
        subject: parsed.subject,
        text: parsed.text,
        isBounce: bounce !== null,
      }),
    { kind: 'message' as const, mayAutoReply: false, because: 'could not be told' },
  )
  const language = attempt('language', () => detectLanguage(wordsOf(visible)), { language: null, confidence: 0 })
  return {
    ...plain(parsed, warnings),
    ...sums,
    html: clean?.html ?? null,
    remoteImages: clean?.remoteImages ?? 0,
    reply: visible.reply,
    quoted: visible.quoted,
    signature: visible.signature,
    replyEnd: visible.replyEnd,
    folded: visible.folded,
    kind: recognised.kind,
    mayAutoReply: recognised.mayAutoReply,
    kindBecause: recognised.because,
    bounce: recognised.kind === 'auto-reply' && from !== null ? vacationOf({ ...parsed, from }) : bounce,
    secret: attempt('secret', () => accessSecretIn(parsed), null),
    language: language.language,
    languageConfidence: language.confidence,
  }
}

const whole = (text: string): ReturnType<typeof visibleReply> => ({
  reply: text,
  quoted: '',
  signature: '',
  replyEnd: text.length,
  folded: [],
  because: 'all of it',
})

/** A signature and a disclaimer are often in another language than what was written; where nothing else is there they tell it. */
function wordsOf({ reply, signature }: ReturnType<typeof visibleReply>): string {
  const own = reply.slice(0, reply.length - signature.length).trim()
  return own === '' ? reply : own
}

// RFC 5321 §4.4: whoever delivers last writes it.
function returnPath(headers: Headers): string | null {
  const value = headers.first('return-path')
  return value === undefined ? null : (/<([^<>]*)>/.exec(value)?.[1] ?? value).trim()
}
