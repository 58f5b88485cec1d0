// A timeline as a table: what whoever asks for it sees, and nothing else.
import { type Cell, csvOf } from '../../kit/csv.ts'
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
  const rows: Cell[][] = []
  let cursor: string | undefined
  do {
    const page = await readTimeline(tx, actor, subject, { limit: 100, cursor })
    rows.push(...page.entries.map(rowOf))
    cursor = page.next ?? undefined
  } while (cursor !== undefined && rows.length < MOST)
  return Buffer.from(csvOf(HEAD, rows))
}

function rowOf({ message, activity, task, detail, ...entry }: TimelineEntry): Cell[] {
  return [
    entry.at,
    entry.kind,
    message?.direction ?? activity?.direction ?? '',
    message?.from.address ?? '',
    message?.to.map((one) => one.address).join(' ') ?? '',
    message?.subject ?? task?.title ?? detail?.name ?? '',
    message?.snippet ?? activity?.text ?? '',
    message?.state ?? activity?.outcome ?? (task ? (task.doneAt ? 'done' : 'open') : (detail?.to ?? '')),
    entry.conversation?.number,
    entry.because,
    entry.confidence,
  ]
}
