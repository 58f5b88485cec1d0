// The database goes away: killed, behind a network that swallows everything, started again, or cut off in the middle of a COMMIT. Mail is
// put off, not lost and not doubled; every door says so in time, and all of it comes back by itself.
import { setTimeout as sleep } from 'node:timers/promises'
import { must } from '../../src/kit/must.ts'
import { randomFrom } from '../../bench/letters.ts'
import { desk } from '../stories/server.ts'
import { audit, complaintsOf } from './audit.ts'
import { openAwayDesk, type AwayDesk } from './away-desk.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'
import { sendSteadily } from './steady.ts'

/** Milliseconds: the promises of docs/faults.md. */
const ANSWERED_WITHIN = 5_000
const BACK_WITHIN = 10_000
/** For a page, which waits for up to two transactions. */
const PAGE_WITHIN = 20_000

interface Absence {
  begin(away: AwayDesk): Promise<void> | void
  end(away: AwayDesk): Promise<void> | void
}

const unreachable: Absence = {
  begin: ({ proxy }) => {
    proxy.set({ refuse: true })
    proxy.reset()
  },
  end: ({ proxy }) => proxy.mend(),
}
const blackHole: Absence = {
  begin: ({ proxy }) => proxy.set({ blackHole: true }),
  end: ({ proxy }) => proxy.mend(),
}
const killed: Absence = {
  // Its supervisor would have it back in a moment: for as long as it is to be away nobody reaches it.
  begin: async (away) => {
    process.kill(must(await away.engine.pid(), 'a server that runs'), 'SIGKILL')
    await unreachable.begin(away)
  },
  end: unreachable.end,
}
const restarted: Absence = {
  begin: async ({ engine }) => {
    process.kill(must(await engine.pid(), 'a server that runs'), 'SIGINT') // fast shutdown, then its supervisor starts it again
  },
  end: () => undefined,
}

async function stayAway(
  { count, tell }: FaultContext,
  { absence, ms, rest = 2_000, slack = 1 }: { absence: Absence; ms: number; rest?: number; slack?: number },
): Promise<Verdict> {
  const broken: string[] = []
  const away = await openAwayDesk()
  const { server } = away
  try {
    const mail = sendSteadily(server.smtpPort)
    const slowest: number[] = []
    const back: number[] = []
    const others: number[] = []
    const page: number[] = []
    for (let round = 1; round <= count; round++) {
      await mail.nextAcknowledged(10_000 * slack)
      await sleep(rest)
      mail.forget()
      await absence.begin(away)
      away.pull(`pulled-${round}`)
      if (ms > 0) {
        const asked = await Promise.all([askPage(server.url), askPage(server.url, 'conversations'), sleep(ms)])
        for (const answer of asked.slice(0, 2) as Page[]) {
          page.push(answer.ms)
          if (answer.status !== 503 || !answer.retryAfter || answer.type !== 'application/problem+json')
            broken.push(`a page was answered ${answer.status} ${answer.type}, Retry-After ${answer.retryAfter}`)
        }
        const live = await fetch(`${server.url}/healthz`)
        if (live.status !== 200)
          broken.push(`/healthz says ${live.status}: a supervisor would kill a process that is well`)
      }
      await absence.end(away)
      back.push(await mail.nextAcknowledged(30_000 * slack))
      const returned = performance.now()
      await becomesReady(server.url, 30_000 * slack)
      await away.sendOut(`sent-${round}`, 30_000 * slack)
      await away.hasPulled(`pulled-${round}`, 60_000 * slack)
      others.push(performance.now() - returned)
      slowest.push(mail.slowest())
      tell(
        `round ${round}: slowest answer ${seconds(mail.slowest())}, back after ${seconds(must(back.at(-1), 'a time'))}`,
      )
    }
    await mail.stop()
    const database = await away.database()
    const found = await audit(database, mail.acknowledged)
    await database.end()
    broken.push(...complaintsOf(found))
    if (ms > 0 && !mail.codes.get(451)) broken.push('no mail was answered 451')
    const odd = [...mail.codes.keys()].filter((code) => ![0, 250, 451].includes(code))
    if (odd.length > 0) broken.push(`mail was answered ${odd.join(', ')}`)
    if (Math.max(...slowest) > ANSWERED_WITHIN * slack)
      broken.push(`a mail server waited ${seconds(Math.max(...slowest))}`)
    if (Math.max(...back) > BACK_WITHIN * slack)
      broken.push(`mail was taken again only after ${seconds(Math.max(...back))}`)
    if (Math.max(...others) > BACK_WITHIN * slack)
      broken.push(`pages, letters and the mailbox were back only after ${seconds(Math.max(...others))}`)
    if (Math.max(0, ...page) > PAGE_WITHIN * slack) broken.push(`a page waited ${seconds(Math.max(...page))}`)
    if (!server.isRunning()) broken.push('the server died')
    return {
      broken,
      figures: {
        acknowledged: mail.acknowledged.size,
        '451': mail.codes.get(451) ?? 0,
        repeated: mail.repeated(),
        lost: found.lost.length,
        doubled: found.doubled.length,
        'slowest answer': seconds(Math.max(...slowest)),
        'back after': seconds(Math.max(...back)),
        'all back after': seconds(Math.max(...others)),
        ...(page.length > 0 ? { 'slowest page': seconds(Math.max(...page)) } : {}),
      },
    }
  } finally {
    await away.remove()
  }
}

