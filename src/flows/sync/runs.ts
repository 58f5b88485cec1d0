// The runs of the reconciliation as they are kept: the last fortnight's counts, and of the latest what does not fit.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { insertRows } from '../../store/access/rows.ts'
import { record } from '../../store/events.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { noteChanges } from '../../store/changes.ts'
import type { Misfit, Reconciliation, Verdict } from './reconcile.api.ts'

type Counts = Partial<Record<Verdict, number>>
type Row = Selectable<Tables['reconciliation']>

export interface Run {
  mailboxId: Id
  id: Id
}

const KEPT = 14
/** A run that gave no sign of life for so long has died. */
const SILENT = 5 * 60_000

export async function beginRun(tx: Tx, mailboxId: Id, { isMending }: { isMending: boolean }): Promise<Id> {
  const id = tx.mint()
  await tx.db
    .insertInto('reconciliation')
    .values({ mailbox_id: mailboxId, id, started_at: tx.now, seen_at: tx.now, is_mending: isMending })
    .execute()
  await tx.query({
    name: 'reconcile-forget',
    text: `delete from reconciliation where mailbox_id = $1
      and id not in (select id from reconciliation where mailbox_id = $1 order by id desc limit ${KEPT})`,
    values: [mailboxId],
  })
  await tellPages(tx, mailboxId)
  return id
}

export async function addMisfits(tx: Tx, { mailboxId, id }: Run, misfits: readonly Misfit[]): Promise<void> {
  const head = `insert into reconciliation_misfit (mailbox_id, reconciliation_id, folder, uid_validity, uid, verdict, mail_id, size, mended_at) values`
  await insertRows(
    tx,
    { name: 'reconcile-misfit', head, tail: 'on conflict do nothing' },
    misfits.map((one) => [
      mailboxId,
      id,
      one.folder,
      one.uidValidity,
      one.uid,
      one.verdict,
      one.mailId,
      one.size,
      one.mendedAt,
    ]),
  )
}

export async function noteRun(
  tx: Tx,
  { mailboxId, id }: Run,
  { counts, mended }: { counts: Counts; mended: number },
): Promise<void> {
  await tx.db
    .updateTable('reconciliation')
    .set({ counts: JSON.stringify(counts), mended, seen_at: tx.now })
    .where('mailbox_id', '=', mailboxId)
    .where('id', '=', id)
    .execute()
}

/** The lists of the runs before it go; those that could not be finished keep the list of the last that was. */
export async function endRun(
  tx: Tx,
  run: Run,
  { counts, mended, error, fitting }: { counts: Counts; mended: number; error: string | null; fitting: Misfit[] },
): Promise<void> {
  const { mailboxId, id } = run
  await noteRun(tx, run, { counts, mended })
  await tx.db
    .updateTable('reconciliation')
    .set({ ended_at: tx.now, error })
    .where('mailbox_id', '=', mailboxId)
    .where('id', '=', id)
    .execute()
  await tx.query({
    name: 'reconcile-fitting',
    text: `delete from reconciliation_misfit m using unnest($3::text[], $4::bigint[]) fitting(folder, uid)
      where m.mailbox_id = $1 and m.reconciliation_id = $2 and m.folder = fitting.folder and m.uid = fitting.uid`,
    values: [mailboxId, id, fitting.map((one) => one.folder), fitting.map((one) => one.uid)],
  })
  await tx.db
    .deleteFrom('reconciliation_misfit')
    .where('mailbox_id', '=', mailboxId)
    .where('reconciliation_id', '<', id)
    .execute()
  const { open, seen } = shown(await rowOf(tx, run), [])
  if (open > 0 || mended > 0 || error !== null)
    await record(tx, 'mailbox.reconciled', mailboxId, { seen, open, mended, error })
  else await tellPages(tx, mailboxId)
}

export async function readRun(tx: Tx, run: Run): Promise<Reconciliation> {
  const misfits = await tx.db
    .selectFrom('reconciliation_misfit')
    .selectAll()
    .where('mailbox_id', '=', run.mailboxId)
    .where('reconciliation_id', '=', run.id)
    .orderBy('folder')
    .orderBy('uid')
    .execute()
  return shown(
    await rowOf(tx, run),
    misfits.map((one) => ({
      folder: one.folder,
      uidValidity: one.uid_validity,
      uid: Number(one.uid),
      verdict: one.verdict as Verdict,
      mailId: one.mail_id,
      size: one.size === null ? null : Number(one.size),
      mendedAt: one.mended_at?.toISOString() ?? null,
    })),
  )
}

/** The last that ended, and one that is under way. */
export async function latestRuns(
  tx: Tx,
  mailboxId: Id,
): Promise<{ latest: Reconciliation | null; running: Reconciliation | null }> {
  const rows = await tx.db
    .selectFrom('reconciliation')
    .selectAll()
    .where('mailbox_id', '=', mailboxId)
    .orderBy('id', 'desc')
    .limit(KEPT)
    .execute()
  const isAlive = (row: Row) => row.ended_at === null && tx.now.getTime() - row.seen_at.getTime() < SILENT
  const running = rows.find(isAlive)
  const latest = rows.find((row) => !isAlive(row))
  const read = async (row: Row | undefined) => (row ? await readRun(tx, { mailboxId, id: row.id }) : null)
  const last = await read(latest)
  const isCutOff = last?.state === 'running'
  return {
    latest: isCutOff ? { ...last, state: 'failed', error: 'It was cut off before its end.' } : last,
    running: await read(running),
  }
}

async function rowOf(tx: Tx, { mailboxId, id }: Run): Promise<Row> {
  const row = await tx.db
    .selectFrom('reconciliation')
    .selectAll()
    .where('mailbox_id', '=', mailboxId)
    .where('id', '=', id)
    .executeTakeFirst()
  return must(row, 'the run that was begun')
}

function shown(row: Row, misfits: Misfit[]): Reconciliation {
  const counts = row.counts as Counts
  const of = (...verdicts: Verdict[]) => verdicts.reduce((sum, verdict) => sum + (counts[verdict] ?? 0), 0)
  const wrong = of('missing', 'lost', 'unnoticed', 'refused')
  const all = Object.values(counts).reduce((sum, one) => sum + one, 0)
  return {
    id: row.id,
    state: row.ended_at === null ? 'running' : row.error === null ? 'done' : 'failed',
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    isMending: row.is_mending,
    error: row.error,
    seen: all - of('unnoticed', 'refused'),
    counts,
    open: Math.max(0, wrong - row.mended),
    mended: row.mended,
    misfits,
  }
}

async function tellPages(tx: Tx, mailboxId: Id): Promise<void> {
  const row = await tx.db.selectFrom('mailbox').select('inbox_id').where('id', '=', mailboxId).executeTakeFirst()
  if (row) await noteChanges(tx, [{ name: 'mailbox.counted', subjectId: mailboxId, inboxId: row.inbox_id }])
}
