// The desk's work: who does it, what waits too long, what failed, whether what is kept can be read, whether there is a backup.
import type { Config } from '../../../config.ts'
import { tallyErrors } from '../../../desk/conversations/tally.ts'
import { outboxState } from '../../../flows/reply/outbox-state.ts'
import { checkKept } from '../../../store/backup/check-kept.ts'
import { readArchived } from '../../../store/backup/log-files.ts'
import { listBackups, unreadableBackups } from '../../../store/backup/manifest.ts'
import type { Blobs } from '../../../store/blobs.ts'
import type { RawMail } from '../../../store/raw.ts'
import type { Store } from '../../../store/store.ts'
import { fail, ok, skipped, warn, type Finding } from './finding.ts'

/** Seconds. */
const LATE = 60
const TOO_LATE = 600

export async function examineWork(store: Store): Promise<Finding[]> {
  const { rows } = await store.pool.query<{
    processes: string[] | null
    intake: number | null
    search: number | null
    uncertain: number
    failed: number
    mailboxes: string[] | null
  }>(`select (select array_agg(name order by name) from process) as processes,
       (select extract(epoch from now() - min(received_at))::float8 from intake) as intake,
       (select extract(epoch from now() - min(since))::float8 from search_pending) as search,
       (select count(*)::int from outbox where state = 'uncertain' and conversation_id is not null) as uncertain,
       (select count(*)::int from job where failed_at is not null) as failed,
       (select array_agg(name order by name) from mailbox where state = 'failed') as mailboxes`)
  const [row] = rows
  if (!row) return []
  const found: Finding[] = [
    row.processes
      ? ok('processes', `at work: ${row.processes.join(', ')}`)
      : warn('processes', 'no Postroom is running on this desk', 'Start it: postroom serve'),
  ]
  const waits = [
    ['filing', row.intake, 'mail was accepted and is not filed'],
    ['search', row.search, 'mail cannot be found by search yet'],
  ] as const
  for (const [about, seconds, what] of waits) {
    if (seconds === null || seconds < LATE) found.push(ok(about, 'nothing waits for long'))
    else {
      const mend = row.processes
        ? 'Look at the log of the worker, and "postroom jobs list --state failed".'
        : 'Start Postroom with the role worker.'
      found.push(
        (seconds > TOO_LATE && about === 'filing' ? fail : warn)(
          about,
          `${what} for ${Math.round(seconds / 60)} minutes`,
          mend,
        ),
      )
    }
  }
  found.push(await examineOutbox(store, row.processes !== null))
  if (row.failed > 0)
    found.push(
      warn(
        'jobs',
        `${row.failed} failed`,
        '"postroom jobs list --state failed" shows why; "postroom jobs retry" tries again.',
      ),
    )
  if (row.uncertain > 0)
    found.push(
      warn(
        'answers',
        `of ${row.uncertain} nobody knows whether they arrived`,
        'Open their conversations: each can be sent again.',
      ),
    )
  for (const name of row.mailboxes ?? [])
    found.push(warn(`mailbox ${name}`, 'cannot be read', 'Settings → Mailboxes says why.'))
  return found
}

async function examineOutbox(store: Store, isRunning: boolean): Promise<Finding> {
  const { waiting, oldest, lastError } = await store.transact({ actorId: null, readOnly: true }, (tx) =>
    outboxState(tx),
  )
  const seconds = oldest ? (Date.now() - oldest.getTime()) / 1000 : 0
  if (seconds < LATE) return ok('outbox', 'nothing waits for long')
  const minutes = Math.round(seconds / 60)
  const says = `${waiting} should have left, the oldest ${minutes} minutes ago${lastError === null ? '' : `; the last server said: ${lastError}`}`
  const mend = isRunning
    ? 'See "way out" below: is POSTROOM_SMTP_URL set, and does that server take mail from here?'
    : 'Start Postroom with the role worker.'
  return (seconds > TOO_LATE ? fail : warn)('outbox', says, mend)
}

/** Whether the numbers beside the views are what a recount gives. */
export async function examineCounts(store: Store): Promise<Finding[]> {
  const wrong = await store.transact({ actorId: null, readOnly: true }, tallyErrors)
  if (wrong.length === 0) return [ok('counts', 'as a recount gives them')]
  const [first] = wrong
  const example = first ? `e.g. inbox ${first.inbox_id}, ${first.name}: ${first.kept} instead of ${first.counted}` : ''
  return [
    warn(
      'counts',
      `${wrong.length} beside the views are wrong (${example})`,
      'They are put right every night; tell us how it came about.',
    ),
  ]
}

const SAMPLE = 100

/** A sample, spread over the whole time. */
export async function examineKept(parts: { store: Store; raw: RawMail; blobs: Blobs }): Promise<Finding[]> {
  const { raw, blobs, wrong } = await checkKept(parts, { sample: SAMPLE })
  if (raw === 0) return [skipped('raw mail', 'there is none yet')]
  const bad = wrong.raw.length + wrong.blobs.length
  if (bad === 0) return [ok('raw mail', `${raw} mails and ${blobs} files of all, read and unchanged`)]
  const named = [
    ...wrong.raw.slice(0, 3).map((id) => `raw mail ${id}`),
    ...wrong.blobs.slice(0, 3).map((id) => `file ${id}`),
  ]
  return [
    fail(
      'raw mail',
      `${bad} of ${raw + blobs} looked at cannot be read (${named.join(', ')})`,
      'Is the blobs folder complete? Otherwise restore a backup: "postroom backup list".',
    ),
  ]
}

const HOUR = 3600_000

export async function examineBackups({ backupDir }: Pick<Config, 'backupDir'>, isRunning: boolean): Promise<Finding[]> {
  if (!backupDir)
    return [
      warn(
        'backups',
        'this Postroom keeps none',
        'Set POSTROOM_BACKUP_DIR to a folder on another disk, or let "postroom backup" run every night.',
      ),
    ]
  const unreadable = await unreadableBackups(backupDir)
  if (unreadable.length > 0)
    return [
      warn(
        'backups',
        `${unreadable.join(', ')} cannot be read`,
        'Made by a newer Postroom, or damaged: "postroom backup verify" tells about the others. Move it elsewhere once it is of no use.',
      ),
    ]
  const all = await listBackups(backupDir)
  const newest = all.at(-1)
  if (!newest)
    return [
      warn('backups', `there is none in ${backupDir} yet`, 'A running Postroom takes one within minutes; see its log.'),
    ]
  const hours = (Date.now() - Date.parse(newest.manifest.endedAt)) / HOUR
  const says = `the newest of ${all.length} is ${hours.toFixed(0)} hours old`
  if (hours > 26)
    return [
      fail(
        'backups',
        says,
        'One is due every day: see the log. Is the disk of POSTROOM_BACKUP_DIR there, and not full?',
      ),
    ]
  const archived = newest.manifest.kind === 'cluster' ? await readArchived(newest) : undefined
  const minutes = archived ? (Date.now() - Date.parse(archived.at)) / 60_000 : 0
  if (isRunning && newest.manifest.kind === 'cluster' && (!archived || minutes > 5))
    return [
      warn(
        'backups',
        `${says}, and the log is ${archived ? `${minutes.toFixed(0)} minutes behind` : 'not archived'}`,
        'See the log of Postroom: what keeps it from POSTROOM_BACKUP_DIR?',
      ),
    ]
  return [ok('backups', archived ? `${says}; any instant up to ${archived.at}` : says)]
}
