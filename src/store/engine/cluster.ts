// The data directory: made once, checked at every start, and how the server on it is set.
import { createHash, randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Problem } from '../../kit/problem.ts'
import type { Binaries } from './binaries.ts'
import { runToEnd } from './postmaster.ts'
import type { Place } from './place.ts'

export const DATABASE_USER = 'postroom'

/** Half a second, once. Made beside its place and renamed, so that a crash leaves a whole one or none. */
export async function ensureCluster(place: Place, binaries: Binaries): Promise<void> {
  const found = await readFile(path.join(place.cluster, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (found === undefined) await createCluster(place, binaries)
  else if (found.trim() !== binaries.major) {
    throw new Problem(
      'conflict',
      'data-directory-version',
      `The data directory ${place.dataDir} was made by PostgreSQL ${found.trim()}, and this Postroom brings ${binaries.major}. ` +
        `Start the Postroom that made it and move the data with "postroom move", or choose another data directory.`,
    )
  }
}

async function createCluster(place: Place, binaries: Binaries): Promise<void> {
  const fresh = `${place.cluster}.new-${randomBytes(4).toString('hex')}`
  await mkdir(fresh, { mode: 0o700 })
  if (place.user.switchTo) await chown(fresh, place.user.switchTo.uid, place.user.switchTo.gid)
  try {
    const passwordFile = place.password ? ['--pwfile', place.password.file] : []
    const result = await runToEnd(place, fresh, path.join(binaries.folder, 'bin', 'initdb'), [
      `--username=${DATABASE_USER}`,
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--data-checksums',
      `--auth=${place.password ? 'scram-sha-256' : 'peer'}`,
      '--no-instructions',
      ...passwordFile,
    ])
    if (result.status !== 0) throw explain(result.output, place.dataDir)
    await rename(fresh, place.cluster)
  } catch (cause) {
    await rm(fresh, { recursive: true, force: true })
    const made = await readFile(path.join(place.cluster, 'PG_VERSION'), 'utf8').catch(() => undefined)
    if (made === undefined) throw cause // otherwise another process was quicker, and that is as good
  }
}

/** Only our own user may connect: by the socket's peer, or where there are no sockets by a password from the data directory. */
export async function writeAccess(place: Place): Promise<void> {
  const rule = place.password ? 'host all all 127.0.0.1/32 scram-sha-256' : 'local all all peer map=desk'
  await writeFile(path.join(place.cluster, 'pg_hba.conf'), `# Written by Postroom at every start.\n${rule}\n`)
  await writeFile(
    path.join(place.cluster, 'pg_ident.conf'),
    `# Written by Postroom at every start.\ndesk "${place.user.ownName}" ${DATABASE_USER}\n`,
  )
}

/** Built without lz4, zstd and JIT: never set what needs them. fsync, full_page_writes and synchronous_commit are said aloud. */
export function serverArguments(place: Place, version: string, more: Record<string, string>): string[] {
  const pairs: Record<string, string> = {
    listen_addresses: place.password ? '127.0.0.1' : '',
    port: String(place.port),
    unix_socket_directories: place.password ? '' : place.serverSocketDir,
    unix_socket_permissions: '0700',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    shared_buffers: '64MB',
    effective_cache_size: '1GB',
    work_mem: '8MB',
    maintenance_work_mem: '128MB',
    max_connections: '100',
    max_wal_size: '1GB',
    max_slot_wal_keep_size: '8GB', // an archive that cannot go on (backup/archive.ts) must not fill the disk
    random_page_cost: '1.1',
    gin_pending_list_limit: '16MB',
    client_connection_check_interval: '2s', // a statement of a process that was killed ends soon
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Errors quote rows and statements quote mail: keep both out of the log.
    log_min_messages: 'warning',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    ...more,
  }
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([pairs, version]))
    .digest('hex')
    .slice(0, 12)
  return Object.entries({ ...pairs, cluster_name: `postroom-${fingerprint}` }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
}

/** What the server's last words mean for whoever started it. */
export function explain(output: string, dataDir: string): Problem {
  const detail = { output: output.trim().slice(-2000) }
  if (/No space left on device/i.test(output)) {
    return new Problem(
      'busy',
      'disk-full',
      `The disk that holds ${dataDir} is full. Free some space and start again; nothing is lost.`,
      { detail },
    )
  }
  if (/Permission denied/i.test(output)) {
    return new Problem(
      'denied',
      'data-directory-denied',
      `PostgreSQL may not use ${dataDir}. Let it belong to the user that starts Postroom.`,
      { detail },
    )
  }
  if (/error while loading shared libraries|not found \(required by/i.test(output)) {
    return new Problem(
      'broken',
      'engine-unusable',
      'The PostgreSQL that npm installed cannot run on this system. Give Postroom a server with POSTROOM_DATABASE_URL.',
      { detail },
    )
  }
  return new Problem('broken', 'engine-failed', `PostgreSQL did not start on ${dataDir}: ${lastLine(output)}`, {
    detail,
  })
}

function lastLine(output: string): string {
  const lines = output.trim().split('\n')
  return (
    (lines.findLast((line) => /FATAL|PANIC|error/i.test(line)) ?? lines.at(-1) ?? '').slice(0, 300) || 'it said nothing'
  )
}
