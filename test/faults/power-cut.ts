// What a machine without power forgets of its files: what was written and not synced, and names whose folder was not synced. At
// SIGUSR2 the process forgets just that, and ends as if it were killed.
import { rmSync, truncateSync } from 'node:fs'
import fsp from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import path from 'node:path'

export function keepUnsynced(): void {
  const { open, rename } = fsp
  const unwritten = new Set<string>()
  const unnamed = new Set<string>()
  fsp.open = async (...args) => {
    const file = String(args[0])
    const handle = await open(...args)
    if (args[1] === 'wx') unwritten.add(file)
    const sync = handle.sync.bind(handle)
    handle.sync = async () => {
      await sync()
      unwritten.delete(file)
      for (const name of unnamed) if (path.dirname(name) === file) unnamed.delete(name)
    }
    return handle
  }
  fsp.rename = async (from, to) => {
    await rename(from, to)
    unnamed.add(String(to))
    if (unwritten.delete(String(from))) unwritten.add(String(to))
  }
  syncBuiltinESMExports()
  process.on('SIGUSR2', () => {
    for (const file of unwritten) attempt(() => truncateSync(file))
    for (const file of unnamed) attempt(() => rmSync(file))
    process.kill(process.pid, 'SIGKILL')
  })
}

function attempt(verb: () => void): void {
  try {
    verb()
  } catch {
    // it is gone already
  }
}
