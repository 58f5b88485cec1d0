// The statements that the product really says, overheard: the tests run on a server that writes down every statement with the
// name of who said it, and the product's connections have one.
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { startEngine } from '../../src/store/engine.ts'
import { silentLog } from '../../src/kit/log.ts'

const root = path.resolve(import.meta.dirname, '../..')

export interface Said {
  /** Of the prepared statement; null where it has none. */
  name: string | null
  text: string
  /** The file that asked; null for what is prepared, which only the product does. */
  by: string | null
}

/** `tests` as vitest takes them. */
export async function overhear(dataDir: string, tests: string[]): Promise<Said[]> {
  const engine = await startEngine({
    dataDir,
    log: silentLog,
    settings: {
      log_statement: 'all',
      log_line_prefix: '%a|',
      log_parameter_max_length: '0',
      log_parameter_max_length_on_error: '0',
    },
  })
  try {
    const { host = '', port = 5432, user = '', password = '', database = '' } = engine.connection
    const url = new URL(`postgres://localhost:${port}/${database}`)
    url.username = user
    url.password = String(password)
    url.searchParams.set('host', host)
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=dot', '--testTimeout=120000', ...tests]
    const run = spawn(process.execPath, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, POSTROOM_TEST_DATABASE_URL: url.href, POSTROOM_TEST_ANNOTATE: '1' },
    })
    const code = await new Promise<number | null>((resolve) => run.on('close', resolve))
    if (code !== 0) throw new Error(`the tests failed (${code}): what they said is not to be relied upon`)
  } finally {
    await engine.stop()
  }
  return readSaid(await readFile(path.join(dataDir, 'postgres.log'), 'utf8'))
}

/** A statement of several lines goes on with a tab on each. */
export function readSaid(log: string): Said[] {
  const found = new Map<string, Said>()
  for (const [, name = '', body = ''] of log.matchAll(
    /^postroom\|LOG: {2}(?:execute ([^:\n]+)|statement): ((?:.*)(?:\n\t.*)*)/gm,
  )) {
    const [, words = '', by = null] =
      /^(.*?)(?: \/\* by (\S+) \*\/)?$/s.exec(body.replaceAll('\n\t', '\n').trim()) ?? []
    const text = words.trim()
    if (by === null && !(name && name !== '<unnamed>')) continue // said past the store, by the doctor and by tests
    if (by !== null && (by.startsWith('test/') || by.endsWith('.test.ts') || by === 'nobody')) continue
    if (!/^(select|insert|update|delete|with)\b/i.test(text)) continue
    // A list of rows is as long as what came; one row tells the same.
    const key = text.replace(/(\$\d+(::[a-z0-9[\]]+)?(,\s*)?)+/g, '$n').replace(/(\(\$n\)(,\s*)?)+/g, '($n)')
    const [own = ''] = name.split('~') // what stands behind tells the forms of a composed one apart
    if (!found.has(key)) found.set(key, { name: own && own !== '<unnamed>' ? own : null, text, by })
  }
  return [...found.values()]
}
