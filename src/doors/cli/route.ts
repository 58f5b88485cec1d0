// postroom route FILE.eml: where a mail would go and why, rule by rule. Nothing is stored, nothing is sent.
import { readFile } from 'node:fs/promises'
import { mailFacts, type TriedMail } from '../../desk/rules/mail-facts.ts'
import { loadNames } from '../../desk/rules/names.ts'
import type { RuleTrace } from '../../desk/rules/try.api.ts'
import { tryOnFacts } from '../../desk/rules/try.ts'
import { deliberationFor } from '../../flows/triage/triage.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { readMail } from '../../mail/read.ts'
import type { Tx } from '../../store/tx.ts'

export interface RouteOptions {
  /** Name, id or address of the inbox it is taken to have come to; otherwise that of its recipients. */
  inbox?: string
  json?: boolean
}

export interface Routed {
  file: string
  inbox: string | null
  team: string | null
  assignee: string | null
  category: string | null
  priority: string
  status: string
  tags: string[]
  because: string
  trace: RuleTrace[]
}

/** `file` is a path, or - for what comes in on `input`. Reads the desk's rules in `tx`, which may be read-only. */
export async function route(
  tx: Tx,
  file: string,
  options: RouteOptions,
  out: { write(text: string): unknown },
  input: AsyncIterable<Buffer | string> = process.stdin,
): Promise<Routed> {
  const raw = await bytesOf(file, input)
  const mail: TriedMail = await readMail(raw, { from: null })
  const facts = await mailFacts(tx, mail, options.inbox === undefined ? null : await inboxNamed(tx, options.inbox))
  const { situation, because, traces } = await tryOnFacts(tx, facts, deliberationFor)
  const names = await loadNames(tx)
  const named = (id: Id | null): string | null => (id === null ? null : (names.get(id) ?? null))
  const routed: Routed = {
    file,
    inbox: named(situation.inboxId),
    team: named(situation.teamId),
    assignee: named(situation.assigneeId),
    category: named(situation.categoryId),
    priority: situation.priority,
    status: situation.status,
    tags: situation.tags,
    because,
    trace: traces,
  }
  out.write(options.json ? `${JSON.stringify(routed)}\n` : told(routed))
  return routed
}

async function bytesOf(file: string, input: AsyncIterable<Buffer | string>): Promise<Buffer> {
  if (file === '-') {
    const pieces: Buffer[] = []
    for await (const piece of input) pieces.push(Buffer.from(piece))
    return Buffer.concat(pieces)
  }
  try {
    return await readFile(file)
  } catch (cause) {
    throw new Problem('invalid', 'file-unreadable', `${file} cannot be read: is it there, and is it a file?`, {
      cause,
      detail: { file },
    })
  }
}

export async function inboxNamed(tx: Tx, wanted: string): Promise<Id> {
  const rows = await tx.db
    .selectFrom('inbox')
    .leftJoin('inbox_address', 'inbox_address.inbox_id', 'inbox.id')
    .select(['inbox.id', 'inbox.name', 'inbox_address.address'])
    .where('inbox.archived_at', 'is', null)
    .orderBy('inbox.name')
    .execute()
  const asked = wanted.toLowerCase()
  const found = rows.find((row) => row.id === wanted || row.name.toLowerCase() === asked || row.address === asked)
  if (found) return found.id
  const known = [...new Set(rows.map((row) => row.name))].join(', ') || 'none yet'
  throw new Problem('invalid', 'inbox-missing', `There is no inbox “${wanted}”. There are: ${known}.`, {
    detail: { inbox: wanted },
  })
}

function told(routed: Routed): string {
  const facts: [string, string | null][] = [
    ['Inbox', routed.inbox ?? 'none: it is addressed to no inbox of this desk'],
    ['Team', routed.team],
    ['Assignee', routed.assignee ?? 'nobody'],
    ['Category', routed.category],
    ['Priority', routed.priority],
    ['Status', routed.status],
    ['Tags', routed.tags.join(', ') || null],
  ]
  const lines = facts.filter(([, value]) => value !== null).map(([name, value]) => `${`${name}:`.padEnd(10)} ${value}`)
  return [...lines, '', routed.because, ...routed.trace.flatMap(toldRule), ''].join('\n')
}

function toldRule(trace: RuleTrace, at: number): string[] {
  const verdict = trace.held ? 'held' : 'did not hold'
  return [
    '',
    `${at + 1}. “${trace.name}” ${verdict}${trace.stopped ? ', and it was the last to be read' : ''}`,
    ...(trace.tests.length === 0 ? ['   always holds'] : []),
    ...trace.tests.map((test) => `   ${test.held ? 'yes' : 'no '}  ${test.test}: ${test.found}`),
    ...trace.did.map((did) => `   then ${did}`),
  ]
}
