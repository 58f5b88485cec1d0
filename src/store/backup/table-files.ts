// A backup of rows, from any PostgreSQL and into any: each table as a compressed binary COPY stream, all of one snapshot.
import { createReadStream, createWriteStream } from 'node:fs'
import { appendFile, open } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress, createZstdDecompress } from 'node:zlib'
import type pg from 'pg'
import type { Log } from '../../kit/log.ts'
import { Problem } from '../../kit/problem.ts'
import type { Keys } from '../keys.ts'
import { copyOutStatement, readIndexes, readSequences, readTables } from './catalog.ts'
import { copyOut } from './copy-stream.ts'
import { hashFile, listLine, makeFolder } from './files.ts'
import type { Backup, Manifest } from './written.ts'
import { damaged, placeIn } from './names.ts'
import { proveBackup, readOwnList } from './proof.ts'
import { createRowSum } from './row-sum.ts'
import { fillTable, finishTarget, prepareTarget } from './target.ts'

const fileOf = (table: string) => `tables/${table}.copy.zst`

type OnBytes = (done: number, all: number) => void

export async function copyTables(
  client: pg.Client,
  folder: string,
  onBytes?: OnBytes,
): Promise<{ tables: NonNullable<Manifest['tables']>; bytes: number }> {
  await makeFolder(path.join(folder, 'tables'))
  await client.query('begin isolation level repeatable read read only')
  const tables = await readTables(client)
  const all = tables.reduce((sum, table) => sum + table.bytes, 0)
  let [done, bytes] = [0, 0]
  const filled: NonNullable<Manifest['tables']>['filled'] = []
  for (const { name, columns, bytes: size } of tables) {
    const relative = fileOf(name)
    const sum = createRowSum()
    const observed = async function* () {
      for await (const piece of copyOut(client, copyOutStatement({ name, columns }))) {
        sum.add(piece)
        yield piece
      }
    }
    const file = path.join(folder, relative)
    await pipeline(
      Readable.from(observed(), { objectMode: false }),
      createZstdCompress(),
      createWriteStream(file, { mode: 0o600 }),
    )
    await sync(file)
    const written = await hashFile(file)
    await appendFile(path.join(folder, 'files.sha256'), listLine(relative, written?.sha256 ?? ''))
    bytes += written?.bytes ?? 0
    filled.push({ name, columns, ...sum.result() })
    onBytes?.((done += size), all)
  }
  const sequences = await readSequences(client)
  const indexes = Object.fromEntries(await readIndexes(client))
  await client.query('commit')
  return { tables: { filled, sequences, indexes }, bytes }
}

/** Into an empty database, or one that an interrupted run of this very backup has begun to fill. */
export async function loadTables(
  target: pg.Client,
  backup: Backup,
  { log, keys, onTable }: { log: Log; keys: Keys; onTable?: (done: number, all: number) => void },
): Promise<void> {
  const { folder, manifest } = backup
  const { tables } = manifest
  if (!tables) throw new Problem('broken', 'backup-kind', 'This backup holds no tables.')
  await proveBackup(backup, keys)
  const list = await readOwnList(backup)
  for (const { name } of tables.filled) {
    const found = await hashFile(await placeIn(folder, fileOf(name)))
    if (!found || found.sha256 !== list.get(fileOf(name)))
      throw damaged(`${fileOf(name)} ${found ? 'is not what was written' : 'is missing'}.`)
  }
  const { done } = await prepareTarget(target, log, { origin: manifest.listHash, migrations: manifest.migrations })
  for (const [index, table] of tables.filled.entries()) {
    if (!done.has(table.name)) {
      const file = createReadStream(path.join(folder, fileOf(table.name))).pipe(createZstdDecompress())
      const filled = await fillTable(target, table, file)
      if (filled.checksum !== table.checksum)
        throw new Problem('broken', 'backup-damaged', `The table ${table.name} is not what was backed up.`)
    }
    onTable?.(index + 1, tables.filled.length)
  }
  await finishTarget(target, log, { sequences: tables.sequences, indexes: new Map(Object.entries(tables.indexes)) })
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  await handle.sync()
  await handle.close()
}