/** Every so many commits of the product lose their connection: half of them before the server hears of it, half before its answer is heard. */
async function loseCommits({ count, seed, tell }: FaultContext): Promise<Verdict> {
  const broken: string[] = []
  const away = await openAwayDesk()
  const { server, proxy } = away
  const random = randomFrom(seed)
  try {
    const mail = sendSteadily(server.smtpPort)
    await mail.nextAcknowledged(10_000)
    const cut = (isThere: boolean) =>
      proxy.set({ cutAt: { direction: 'there', isThere, when: (piece) => isCommit(piece) && random() < 0.1 } })
    const deadline = performance.now() + 60_000 + count * 2_000
    const going: Promise<unknown>[] = []
    for (let sent = 0; proxy.cuts() < count && performance.now() < deadline; await sleep(50)) {
      cut(random() < 0.5)
      if (proxy.cuts() < sent * 10) continue
      const subject = `sent-${sent++}`
      away.pull(`pulled-${sent}`)
      going.push(away.sendOut(subject, 60_000).catch((error: Error) => broken.push(error.message)))
    }
    proxy.mend()
    await Promise.all(going)
    // A reader whose connection was cut waits longer each time before it signs in again.
    for (let at = 1; at <= away.pulled(); at++)
      await away.hasPulled(`pulled-${at}`, 120_000).catch((error: Error) => broken.push(error.message))
    tell(`${proxy.cuts()} connections were cut in their COMMIT`)
    if (proxy.cuts() < count) broken.push(`only ${proxy.cuts()} commits were cut`)
    await mail.stop()
    const database = await away.database()
    try {
      const found = await audit(database, mail.acknowledged)
      const { rows } = await database.query<{ name: string; times: string }>(
        `select name, count(*) as times from event where name in ('message.repeated', 'message.uncertain') group by 1`,
      )
      const times = (name: string) => Number(rows.find((row) => row.name === name)?.times ?? 0)
      const pulled = away.pulled()
      const here = await database.query(`select 1 from message where mail_id like 'pulled-%'`)
      if (here.rowCount !== pulled) broken.push(`of ${pulled} mails of the mailbox ${here.rowCount} are here`)
      broken.push(...complaintsOf(found))
      const subjects = away.sink.messages.map(({ raw }) => /^Subject: (sent-\d+)/m.exec(raw.toString('latin1'))?.[1])
      const twice = subjects.filter((one, at) => one && subjects.indexOf(one) !== at)
      if (twice.length > times('message.uncertain')) broken.push(`sent twice, and nobody was told: ${twice.join(', ')}`)
      return {
        broken,
        figures: {
          cuts: proxy.cuts(),
          acknowledged: mail.acknowledged.size,
          repeated: mail.repeated(),
          'recognised as copies': times('message.repeated'),
          lost: found.lost.length,
          doubled: found.doubled.length,
          sent: subjects.length,
          'sent twice': twice.length,
          uncertain: times('message.uncertain'),
        },
      }
    } finally {
      await database.end()
    }
  } finally {
    await away.remove()
  }
}

/** As pg sends it: a simple query. */
function isCommit(piece: Buffer): boolean {
  return piece[0] === 0x51 && piece.toString('latin1', 5).toLowerCase().startsWith('commit')
}

interface Page {
  status: number
  type: string | null
  retryAfter: string | null
  ms: number
}

async function askPage(url: string, path = 'inboxes'): Promise<Page> {
  const began = performance.now()
  const answer = await fetch(`${url}/api/v1/${path}`, { headers: { authorization: `Bearer ${desk.token}` } })
  await answer.arrayBuffer()
  const { headers } = answer
  const told = { type: headers.get('content-type'), retryAfter: headers.get('retry-after') }
  return { ...told, status: answer.status, ms: performance.now() - began }
}

async function becomesReady(url: string, patience: number): Promise<void> {
  const deadline = performance.now() + patience
  while ((await fetch(`${url}/readyz`)).status !== 200) {
    if (performance.now() > deadline) throw new Error(`/readyz does not say yes within ${patience} ms`)
    await sleep(100)
  }
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

export const scenarios: Scenario[] = [
  {
    name: 'database-away',
    row: 'F10',
    what: 'The database is killed and nobody reaches it for 60 s: 451 and 503 at once, back within 10 s, nothing lost or doubled.',
    counts: { smoke: 0, ci: 1, nightly: 10 },
    takes: { cores: 0.2, seconds: 90 },
    run: (context) => stayAway(context, { absence: killed, ms: 60_000 }),
  },
  {
    name: 'database-black-hole',
    row: 'F10',
    what: 'The network swallows everything for 60 s and what it swallowed stays lost: 451 within 5 s, back within 10 s.',
    counts: { smoke: 0, ci: 1, nightly: 10 },
    takes: { cores: 0.2, seconds: 90 },
    run: (context) => stayAway(context, { absence: blackHole, ms: 60_000 }),
  },
  {
    name: 'database-restarted',
    row: 'F10',
    what: 'The database is restarted while mail comes in: back within 10 s, nothing lost or doubled.',
    counts: { smoke: 0, ci: 3, nightly: 30 },
    takes: { cores: 0.4, seconds: 40 },
    run: (context) => stayAway(context, { absence: restarted, ms: 0 }),
  },
  {
    name: 'commit-cut',
    row: 'F10',
    what: 'Connections are cut during COMMIT, before or after the server heard it: nothing lost, nothing doubled, nothing sent twice unnoticed.',
    counts: { smoke: 0, ci: 100, nightly: 1_000 },
    takes: { cores: 0.4, seconds: 60 },
    run: loseCommits,
  },
]

/** For the stories, on a machine that does other things too: short, with three times as long for everything, and otherwise the same. */
export function databaseAway(context: FaultContext): Promise<Verdict> {
  return stayAway(context, { absence: unreachable, ms: 3_000, rest: 300, slack: 3 })
}
