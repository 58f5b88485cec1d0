// postroom move: the desk's database into another one and back. The files (blobs, key) stay in the data directory, which both use.
import { rename, stat } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import type { Config } from '../../config.ts'
import type { Log } from '../../kit/log.ts'
import { Problem } from '../../kit/problem.ts'
import { markMoved, markMoving, readMark, refuseMoved, removeMark, type Mark } from '../../store/backup/moved.ts'
import { migrationsOf, moveTables, type Moved } from '../../store/backup/move.ts'
import { startEngine } from '../../store/engine.ts'
import { keysOf, proofOf, readRootKey, rootFrom } from '../../store/keys.ts'
import { migrate } from '../../store/migrate.ts'
import { createByteBar } from './backup-bar.ts'
import { connectTo, hasCluster, openSource, shownUrl } from './backup-source.ts'
import { exits } from './telling.ts'

type Out = (text: string) => void

export interface MoveCommand {
  to?: string
  from?: string
}

export async function runMove(
  config: Config,
  log: Log,
  { to, from }: MoveCommand,
  out: Out,
  stderr: NodeJS.WriteStream,
): Promise<number> {
  const url = to ?? from
  if (url === undefined || (to !== undefined && from !== undefined))
    throw new Problem('invalid', 'move-where', 'Say where: --to postgres://… or --from postgres://…, one of them.')
  const other = { connectionString: checked(url) }
  const own = config.databaseUrl ? shownUrl(config.databaseUrl) : `the embedded database in ${config.dataDir}`
  if (to === undefined && !config.databaseUrl) await setAside(config, log, out)
  if (to !== undefined && !config.databaseUrl && !(await hasCluster(config.dataDir)))
    throw new Problem(
      'missing',
      'desk-missing',
      `There is no desk in ${config.dataDir}. Is POSTROOM_DATA_DIR the same?`,
    )
  const source = await openSource(config, log, { isAlone: true })
  const bar = createByteBar(stderr)
  const clients: pg.Client[] = []
  const connect = async (connection: pg.ClientConfig, name: string) => {
    const client = await connectTo(connection, name)
    clients.push(client)
    return client
  }
  try {
    const [ours, theirs] = [
      await connect(source.connection, 'The desk’s database'),
      await connect(other, shownUrl(url)),
    ]
    const [left, entered] = to === undefined ? [theirs, ours] : [ours, theirs]
    await prepare(left, config, log)
    const began = performance.now()
    const mark = await markMoving(left, to === undefined ? own : shownUrl(url))
    const moved = await moveTables({
      source: left,
      target: entered,
      log,
      id: mark.id,
      onProgress: ({ table, done, all }) => {
        bar.name(table)
        bar.show(done, all)
      },
      onIndex: (name) => bar.name(name),
    })
    await refuseOthers(left, 'while the desk was being moved: give the move up with --cancel, empty the target')
    await markMoved(left, mark)
    bar.end()
    out(told(moved, (performance.now() - began) / 1000))
    const { places, missing } = await missingFiles(entered, config.dataDir)
    out(after(config, to, mark, places))
    if (missing > 0)
      out(
        `${missing} of ${places} files are not in ${path.join(config.dataDir, 'blobs')}: copy that folder from the machine they are on.\n`,
      )
    return exits.ok
  } finally {
    bar.end()
    for (const client of clients) await client.end().catch(() => undefined)
    await source.close()
  }
}

export async function cancelMove(config: Config, log: Log, out: Out): Promise<number> {
  const source = await openSource(config, log, { isAlone: true })
  try {
    const client = await connectTo(source.connection)
    try {
      const mark = await readMark(client)
      await removeMark(client)
      out(
        mark
          ? `This desk may be started again. What was written in ${mark.to} stays there.\n`
          : 'No move was under way here.\n',
      )
      return exits.ok
    } finally {
      await client.end().catch(() => undefined)
    }
  } finally {
    await source.close()
  }
}

