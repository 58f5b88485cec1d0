// Builds the web app where it is missing or older than its sources, so that a checkout starts with one command.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const built = path.join(root, 'web/dist/index.html')
const vite = path.join(root, 'node_modules/vite/bin/vite.js')

/** When the newest source of the page was changed, in milliseconds since 1970. */
function newestSource() {
  const files = ['web', 'src'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => (folder === 'web' ? !name.startsWith('dist') : name.endsWith('.api.ts')))
      .map((name) => path.join(root, folder, name)),
  )
  return Math.max(...files.map((file) => statSync(file).mtimeMs))
}

if (existsSync(vite) && (!existsSync(built) || statSync(built).mtimeMs < newestSource())) {
  process.stderr.write('Building the web app once …\n')
  const run = spawnSync(process.execPath, [path.join(root, 'bin/run.js'), vite, 'build', 'web', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  })
  process.exitCode = run.status ?? 1
}
