// The machine is lost, with a backup beside it that was taken while mail came in. What was acknowledged before the backup, before a named
// instant, or at all, must be there again in another place, byte for byte; and nothing that came after the instant.
import { createHash, randomBytes } from 'node:crypto'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { toWire } from '../../bench/senders.ts'
import { readConfig } from '../../src/config.ts'
import { openDesk } from '../../src/doors/desk.ts'
import type { Id } from '../../src/kit/id.ts'
import { silentLog } from '../../src/kit/log.ts'
import { readArchived } from '../../src/store/backup/log-files.ts'
import { listBackups } from '../../src/store/backup/manifest.ts'
import { desk, prepareServer, run } from '../stories/server.ts'
import { keepSending, rawOf } from './load.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'

interface Options {
  /** Of mail before and after each step. */
  seconds: number
  senders?: number
}

const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

export async function backupUnderLoad(
  { tell }: Pick<FaultContext, 'tell'>,
  { seconds, senders = 4 }: Options,
): Promise<Verdict> {
  const broken: string[] = []
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-backups-'))
  const [kept, archive, key] = ['kept', 'archive', 'key'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ]
  const server = await prepareServer({ env: { POSTROOM_BACKUP_DIR: archive } })
  const sent = new Map<string, Buffer>()
  const letter = (mid: string, serial: number) => {
    // Some are too large for a row and lie among the blobs.
    const large =
      serial % 40 === 7
        ? randomBytes(300_000)
            .toString('base64')
            .replace(/(.{76})/g, '$1\r\n')
        : ''
    const raw = rawOf(mid, 'dora@acme.example', `${'Where is my order?\r\n'.repeat(20 + (serial % 300))}${large}\r\n`)
    sent.set(mid, raw)
    return { from: 'dora@acme.example', to: desk.address, wire: toWire(raw) }
  }
  try {
    await server.start()
    await copyFile(path.join(server.dataDir, 'secret.key'), key)
    await until(async () => (await listBackups(archive)).length > 0, 'the first backup')
    const load = keepSending({ port: server.smtpPort, senders, pause: 5, letter })
    await sleep(seconds * 1000)

    const beforeBackup = new Set(load.acknowledged)
    const taken = await run(['backup', kept], { env: server.env })
    if (taken.code !== 0) broken.push(`the backup ended with ${taken.code}: ${taken.err}`)
    tell(taken.out.split('\n')[1] ?? '')
    await sleep(seconds * 1000)

    const beforeInstant = new Set(load.acknowledged)
    const instant = new Date(Date.now() + 1)
    await sleep(2)
    const triedByThen = new Set(load.tried.keys())
    await sleep(seconds * 1000)
    await load.stop()
    const all = new Set(load.acknowledged)
    const ended = new Date()
    await until(async () => (await newestInstant(archive)) > ended, 'the log in the archive')
    await server.killAll()
    await rm(server.dataDir, { recursive: true })

    const figures: Verdict['figures'] = {
      acknowledged: all.size,
      'before the backup': beforeBackup.size,
      'before the instant': beforeInstant.size,
    }
    const back = async (name: string, args: string[], expected: ReadonlySet<string>, allowed?: ReadonlySet<string>) => {
      const dataDir = path.join(folder, `restored ${name}`)
      const began = performance.now()
      const { code, err } = await run(['restore', ...args, '--key', key], {
        env: { ...server.env, POSTROOM_DATA_DIR: dataDir },
      })
      figures[`restored ${name}`] = `${((performance.now() - began) / 1000).toFixed(1)} s`
      if (code !== 0) return void broken.push(`restore ${name} ended with ${code}: ${err}`)
      const found = await mailsIn(dataDir)
      const wrong = (what: string, mids: string[]) =>
        mids.length > 0 && broken.push(`${name}: ${mids.length} ${what}, first ${mids[0]}`)
      wrong(
        'acknowledged mails are lost',
        [...expected].filter((mid) => !found.has(mid)),
      )
      wrong(
        'mails are not what was sent',
        [...found].filter(([mid, bytes]) => !isSame(sent.get(mid), bytes)).map(([mid]) => mid),
      )
      if (allowed)
        wrong(
          'mails are from after the instant',
          [...found.keys()].filter((mid) => !allowed.has(mid)),
        )
      await rm(dataDir, { recursive: true, force: true })
    }
    await back('the backup', [kept], beforeBackup)
    await back('to the instant', [archive, '--to', instant.toISOString()], beforeInstant, triedByThen)
    await back('all', [archive], all)
    return { broken, figures }
  } finally {
    await server.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

/** As it was sent, below the two fields that every delivery puts on top. */
function isSame(sent: Buffer | undefined, stored: Buffer): boolean {
  return sent !== undefined && hashOf(stored.subarray(-sent.length)) === hashOf(sent)
}

/** Every raw mail of a desk that is not running, by Message-ID, filed or not. */
async function mailsIn(dataDir: string): Promise<Map<string, Buffer>> {
  const config = readConfig({ POSTROOM_DATA_DIR: dataDir })
  const opened = await openDesk(config, silentLog, { readers: 1 })
  try {
    const { store, raw } = opened.means
    return await store.transact({ actorId: null, readOnly: true }, async (tx) => {
      const found = new Map<string, Buffer>()
      for (const { id } of await tx.query<{ id: Id }>({ text: 'select id from raw', values: [] })) {
        const bytes = await raw.get(tx, id)
        const mid = /^Message-ID: <(.*)>/im.exec(bytes.toString('latin1', 0, 2_000))?.[1]
        if (mid) found.set(mid, bytes)
      }
      return found
    })
  } finally {
    await opened.close()
  }
}

async function newestInstant(dir: string): Promise<Date> {
  const reached = await Promise.all((await listBackups(dir)).map(readArchived))
  return new Date(Math.max(0, ...reached.map((one) => Date.parse(one?.at ?? '1970-01-01'))))
}

async function until(isSo: () => Promise<boolean>, what: string, patience = 120_000): Promise<void> {
  for (const deadline = performance.now() + patience; !(await isSo()); await sleep(100))
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`)
}

export const scenarios: Scenario[] = [
  {
    name: 'backup',
    row: 'F19',
    what: 'A backup while mail comes in, an instant after it, the machine lost: what was acknowledged is back, byte for byte.',
    counts: { smoke: 0, ci: 1, nightly: 5 },
    takes: { cores: 0.8, seconds: 60 },
    run: async (context) => {
      const sum: Verdict = { broken: [], figures: {} }
      for (let round = 0; round < context.count; round++) {
        const { broken, figures } = await backupUnderLoad(context, { seconds: 4 })
        sum.broken.push(...broken)
        sum.figures = figures
      }
      return sum
    },
  },
]