/** At rest, complete, up to date, and written with our key: or the move would end in a desk that cannot be read. */
async function prepare(left: pg.Client, config: Config, log: Log): Promise<void> {
  if ((await migrationsOf(left)) === 0)
    throw new Problem('missing', 'desk-missing', 'The database that was to be moved holds no desk.')
  const mark = await readMark(left)
  if (mark?.state !== 'moving') await refuseMoved(left)
  await refuseOthers(left, 'and a desk is moved at rest. Stop it, then try again')
  await migrate(left, log)
  const root = await readRootKey({ dataDir: config.dataDir, ...(config.secretKey && { secretKey: config.secretKey }) })
  const { rows } = await left.query<{ value: string }>(`select value from setting where name = 'secret-key-proof'`)
  if (rows[0] && rows[0].value !== proofOf(keysOf(rootFrom(root, 'The secret key'))))
    throw new Problem(
      'conflict',
      'secret-key-wrong',
      `That desk was written with another key than the one here. Put its secret.key into ${config.dataDir}, or set POSTROOM_SECRET_KEY.`,
    )
}

/** Processes of ours are known by the name they connect under. */
async function refuseOthers(client: pg.Client, why: string): Promise<void> {
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and application_name = 'postroom' and pid <> pg_backend_pid()`,
  )
  const count = rows[0]?.count ?? 0
  if (count > 0)
    throw new Problem(
      'conflict',
      'desk-running',
      `A Postroom is connected to that database (${count} connections), ${why}.`,
    )
}

/** The embedded database that was moved away before is kept beside, so that there is room for what comes back. */
async function setAside(config: Config, log: Log, out: Out): Promise<void> {
  if (!(await hasCluster(config.dataDir))) return
  const engine = await startEngine({ dataDir: config.dataDir, log })
  let isMoved = false
  try {
    const client = await connectTo(engine.connection)
    isMoved = (await readMark(client))?.state === 'moved'
    await client.end()
  } finally {
    await engine.stop()
  }
  if (!isMoved) return
  const cluster = path.join(config.dataDir, 'postgres')
  const aside = `${cluster}.before-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`
  await rename(cluster, aside)
  out(`The database that was moved away is kept in ${aside}; remove it when all is well.\n`)
}

async function missingFiles(client: pg.Client, dataDir: string): Promise<{ places: number; missing: number }> {
  const { rows } = await client.query<{ place: string }>('select place from blob')
  let missing = 0
  for (const { place } of rows) if (!(await stat(path.join(dataDir, 'blobs', place)).catch(() => undefined))) missing++
  return { places: rows.length, missing }
}

function told({ tables, rows, bytes, before }: Moved, seconds: number): string {
  const mega = bytes / 1024 / 1024
  const resumed = before > 0 ? `, ${before} of them by the move that was interrupted` : ''
  return `${tables} tables${resumed}, ${rows} rows, ${mega.toFixed(1)} MB in ${seconds.toFixed(1)} s (${(mega / seconds).toFixed(1)} MB/s); every table was read back and is the same.\n`
}

function after(config: Config, to: string | undefined, mark: Mark, places: number): string {
  const keep = `Keep ${config.dataDir}: the key${places > 0 ? ` and ${places} files are` : ' is'} there.`
  if (to === undefined) return `The desk is in ${mark.to} now; the one it came from does not start any more.\n${keep}\n`
  return `The desk is in ${mark.to} now: start it with POSTROOM_DATABASE_URL. Without, it does not start any more ("postroom move --cancel" goes back).\n${keep}\n`
}

function checked(url: string): string {
  const parsed = URL.parse(url)
  if (parsed && /^postgres(ql)?:$/.test(parsed.protocol) && (parsed.host || parsed.search)) return url
  throw new Problem(
    'invalid',
    'url-wrong',
    'That is not the URL of a database, like postgres://user:password@db.example/postroom.',
  )
}
