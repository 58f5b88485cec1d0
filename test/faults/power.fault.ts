// Power cuts and failing disks, for large mails, which lie beside the database: on a simulated disk under the real store.
import { mkdtemp, rm } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { randomFrom } from '../../bench/letters.ts'
import { systemClock } from '../../src/kit/clock.ts'
import type { Id } from '../../src/kit/id.ts'
import { silentLog } from '../../src/kit/log.ts'
import { createBlobs, type Blobs, type WrittenBlob } from '../../src/store/blobs.ts'
import { createDiskBlobs } from '../../src/store/blobs/disk.ts'
import type { Files } from '../../src/store/blobs/files.ts'
import { startEngine } from '../../src/store/engine.ts'
import { openKeys } from '../../src/store/keys.ts'
import { migrate } from '../../src/store/migrate.ts'
import { createRawMail, type RawMail } from '../../src/store/raw.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'
import { createSimFs, PowerCut, type SimFs } from './sim-fs.ts'

const us = { actorId: null }
const MAILS = 20
/** Does not compress, so that it is too large for a row. */
const text = randomBytes(270_000)
/** Never the same twice: what is known already is not written again. */
const lettersNow = () => Array.from({ length: MAILS }, () => Buffer.concat([randomBytes(16), text]))

interface Bench {
  store: Store
  /** The raw mails on this disk, and where large ones go while they come. */
  rawOn(files: Files): Promise<{ raw: RawMail; blobs: Blobs }>
}

async function withStore<T>(body: (bench: Bench) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-power-'))
  const engine = await startEngine({ dataDir, log: silentLog, settings: { fsync: 'off', synchronous_commit: 'off' } }) // its own cuts are elsewhere
  try {
    const client = new pg.Client(engine.connection)
    client.on('error', () => undefined)
    await client.connect()
    await migrate(client, silentLog)
    await client.end()
    const store = await openStore({ connection: engine.connection, log: silentLog, clock: systemClock })
    const keys = await openKeys({ dataDir })
    const rawOn = async (files: Files) => {
      const blobs = createBlobs({ driver: await createDiskBlobs('/data/blobs', files), keys })
      return { raw: createRawMail({ keys, blobs }), blobs }
    }
    try {
      return await body({ store, rawOn })
    } finally {
      await store.close()
    }
  } finally {
    await engine.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Four senders; what was committed, which is when 250 is said. */
async function keepAll({ store, rawOn }: Bench, files: Files): Promise<Map<Id, Buffer>> {
  const kept = new Map<Id, Buffer>()
  const disk = await rawOn(files).catch(() => undefined)
  let isOff = disk === undefined
  const letters = lettersNow()
  const sender = async (from: number) => {
    for (const bytes of letters.filter((_, at) => at % 4 === from)) {
      const id = store.mint()
      if (isOff) return
      const keep = async () => {
        const written = from % 2 === 0 ? bytes : await spooled(disk, bytes)
        if (written) await store.transact(us, async (tx) => await disk?.raw.put(tx, [{ id, bytes: written }]))
      }
      await keep().then(
        () => disk && kept.set(id, bytes),
        (error: unknown) => {
          isOff ||= error instanceof PowerCut
        },
      )
    }
  }
  await Promise.all([0, 1, 2, 3].map(sender))
  return kept
}

/** As it comes in by SMTP: in pieces, before there is a transaction. */
async function spooled(disk: { blobs: Blobs } | undefined, bytes: Buffer): Promise<WrittenBlob | undefined> {
  const spool = await disk?.blobs.spool()
  for (let at = 0; at < bytes.length; at += 100_000) await spool?.write(bytes.subarray(at, at + 100_000))
  return await spool?.finish()
}

async function lostOf({ store, rawOn }: Bench, files: Files, kept: Map<Id, Buffer>): Promise<number> {
  const { raw } = await rawOn(files)
  let lost = 0
  for (const [id, bytes] of kept) {
    const found = await store.transact({ ...us, readOnly: true }, (tx) => raw.get(tx, id)).catch(() => undefined)
    if (!found?.equals(bytes)) lost++
  }
  return lost
}

function cutPower({ count, seed, tell }: FaultContext): Promise<Verdict> {
  return withStore(async (bench) => {
    const random = randomFrom(seed)
    const whole = createSimFs()
    await keepAll(bench, whole)
    const last = whole.operations()
    tell(
      `${MAILS} mails take ${last} operations; cut after every ${count === 1 ? '' : `${Math.ceil(last / 40)}th `}one`,
    )
    let [cuts, acknowledged, lost] = [0, 0, 0]
    for (let round = 0; round < count; round++) {
      const step = count === 1 ? 1 : Math.ceil(last / 40)
      for (let cut = round % step; cut <= last; cut += step) {
        const disk = createSimFs()
        disk.cutAfter(cut)
        const kept = await keepAll(bench, disk)
        acknowledged += kept.size
        lost += await lostOf(bench, disk.restart(round === 0 ? undefined : () => random() < 0.5), kept)
        cuts++
      }
    }
    return { broken: lost > 0 ? [`${lost} acknowledged mails are lost`] : [], figures: { cuts, acknowledged, lost } }
  })
}

function failDisk({ count, seed }: FaultContext): Promise<Verdict> {
  return withStore(async (bench) => {
    const random = randomFrom(seed)
    let [acknowledged, refused, lost] = [0, 0, 0]
    for (let round = 0; round < count; round++)
      for (const share of [0.01, 0.1, 0.5]) {
        const disk: SimFs = createSimFs()
        await createDiskBlobs('/data/blobs', disk)
        disk.fail(share, ['EIO', 'ENOSPC'], random)
        const kept = await keepAll(bench, disk)
        acknowledged += kept.size
        refused += MAILS - kept.size
        lost += await lostOf(
          bench,
          disk.restart(() => random() < 0.3),
          kept,
        )
      }
    const broken = lost > 0 ? [`${lost} acknowledged mails are lost`] : []
    if (refused === 0) broken.push('no operation failed')
    return { broken, figures: { acknowledged, refused, lost } }
  })
}

export const scenarios: Scenario[] = [
  {
    name: 'power-cut',
    row: 'F5',
    what: 'The power is cut after every operation on the files of 20 large mails; what was not synced is gone: no acknowledged mail is lost.',
    counts: { smoke: 0, ci: 1, nightly: 200 },
    takes: { cores: 0.8, seconds: 40 },
    run: cutPower,
  },
  {
    name: 'disk-errors',
    row: 'F4',
    what: 'Of all writes and syncs beside the database 1, 10 and 50 % fail, then the power: what was acknowledged is stored.',
    counts: { smoke: 0, ci: 10, nightly: 200 },
    takes: { cores: 0.2, seconds: 65 },
    run: failDisk,
  },
]
