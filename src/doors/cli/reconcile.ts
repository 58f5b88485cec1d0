// postroom reconcile: everything that lies in the mail accounts, counted beside what is here; the exit status says whether it fits.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Reconciliation, Verdict } from '../../flows/sync/reconcile.api.ts'
import { reconcile } from '../../flows/sync/reconcile.ts'
import type { Tx } from '../../store/tx.ts'
import type { Desk } from '../desk.ts'
import { visitsOf } from '../mailbox-visits.ts'
import { exits } from './telling.ts'

export interface ReconcileCommand {
  /** Name, user name or id; left out: all that are read. */
  mailbox: string | undefined
  mend: boolean
  json: boolean
}

const words: Record<Verdict, string> = {
  filed: 'in a conversation',
  held: 'put aside',
  copy: 'copies of mail that is here',
  waiting: 'about to be filed',
  erased: 'erased here',
  tooLarge: 'too large, left there',
  unread: 'newer than what was read',
  beside: 'in folders of which only headers are read',
  missing: 'missing here',
  lost: 'here without their original',
  unnoticed: 'gone from there without being noticed',
  refused: 'folders that cannot be opened',
}

export async function runReconcile(
  { means, accepting, network }: Desk,
  { mailbox, mend, json }: ReconcileCommand,
  out: (text: string) => void,
): Promise<number> {
  const accounts = await means.store.transact({ actorId: null, readOnly: true }, (tx) => mailboxesNamed(tx, mailbox))
  const visit = visitsOf(means, network)
  const reports: (Reconciliation & { mailbox: { id: Id; name: string } })[] = []
  for (const one of accounts) {
    const report = await reconcile({ ...means, accepting, visit }, one.id, { isMending: mend })
    reports.push({ ...report, mailbox: one })
    if (!json) out(told(one.name, report))
  }
  if (json) out(`${JSON.stringify(reports)}\n`)
  else if (accounts.length === 0) out('No mail account is read.\n')
  if (reports.some((one) => one.error !== null)) return exits.unavailable
  return reports.some((one) => one.open > 0) ? exits.data : exits.ok
}

async function mailboxesNamed(tx: Tx, wanted: string | undefined): Promise<{ id: Id; name: string }[]> {
  const rows = await tx.db
    .selectFrom('mailbox')
    .select(['id', 'name', 'username', 'paused_at'])
    .orderBy('name')
    .orderBy('id')
    .execute()
  const found = rows.filter((row) =>
    wanted === undefined ? row.paused_at === null : [row.id, row.name, row.username].includes(wanted),
  )
  if (wanted !== undefined && found.length === 0)
    throw new Problem('missing', 'mailbox-missing', `There is no mail account called “${wanted}”.`)
  return found.map(({ id, name }) => ({ id, name }))
}

function told(name: string, report: Reconciliation): string {
  if (report.error !== null) return `${name}: it could not be counted. ${report.error}\n`
  const counted = Object.entries(report.counts) as [Verdict, number][]
  const lines = counted.filter(([, count]) => count > 0).map(([verdict, count]) => `  ${count} ${words[verdict]}\n`)
  const open = report.misfits.filter((one) => one.mendedAt === null)
  const named = open.map((one) => `    ${one.folder} UID ${one.uid} ${words[one.verdict]}${one.mailId ? ` <${one.mailId}>` : ''}\n`) // prettier-ignore
  const outcome = report.open === 0 ? 'all fits' : `${report.open} do not fit`
  const mended = report.mended > 0 ? `, ${report.mended} mended` : ''
  return `${name}: ${report.seen} on the server, ${outcome}${mended}\n${lines.join('')}${named.join('')}`
}
