#!/usr/bin/env node
// The command `postroom`: runs the compiled program where there is one (an installed package), the sources otherwise (a checkout).
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import process from 'node:process'
import { isCurrentNodeFine, runOnInstalledNode } from './node24.js'

const compiled = new URL('../dist/src/main.js', import.meta.url)
const main = existsSync(compiled) ? compiled : new URL('../src/main.ts', import.meta.url)

if (isCurrentNodeFine) {
  process.argv[1] = fileURLToPath(main)
  await import(main.href)
} else runOnInstalledNode(['--disable-warning=ExperimentalWarning', fileURLToPath(main), ...process.argv.slice(2)])
