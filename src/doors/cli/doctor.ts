// postroom doctor: looks at everything a desk needs, says how each is and how to mend it, and changes nothing.
import { Resolver } from 'node:dns/promises'
import path from 'node:path'
import type { Config } from '../../config.ts'
import { systemClock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import { createBlobs } from '../../store/blobs.ts'
import { createDiskBlobs } from '../../store/blobs/disk.ts'
import { connectToRunning } from '../../store/engine.ts'
import { keysOf, readRootKey, rootFrom } from '../../store/keys.ts'
import { createRawMail } from '../../store/raw.ts'
import { openStore, type Store } from '../../store/store.ts'
import { hasCluster, openSource } from './backup-source.ts'
import { examineDatabase } from './doctor/database.ts'
import { fail, looked, skipped, type Finding } from './doctor/finding.ts'
import { examineClock, examineDisk, examineKey, examineRights } from './doctor/machine.ts'
import { examineDns, examinePorts, examineRelay } from './doctor/network.ts'
import { examineBackups, examineCounts, examineKept, examineWork } from './doctor/work.ts'
import { exits } from './telling.ts'

const DNS_PATIENCE = 2_000

/** Exit status 0 where nothing failed, warnings or not; else that of `health`. */
export async function runDoctor(
  config: Config,
  log: Log,
  { json }: { json: boolean },
  out: (text: string) => void,
): Promise<number> {
  const found = await examine(config, log)
  const count = (state: Finding['state']) => found.filter((one) => one.state === state).length
  const sum = { ok: count('ok'), warn: count('warn'), fail: count('fail'), skipped: count('skipped') }
  if (json) out(`${JSON.stringify({ sum, findings: found }, null, 2)}\n`)
  else {
    for (const { state, about, says, mend } of found) {
      out(`${state.padEnd(7)}  ${about}: ${says}\n`)
      if (mend) out(`         → ${mend}\n`)
    }
    out(
      `\n${sum.ok} ok, ${sum.warn} to look at, ${sum.fail} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}\n`,
    )
  }
  return sum.fail > 0 ? exits.unavailable : exits.ok
}

async function examine(config: Config, log: Log): Promise<Finding[]> {
  const around = [
    ...(await looked('disk', () => examineDisk('disk', config.dataDir))),
    ...(config.backupDir
      ? await looked('disk of the backups', () => examineDisk('disk of the backups', config.backupDir ?? ''))
      : []),
    ...(await looked('rights', () => examineRights(config.dataDir))),
    ...(await looked('ports', () => examinePorts(config))),
    ...(await looked('way out', () => examineRelay(config, log))),
  ]
  if (!config.databaseUrl && !(await hasCluster(config.dataDir)))
    return [skipped('database', `there is no desk in ${config.dataDir} yet; the first start makes it`), ...around]
  return [...(await examineDesk(config, log)), ...around]
}

async function examineDesk(config: Config, log: Log): Promise<Finding[]> {
  try {
    const isRunning = config.databaseUrl !== null || (await connectToRunning(config.dataDir)) !== undefined
    const source = await openSource(config, log)
    try {
      const store = await openStore({ connection: source.connection, log, clock: systemClock, size: 2 })
      try {
        return await examineStore(store, config, source.isEmbedded, isRunning)
      } finally {
        await store.close()
      }
    } finally {
      await source.close()
    }
  } catch (thrown) {
    const mend = config.databaseUrl
      ? 'Check POSTROOM_DATABASE_URL, that the server runs, and that it lets this machine in.'
      : `See ${path.join(config.dataDir, 'postgres.log')}.`
    return [fail('database', (thrown as Error).message, mend)]
  }
}

async function examineStore(store: Store, config: Config, isEmbedded: boolean, isRunning: boolean): Promise<Finding[]> {
  const kept = async () => {
    const root = await readRootKey({
      dataDir: config.dataDir,
      ...(config.secretKey && { secretKey: config.secretKey }),
    })
    const keys = keysOf(rootFrom(root, 'The key'))
    const blobs = createBlobs({ driver: await createDiskBlobs(path.join(config.dataDir, 'blobs')), keys })
    return await examineKept({ store, raw: createRawMail({ keys, blobs }), blobs })
  }
  const dns = async () => {
    const { rows } = await store.pool.query<{ domain: string }>(
      `select distinct split_part(a.address, '@', 2) as domain from inbox_address a join inbox i on i.id = a.inbox_id
       where i.archived_at is null and not i.is_sample order by 1 limit 20`,
    )
    return await examineDns(
      rows.map((row) => row.domain),
      config,
      new Resolver({ timeout: DNS_PATIENCE, tries: 1 }),
    )
  }
  return [
    ...(await looked('database', () => examineDatabase(store, isEmbedded))),
    ...(await looked('clock', () => examineClock(store, isEmbedded))),
    ...(await looked('key', () => examineKey(store, config))),
    ...(await looked('raw mail', kept)),
    ...(await looked('work', () => examineWork(store))),
    ...(await looked('counts', () => examineCounts(store))),
    ...(await looked('backups', () => examineBackups(config, isRunning))),
    ...(await looked('DNS', dns)),
  ]
}
