// What is around an import on the command line: which inbox, the bar, the sums, what could not be read.
import type { Status } from '../../desk/conversations/status.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { sizeOf } from '../../mail/mailbox-files.ts'
import type { Tx } from '../../store/tx.ts'
import type { Desk } from '../desk.ts'
import { createBar } from './bar.ts'
import { importMail, type Imported } from './import/import.ts'
import { exits } from './telling.ts'

export interface ImportCommand {
  inbox?: string
  status?: Status
  wait: boolean
}

interface Terminal {
  out: (text: string) => void
  err: (text: string) => void
  bar: NodeJS.WriteStream
}

/** Mistakes that are named one by one; the rest are counted. */
const NAMED = 100

export async function runImport(
  desk: Desk,
  roots: string[],
  given: ImportCommand,
  terminal: Terminal,
): Promise<number> {
  const inboxId = await desk.means.store.transact({ actorId: null, readOnly: true }, (tx) =>
    chosenInbox(tx, given.inbox),
  )
  let bytes = 0
  for (const root of roots) bytes += await sizeOf(root)
  const bar = createBar(bytes, terminal.bar)
  try {
    const options = { inboxId, status: given.status ?? null, isWaiting: given.wait, onProgress: bar.advance }
    const sum = await importMail(desk, roots, options)
    bar.end()
    terminal.out(told(sum, given.wait))
    for (const line of mistakes(sum)) terminal.err(line)
    return sum.unreadable.length + sum.unaddressed.length > 0 ? exits.data : exits.ok
  } finally {
    bar.end()
  }
}

/** A name, an address or an id; without one the only inbox there is; null where there are several: by what each mail is addressed to. */
async function chosenInbox(tx: Tx, wanted: string | undefined): Promise<Id | null> {
  const rows = await tx.db
    .selectFrom('inbox')
    .leftJoin('inbox_address', 'inbox_address.inbox_id', 'inbox.id')
    .select(['inbox.id', 'inbox.name', 'inbox.is_sample', 'inbox_address.address'])
    .where('inbox.archived_at', 'is', null)
    .orderBy('inbox.name')
    .execute()
  if (rows.length === 0)
    throw new Problem(
      'invalid',
      'inbox-missing',
      'There is no inbox to import into yet. Make one in the browser, or start once with POSTROOM_INBOX_ADDRESSES.',
    )
  if (wanted === undefined) {
    const ids = [...new Set(rows.filter((row) => !row.is_sample).map((row) => row.id))]
    return ids.length === 1 ? (ids[0] ?? null) : null
  }
  const asked = wanted.toLowerCase()
  const found = rows.find((row) => row.id === wanted || row.name.toLowerCase() === asked || row.address === asked)
  if (found) return found.id
  const known = [...new Set(rows.map((row) => row.name))].join(', ')
  throw new Problem('invalid', 'inbox-missing', `There is no inbox “${wanted}”. There are: ${known}.`)
}

function told(sum: Imported, isFiled: boolean): string {
  const parts = [
    `${sum.accepted} accepted`,
    ...(isFiled
      ? [`${sum.filed} filed`, `${sum.duplicates} already here`, `${sum.quarantined} readable only in part`]
      : ['filing goes on in the running Postroom']),
    `${sum.unreadable.length} unreadable`,
    ...(sum.unaddressed.length > 0 ? [`${sum.unaddressed.length} addressed to no inbox here`] : []),
  ]
  return `${parts.join(', ')}\n`
}

function mistakes(sum: Imported): string[] {
  const unreadable = sum.unreadable.map(
    (one) => `unreadable: ${one.message} (offset ${Number(one.detail.offset ?? 0)})\n`,
  )
  const left = sum.unaddressed.map(
    (one) => `not taken: ${one.source} at offset ${one.offset} is addressed to no inbox\n`,
  )
  const lines = [...unreadable, ...left]
  return [
    ...lines.slice(0, NAMED),
    ...(lines.length > NAMED ? [`… and ${lines.length - NAMED} more\n`] : []),
    ...(left.length > 0
      ? ['Name the inbox for them with --inbox and import again; what is here already is not doubled.\n']
      : []),
  ]
}
