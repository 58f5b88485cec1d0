// Errors of a disk, where libfiu (https://blitiri.com.ar/p/libfiu/) is installed: what PostgreSQL asks of the kernel is refused with a
// probability that can be changed while it runs. From `injectable` on every server this process starts can be told to fail.
import child from 'node:child_process'
import { access, chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const PLACES = ['/usr/lib/fiu/fiu_run_preload.so', '/usr/lib/fiu/fiu_posix_preload.so']
const EIO = 5
const ENOSPC = 28
const ways = [
  { name: 'posix/io/sync/*', errno: EIO },
  { name: 'posix/io/rw/pwrite', errno: ENOSPC },
  { name: 'posix/io/rw/pwritev', errno: ENOSPC },
]

export interface Injectable {
  /** Of a server, and of what it forks from now on: of its syncs and writes this share fails. */
  fail(pid: number, share: number): Promise<void>
  mend(pid: number): Promise<void>
  close(): Promise<void>
}

export async function cannotInject(): Promise<string | null> {
  try {
    await Promise.all(PLACES.map((file) => access(file)))
    await promisify(child.execFile)('fiu-ctrl', ['-h']).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw error
    })
    return null
  } catch {
    return 'libfiu is not installed (fiu-utils)'
  }
}

export async function injectable(): Promise<Injectable> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-fiu-'))
  await chmod(folder, 0o777) // the server may be somebody else
  const prefix = path.join(folder, 'control')
  const libraries = PLACES.map((place) => path.join(folder, path.basename(place)))
  for (const [at, place] of PLACES.entries())
    await writeFile(libraries[at] ?? '', keptToItself(await readFile(place)), { mode: 0o755 })
  const { spawn } = child
  const env = { LD_PRELOAD: libraries.join(' '), FIU_CTRL_FIFO: prefix, FIU_ENABLE: '' }
  child.spawn = ((program: string, args: string[], options: child.SpawnOptions) =>
    path.basename(program) === 'postgres' && options.detached && args.includes('-c')
      ? spawn(program, args, { ...options, env: { ...options.env, ...env } })
      : spawn(program, args, options)) as typeof spawn
  syncBuiltinESMExports()
  const control = async (pid: number, commands: string[]) => {
    for (const command of commands)
      await promisify(child.execFile)('fiu-ctrl', ['-c', command, '-f', prefix, String(pid)], { timeout: 5_000 })
  }
  return {
    fail: (pid, share) =>
      control(
        pid,
        ways.map(({ name, errno }) => `enable_random name=${name},probability=${share},failinfo=${errno}`),
      ),
    mend: (pid) =>
      control(
        pid,
        ways.map(({ name }) => `disable name=${name}`),
      ),
    close: async () => {
      child.spawn = spawn
      syncBuiltinESMExports()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const [DT_FLAGS, DT_SYMBOLIC, DT_RELACOUNT, DF_SYMBOLIC] = [0x1en, 0x10n, 0x6ffffff9n, 2n]

/**
 * Both libfiu and PostgreSQL have a `hash_create`, and the library would call the server's. A copy that looks for names in itself first:
 * an entry of its dynamic section that only saves time becomes DT_SYMBOLIC. ELF, 64 bits, little endian: System V ABI, ch. 5.
 */
function keptToItself(library: Buffer): Buffer {
  const [table, size, count] = [Number(library.readBigUInt64LE(32)), library.readUInt16LE(54), library.readUInt16LE(56)]
  for (let at = table; at < table + size * count; at += size) {
    if (library.readUInt32LE(at) !== 2) continue // PT_DYNAMIC
    const from = Number(library.readBigUInt64LE(at + 8))
    for (let entry = from; library.readBigUInt64LE(entry) !== 0n; entry += 16) {
      const tag = library.readBigUInt64LE(entry)
      if (tag === DT_RELACOUNT) library.writeBigUInt64LE(DT_SYMBOLIC, entry)
      if (tag === DT_FLAGS) library.writeBigUInt64LE(library.readBigUInt64LE(entry + 8) | DF_SYMBOLIC, entry + 8)
    }
  }
  return library
}
