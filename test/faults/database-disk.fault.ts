// The disk of the database itself fails: of its syncs and writes some are refused. PostgreSQL stops at once where it cannot know
// what is stored; its supervisor has it back, and mail is put off meanwhile.
import { setTimeout as sleep } from 'node:timers/promises'
import { must } from '../../src/kit/must.ts'
import { audit, complaintsOf } from './audit.ts'
import { openAwayDesk, type AwayDesk } from './away-desk.ts'
import { cannotInject, injectable, type Injectable } from './fiu.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'
import { sendSteadily } from './steady.ts'

const SHARES = [0.01, 0.1, 0.5]
/** How long a disk goes on failing before the server is ended if it has not ended by itself. */
const BOUT = 6_000
const BACK_WITHIN = 20_000

/** `count` seconds for each share. */
async function failUnderneath({ count, tell }: FaultContext): Promise<Verdict> {
  const broken: string[] = []
  const disk = await injectable()
  const away = await openAwayDesk()
  try {
    const mail = sendSteadily(away.server.smtpPort)
    const back: number[] = []
    let [bouts, stopped] = [0, 0]
    for (const share of SHARES) {
      const before = mail.codes.get(451) ?? 0
      for (const end = performance.now() + count * 1_000; performance.now() < end; bouts++) {
        await mail.nextAcknowledged(30_000)
        await sleep(500)
        if (await failFor(away, disk, share)) stopped++
        back.push(await mail.nextAcknowledged(60_000))
      }
      tell(`${share * 100} %: ${(mail.codes.get(451) ?? 0) - before} answered 451`)
    }
    await mail.stop()
    const database = await away.database()
    const found = await audit(database, mail.acknowledged)
    await database.end()
    broken.push(...complaintsOf(found))
    // 452 where it was told that there is no room, and the lost connection where its server stopped.
    const odd = [...mail.codes.keys()].filter((code) => ![0, 250, 451, 452].includes(code))
    if (odd.length > 0) broken.push(`mail was answered ${odd.join(', ')}`)
    if (!mail.codes.get(451)) broken.push('no mail was answered 451: nothing failed')
    if (Math.max(...back) > BACK_WITHIN) broken.push(`mail was taken again only after ${Math.max(...back)} ms`)
    if (!away.server.isRunning()) broken.push('the server died')
    return {
      broken,
      figures: {
        bouts,
        'ended by itself': stopped,
        acknowledged: mail.acknowledged.size,
        '451': mail.codes.get(451) ?? 0,
        '452': mail.codes.get(452) ?? 0,
        lost: found.lost.length,
        doubled: found.doubled.length,
        'back after': `${(Math.max(...back) / 1000).toFixed(1)} s`,
      },
    }
  } finally {
    await away.remove()
    await disk.close()
  }
}

/** Those who ask the database from now on meet the failing disk. Whether the server ended of it; it is its supervisor's to have it back. */
async function failFor({ engine, database }: AwayDesk, disk: Injectable, share: number): Promise<boolean> {
  const server = must(await engine.pid(), 'a server that runs')
  await disk.fail(server, share)
  const client = await database().catch(() => null) // its checkpointer may have met the disk sooner than we
  await client
    ?.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = 'postroom'`,
    )
    .catch(() => undefined)
  await client?.end().catch(() => undefined)
  for (const end = performance.now() + BOUT; performance.now() < end; await sleep(50))
    if ((await engine.pid()) !== server) return true
  // What it forked keeps failing: only a new server is rid of it.
  await disk.mend(server).catch(() => undefined)
  if ((await engine.pid()) === server) process.kill(server, 'SIGQUIT')
  return false
}

export const scenarios: Scenario[] = [
  {
    name: 'database-disk',
    row: 'F4',
    what: 'Of the syncs and writes of the database itself 1, 10 and 50 % fail: 451 while its server is started again, nothing lost or doubled.',
    counts: { smoke: 0, ci: 60, nightly: 600 },
    takes: { cores: 0.25, seconds: 200 },
    cannotRun: cannotInject,
    run: failUnderneath,
  },
]
