// postroom inspect FILE…: what Postroom makes of a mail, without storing anything. docs/inspect.md describes the output; it is
// what people send along when a mail was misread, so its form stays.
import { readdir, readFile, stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { Address } from '../../mail/address.ts'
import { isAnswerable } from '../../mail/calendar/answer.ts'
import type { Invitation } from '../../mail/calendar/invitation.ts'
import { inWords } from '../../mail/calendar/repetition.ts'
import type { Protection } from '../../mail/parse/protection.ts'
import { readForward } from '../../mail/forward.ts'
import type { ReadMail } from '../../mail/read-mail.ts'
import { createReaderPool, type ReaderPool } from '../../mail/read-pool.ts'
import { contactDetails } from '../../mail/reply-text/contact-details.ts'

/** Mails read at the same time; their results wait in memory until it is their turn to be printed. */
const AT_ONCE = 32

/** The exit status: 0, or 66 (EX_NOINPUT of sysexits) when something could not be opened; the rest is inspected all the same. */
export async function inspect(
  paths: string[],
  options: { json: boolean },
  out: (line: string) => void,
): Promise<number> {
  const pool = createReaderPool({ size: Math.min(availableParallelism(), 4) })
  const isSingle = paths.length === 1 && paths[0] !== undefined && (await isFile(paths[0]))
  let status = 0
  const batch: string[] = []
  const flush = async (): Promise<void> => {
    for (const { file, mail, error } of await readFiles(pool, batch.splice(0))) {
      if (!mail) status = 66
      if (!options.json) out(mail ? told(file, mail) : `${file}: ${error}`)
      else if (!mail) out(JSON.stringify({ file, error }))
      else out(isSingle ? JSON.stringify(inspected(mail), null, 2) : JSON.stringify({ file, ...inspected(mail) }))
    }
  }
  try {
    for (const given of paths) {
      for await (const file of filesUnder(given)) if (batch.push(file) === AT_ONCE) await flush()
    }
    await flush()
  } finally {
    await pool.close()
  }
  return status
}

/** The stable form: fields are added, never renamed or dropped. */
export function inspected(mail: ReadMail) {
  return {
    from: mail.from,
    to: mail.to,
    cc: mail.cc,
    replyTo: mail.replyTo,
    subject: mail.subject,
    date: mail.date?.toISOString() ?? null,
    text: mail.text,
    html: mail.html,
    reply: mail.reply,
    quoted: mail.quoted,
    signature: mail.signature,
    replyEnd: mail.replyEnd,
    folded: mail.folded,
    contactDetails: mail.from[0] ? contactDetails(mail.text.slice(0, mail.replyEnd), mail.from[0]) : [],
    forward: readForward(mail),
    attachments: mail.attachments.map(({ name, type, size, sha256 }) => ({ name, type, size, sha256 })),
    kind: mail.kind,
    bounce: mail.bounce,
    threading: { messageId: mail.messageId, inReplyTo: mail.inReplyTo, references: mail.references },
    language: mail.language,
    warnings: mail.warnings,
    degraded: mail.degraded,
    protection: mail.protection && { ...mail.protection, isVerified: false },
    invitation: mail.invitation && invited(mail.invitation),
    cards: mail.cards,
    mails: mail.mails.map(({ part: _part, date, ...rest }) => ({ ...rest, date: date?.toISOString() ?? null })),
  }
}

function invited({ part: _part, repeats, ...rest }: Invitation) {
  return { ...rest, repeats: repeats && { ...repeats, words: inWords(repeats) }, isAnswerable: isAnswerable(rest) }
}

type FileRead = { file: string; mail: ReadMail; error?: undefined } | { file: string; mail?: undefined; error: string }

function readFiles(pool: ReaderPool, files: string[]): Promise<FileRead[]> {
  return Promise.all(
    files.map(async (file): Promise<FileRead> => {
      const raw = await readFile(file).catch((error: NodeJS.ErrnoException) => error)
      if (!Buffer.isBuffer(raw)) return { file, error: `cannot be read (${raw.code ?? raw.name})` }
      return { file, mail: await pool.read(raw, { from: null }) }
    }),
  )
}

/** A folder's files by name, folders in folders too. What is neither file nor folder is passed over, unless it was named. */
async function* filesUnder(given: string): AsyncGenerator<string> {
  const entries = await readdir(given, { withFileTypes: true }).catch(() => null)
  if (entries === null) {
    yield given
    return
  }
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const inside = path.join(given, entry.name)
    if (entry.isDirectory()) yield* filesUnder(inside)
    else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(inside)))) yield inside
  }
}

async function isFile(given: string): Promise<boolean> {
  return (await stat(given).catch(() => null))?.isFile() ?? false
}

function told(file: string, mail: ReadMail): string {
  const line = (name: string, value: string): string[] => (value === '' ? [] : [`${name.padEnd(12)}${value}`])
  const people = (list: Address[]): string =>
    list.map(({ name, address }) => (name ? `${name} <${address}>` : address)).join(', ')
  const quotedLines = mail.quoted === '' ? 0 : mail.quoted.split('\n').length
  return [
    `${file}`,
    ...line('From', people(mail.from)),
    ...line('To', people(mail.to)),
    ...line('Cc', people(mail.cc)),
    ...line('Reply-To', people(mail.replyTo)),
    ...line('Subject', mail.subject),
    ...line('Date', mail.date?.toISOString() ?? 'unknown'),
    ...line('Kind', `${mail.kind} (${mail.kindBecause})`),
    ...line('Language', mail.language ?? ''),
    ...line('Message-ID', mail.messageId ?? ''),
    ...line('Answers', mail.inReplyTo.join(' ')),
    ...mail.attachments.flatMap(({ name, type, size }) => line('Attachment', `${name} (${type}, ${size} bytes)`)),
    ...mail.mails.flatMap(({ subject, from }) => line('Mail within', `${subject} (${people(from)})`)),
    ...line('Invitation', mail.invitation ? toldInvitation(mail.invitation) : ''),
    ...line('Protection', mail.protection ? toldProtection(mail.protection) : ''),
    ...mail.cards.flatMap((card) => line('Card', [card.name, ...card.addresses, ...card.phones].join(', '))),
    ...(mail.bounce?.recipients ?? []).flatMap(({ address, status, reason }) =>
      line('Bounced', `${address} ${status ?? ''} ${reason}`.replace(/ +/g, ' ')),
    ),
    ...mail.warnings.flatMap((warning) => line('Warning', warning)),
    '',
    mail.reply.trimEnd(),
    ...(quotedLines > 0 ? ['', `[… ${quotedLines} quoted lines]`] : []),
    '',
  ].join('\n')
}

function toldInvitation({ method, summary, start, end, location, repeats }: Invitation): string {
  const when = [start, end].map((one) => one && `${one.local}${one.zone ? ` ${one.zone}` : ''}`).filter(Boolean)
  return [`${method}: ${summary}`, when.join(' to '), location, repeats && inWords(repeats)].filter(Boolean).join('; ')
}

const toldProtection = ({ scheme, isSigned }: Protection): string =>
  `${scheme === 'pgp' ? 'PGP' : 'S/MIME'}, ${isSigned ? 'signed, not verified' : 'encrypted'}`
