#!/usr/bin/env node
// The command `postroom`: runs the compiled program where there is one (an installed package), the sources otherwise (a checkout).
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import process from 'node:process'
import { isCurrentNodeFine, runOnInstalledNode } from './node24.js'

const compiled = new URL('../dist/src/main.js', import.meta.url)
const main = existsSync(compiled) ? compiled : new URL('../src/main.ts', import.meta.url)

// The server holds much for a short time (mail on its way through): a small young generation, and an old one that is swept when it
// has grown by so many percent (V8 would wait for several times that), cost a few percent of processor time and save 150 MB under
// load. Four threads that sweep so small a young generation together are in each other's way. V8 takes these only on the command line.
const flags = [
  '--max-semi-space-size=8',
  '--no-parallel-scavenge',
  '--heap-growing-percent=80',
  '--disable-warning=ExperimentalWarning',
]
// glibc gives every thread a heap of its own and seldom takes it back; two are enough for work that is mostly JavaScript, and save 25 MB.
process.env.MALLOC_ARENA_MAX ??= '2'
const command = [...flags, fileURLToPath(main), ...process.argv.slice(2)]

if (!isCurrentNodeFine) runOnInstalledNode(command)
else if (process.execve && process.platform !== 'win32')
  process.execve(process.execPath, [process.execPath, ...process.execArgv, ...command], process.env)
else {
  process.argv[1] = fileURLToPath(main)
  await import(main.href)
}
