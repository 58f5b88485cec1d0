// A timeline as a table (CSV, RFC 4180): what whoever asks for it sees, and nothing else.
import type { Tx } from '../../store/tx.ts'
import type { Actor } from '../users/permissions.ts'
import { readTimeline } from './read.ts'
import type { Subject, TimelineEntry } from './timeline.api.ts'

const MOST = 5_000
const HEAD = [
  'at',
  'kind',
  'direction',
  'from',
  'to',
  'subject',
  'text',
  'state',
  'conversation',
  'because',
  'confidence',
]

export async function timelineTable(tx: Tx, actor: Actor, subject: Subject): Promise<Buffer> {
  const rows: string[][] = [HEAD]
  let cursor: string | undefined
  do {
    const page = await readTimeline(tx, actor, subject, { limit: 100, cursor })
    rows.push(...page.entries.map(rowOf))
    cursor = page.next ?? undefined
  } while (cursor !== undefined && rows.length < MOST)
  return Buffer.from(rows.map((row) => `${row.map(cell).join(',')}\r\n`).join(''))
}

function rowOf({ message, activity, task, detail, ...entry }: TimelineEntry): string[] {
  return [
    entry.at,
    entry.kind,
    message?.direction ?? activity?.direction ?? '',
    message?.from.address ?? '',
    message?.to.map((one) => one.address).join(' ') ?? '',
    message?.subject ?? task?.title ?? detail?.name ?? '',
    message?.snippet ?? activity?.text ?? '',
    message?.state ?? activity?.outcome ?? (task ? (task.doneAt ? 'done' : 'open') : (detail?.to ?? '')),
    entry.conversation?.number ?? '',
    entry.because ?? '',
    entry.confidence === null ? '' : String(entry.confidence),
  ]
}

/** What a table program would take for a formula is a word (CWE-1236). */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}
