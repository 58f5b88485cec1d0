#!/usr/bin/env node
// Runs one of our TypeScript programs (tests, benchmarks) on the right Node: node bin/run.js FILE [ARGS…]
import process from 'node:process'
import { runOnInstalledNode, isCurrentNodeFine, installedNode } from './node24.js'
import { spawn } from 'node:child_process'

if (installedNode() || !isCurrentNodeFine) runOnInstalledNode(process.argv.slice(2))
else spawn(process.execPath, process.argv.slice(2), { stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 1))
