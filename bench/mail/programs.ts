// Goals that programs of their own measure: a mail account in step with a real Dovecot, mail of 100 MB, and what hostile HTML can do in a
// real browser. Each is run as anybody would run it.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import type { Goal } from './goal.ts'

const root = path.resolve(import.meta.dirname, '../..')
/** Of the mail account; a thousand take half an hour: `npm run test:faults -- imap-chaos --nightly`. */
const ROUNDS = 100

export async function goals(): Promise<Goal[]> {
  return [
    ...account(),
    fault('imap-chaos', ROUNDS, `a mail account worked on from both sides, ${ROUNDS} rounds with connections cut`),
    fault('big-mail', 100, 'mail of 100 MB by every way in: byte-exact, growth of all processes'),
    browser('hostile', 'HTML payloads that run in Chromium under each layer alone'),
    browser('loads', 'what mail loads from elsewhere before somebody consents'),
  ]
}

function run(...given: string[]): { isOk: boolean; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/run.js', ...given], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status !== 0) console.error(`${given.join(' ')}\n${stdout}${stderr}`)
  return { isOk: status === 0, said: stdout }
}

/** As `npm run bench:imap` tells it; nothing where there is no Dovecot. */
function account(): Goal[] {
  const { isOk, said } = run('bench/imap.ts')
  const rows = [...said.matchAll(/^\| (reached|MISSED) \| (.+?) \| (.*?) \| (.+?) \|$/gm)]
  if (rows.length === 0)
    return [outcome('a mail account on a real Dovecot', isOk, said.trim().split('\n').at(-1) ?? '', 'not')]
  return rows.map(([, mark = '', goal = '', wanted = '', reached = '']) => ({
    goal,
    wanted,
    reached,
    passed: mark === 'reached',
  }))
}

function fault(name: string, count: number, what: string): Goal {
  const { isOk, said } = run('test/faults/run.ts', name, '--count', String(count))
  const measured = new RegExp(`^\\S+ +${name} +×\\d+ +(\\w+) +[\\d.]+ +[\\d.]+ +(.*)$`, 'm').exec(said)
  return outcome(what, isOk, measured?.[2] ?? '', measured?.[1] === 'skipped' ? 'not' : 'tried')
}

function browser(name: string, what: string): Goal {
  const config = ['--config', 'test/browser/vitest.config.ts']
  const { isOk, said } = run('node_modules/vitest/vitest.mjs', 'run', ...config, name)
  return outcome(what, isOk, /Tests +(.*)/.exec(said)?.[1]?.trim() ?? '', 'tried')
}

function outcome(goal: string, isOk: boolean, measured: string, how: 'tried' | 'not'): Goal {
  const reached = how === 'not' ? `not tried: ${measured}` : `${isOk ? 'as promised' : 'broken'}: ${measured}`
  return { goal, wanted: 'as promised', reached, passed: how === 'not' ? null : isOk }
}
