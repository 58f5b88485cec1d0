// An update without a pause: the version before the newest migration goes on beside the one that has migrated, on one database, under
// load; then it is stopped. And the way back, where that version knows it.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { readMigrations } from '../../src/store/migrate.ts'
import { root, type Server } from '../stories/server.ts'
import { prepareSeveral, type Several } from '../stories/several.ts'
import { audit, complaintsOf } from './audit.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'
import { sendSteadily, type Steady } from './steady.ts'

const NO_PAUSE = 5_000
const ROLES = 'web,mail,worker'
/** Not every commit is a whole program: the latest of so many that starts is the version before. */
const CANDIDATES = 20
const run = promisify(execFile)
const git = (...args: string[]) =>
  run('git', args, { cwd: root, maxBuffer: 1 << 26 }).then(({ stdout }) => stdout.trim())

/** The commits before the one that brought the newest migration, the latest first. */
async function commitsBefore(): Promise<string[]> {
  const newest = (await readMigrations()).at(-1)
  const file = `src/store/migrations/${String(newest?.number).padStart(4, '0')}-${newest?.name}.sql`
  const [brought = ''] = (await git('log', '--diff-filter=A', '--format=%H', '--', file)).split('\n')
  return (await git('rev-list', '-n', String(CANDIDATES), `${brought}^`)).split('\n')
}

async function noHistory(): Promise<string | null> {
  return commitsBefore().then(
    () => null,
    () => 'the version before the newest migration is not in the history here',
  )
}

/** The version before, of its own sources and the libraries of today. */
async function startBefore(
  desk: Several,
  folder: string,
): Promise<{ server: Server; program: string[]; place: string }> {
  let failure: unknown
  for (const commit of await commitsBefore()) {
    const place = path.join(folder, commit)
    await mkdir(place)
    await git('archive', '-o', `${place}.tar`, commit)
    await run('tar', ['-xf', `${place}.tar`, '-C', place])
    await symlink(path.join(root, 'node_modules'), path.join(place, 'node_modules'))
    const program = [path.join(place, 'bin/postroom.js'), 'serve']
    try {
      return { server: await desk.start(ROLES, { program }), program, place }
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

async function roll({ count, tell }: FaultContext): Promise<Verdict> {
  const broken: string[] = []
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-versions-'))
  const desk = await prepareSeveral()
  const loads: [string, Server, Steady][] = []
  const mailTo = (name: string, server: Server) => {
    const load = sendSteadily(server.smtpPort, { name: `version${loads.length}`, senders: 2 })
    loads.push([name, server, load])
    return load
  }
  /** Its senders go elsewhere first, as those of a load balancer do. */
  const retire = async ([name, server, load]: (typeof loads)[0]) => {
    await load.stop()
    const odd = [...load.codes.keys()].filter((code) => code !== 250)
    if (odd.length > 0) broken.push(`${name} answered ${odd.join(', ')}`)
    if (load.slowest() > NO_PAUSE) broken.push(`at ${name} somebody waited ${Math.round(load.slowest())} ms`)
    const { code } = await server.stop()
    if (code !== 0) broken.push(`${name} ended with ${code}`)
  }
  try {
    const old = await startBefore(desk, folder)
    const { program } = old
    // Otherwise it calls itself not ready from the moment the new one has migrated, and never comes back.
    const knowsTheWayBack = (await readFile(path.join(old.place, 'src/doors/http/health.ts'), 'utf8')).includes(
      'isNewerServed',
    )
    await mailTo('the old version', old.server).nextAcknowledged(30_000)
    for (let round = 0; round < count; round++) {
      const before = loads.at(-1)
      await sleep(2_000)
      await mailTo('the new version', await desk.start(ROLES)).nextAcknowledged(30_000)
      await before?.[2].nextAcknowledged(30_000)
      tell('old and new take mail side by side')
      await sleep(4_000)
      if (before && knowsTheWayBack && !(await before[1].api.isReady()))
        broken.push(`${before[0]} calls itself not ready`)
      if (before) await retire(before)
      if (!knowsTheWayBack) break
      const newer = loads.at(-1)
      const back = await desk.start(ROLES, { program, env: { POSTROOM_NEWER_STORE: 'serve' } })
      await mailTo('the version gone back to', back).nextAcknowledged(30_000)
      tell('the version before serves what was migrated')
      await sleep(2_000)
      if (newer) await retire(newer)
    }
    const last = loads.at(-1)
    await last?.[2].stop()
    const acknowledged = loads.flatMap(([, , load]) => [...load.acknowledged])
    const found = await audit(desk.database, acknowledged)
    broken.push(...complaintsOf(found))
    return {
      broken: [...new Set(broken)],
      figures: {
        acknowledged: acknowledged.length,
        refused: loads.reduce(
          (sum, [, , load]) =>
            sum + [...load.codes].reduce((all, [code, times]) => all + (code === 250 ? 0 : times), 0),
          0,
        ),
        'slowest answer': `${(Math.max(...loads.map(([, , load]) => load.slowest())) / 1000).toFixed(1)} s`,
        lost: found.lost.length,
        doubled: found.doubled.length,
        'way back': knowsTheWayBack ? 'gone' : 'not known to the version before',
      },
    }
  } finally {
    await desk.remove()
    await rm(folder, { recursive: true, force: true })
  }
}

export const scenarios: Scenario[] = [
  {
    name: 'rolling',
    row: 'F22',
    what: 'The version before the newest migration goes on beside the new one, then leaves: nothing refused, nobody waits 5 s, nothing lost; and back.',
    counts: { smoke: 0, ci: 1, nightly: 10 },
    takes: { cores: 0.4, seconds: 45 },
    cannotRun: noHistory,
    run: roll,
  },
]
