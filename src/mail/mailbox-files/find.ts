// Which files under a path hold mail, and in which form: by their name where it tells, by their first bytes where not.
import { lstat, open, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Problem } from '../../kit/problem.ts'
import { isFromLine } from './mbox.ts'
import { unreadable } from './unreadable.ts'

export interface MailFile {
  path: string
  bytes: number
  kind: 'message' | 'mbox' | 'other'
}

const MESSAGE_NAME = /\.(?:eml|raw|email|rfc822|mail)$/i
const MBOX_NAME = /\.(?:mbox|mbx|mboxrd|mboxo)$/i
/** A field that real messages begin with; a colon in the first line alone also occurs in other text. */
const FIRST_FIELD =
  /^(?:return-path|received|from|to|cc|subject|date|message-id|mime-version|content-type|delivered-to|reply-to|sender|x-[a-z0-9-]+|dkim-signature|arc-[a-z-]+|authentication-results|envelope-to|status|list-[a-z]+|resent-[a-z]+)[ \t]*:/i

/** Depth first, sorted by name. Symbolic links below `root` are not followed; hidden files are left out. */
export async function* filesIn(root: string, report: (problem: Problem) => void): AsyncGenerator<MailFile> {
  try {
    const found = await stat(root)
    if (found.isDirectory()) yield* folder(root, report)
    else yield { path: root, bytes: found.size, kind: await kindOf(root, found.size) }
  } catch (cause) {
    report(unreadable('file-unreadable', 'cannot be read', root, 0, cause))
  }
}

async function* folder(at: string, report: (problem: Problem) => void): AsyncGenerator<MailFile> {
  const entries = await readdir(at, { withFileTypes: true })
  const names = new Set(entries.filter((one) => one.isDirectory()).map((one) => one.name))
  const isMaildir = names.has('cur') && names.has('new')
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = path.join(at, entry.name)
    const isHidden = entry.name.startsWith('.')
    try {
      if (entry.isDirectory()) {
        if (isMaildir && entry.name === 'tmp') continue // half-written
        if (isMaildir && (entry.name === 'cur' || entry.name === 'new')) yield* letters(file)
        else if (!isHidden || isMaildir) yield* folder(file, report) // a Maildir's own folders begin with a dot
      } else if (entry.isFile() && !isHidden && !isMaildir) {
        const { size } = await lstat(file)
        yield { path: file, bytes: size, kind: await kindOf(file, size) }
      }
    } catch (cause) {
      report(unreadable('file-unreadable', 'cannot be read', file, 0, cause))
    }
  }
}

/** In a Maildir's cur and new, every file is a message, whatever it looks like. */
async function* letters(at: string): AsyncGenerator<MailFile> {
  for (const name of (await readdir(at)).toSorted()) {
    const file = path.join(at, name)
    const found = await lstat(file)
    if (found.isFile() && !name.startsWith('.')) yield { path: file, bytes: found.size, kind: 'message' }
  }
}

async function kindOf(file: string, bytes: number): Promise<MailFile['kind']> {
  if (MBOX_NAME.test(file)) return 'mbox'
  if (MESSAGE_NAME.test(file)) return 'message'
  const start = await firstBytes(file, Math.min(bytes, 1_024))
  if (isFromLine(start.split('\n', 1)[0] ?? '')) return 'mbox'
  return FIRST_FIELD.test(start) ? 'message' : 'other'
}

async function firstBytes(file: string, count: number): Promise<string> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0)
    return buffer.toString('latin1', 0, bytesRead).replace(/^(?:\xef\xbb\xbf|[\r\n])+/, '')
  } finally {
    await handle.close()
  }
}
