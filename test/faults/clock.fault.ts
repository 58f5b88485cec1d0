// The clock on the wall is wrong, and is set right: forward or back by an hour or a day, in the middle of things. Nothing happens
// twice or never, nothing that has run out comes back; and the hours of a desk hold on the days when the clocks change.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { snooze } from '../../src/desk/conversations/change.ts'
import { isOpenAt, nextOpening } from '../../src/desk/hours/open.ts'
import { identifySession, identifyToken } from '../../src/desk/users/actors.ts'
import { system } from '../../src/desk/users/permissions.ts'
import { sweepSessions } from '../../src/desk/users/sessions.ts'
import { freeAll } from '../../src/doors/processes.ts'
import { sendReply } from '../../src/flows/reply/send.ts'
import { silentLog } from '../../src/kit/log.ts'
import { must } from '../../src/kit/must.ts'
import { startEngine } from '../../src/store/engine.ts'
import { keepSchedule } from '../../src/store/jobs/schedule.ts'
import { rawOf } from './load.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'
import { ADDRESS, openGround, type Ground } from './simulator/ground.ts'
import { createMachine, type Machine, type Work } from './simulator/machine.ts'
import { openStage, taken, type Stage } from './simulator/stage.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const jumps = [HOUR, -HOUR, DAY, -DAY]
const us = { actorId: null }

interface Case extends Ground {
  stage: Stage
  machine: Machine
  left: string[]
  /** A letter of Dora's, filed; the conversation's id. */
  write(mid: string): Promise<string>
  work(...works: Work[]): Promise<void>
  /** Hours pass, and at each everything that is due is done. */
  pass(hours: number): Promise<void>
}

const cases: Record<string, (at: Case, jump: number) => Promise<string | null>> = {
  'what was snoozed wakes once': async (at, jump) => {
    const id = await at.write('snoozed')
    await at.store.transact(us, (tx) => snooze(tx, id, new Date(tx.now.getTime() + 2 * HOUR)))
    at.clock.advance(jump)
    await at.pass(28)
    return once(at, 'conversation.woken', id)
  },
  'what was about to wake when the clock was set wakes once': async (at, jump) => {
    const id = await at.write('about to wake')
    await at.store.transact(us, (tx) => snooze(tx, id, new Date(tx.now.getTime() + HOUR)))
    at.clock.advance(HOUR + 1)
    at.machine.start('jobs')
    await at.stage.settled()
    await at.stage.grant(0, { kind: 'done' }) // claimed
    await at.stage.settled()
    at.clock.advance(jump)
    await at.stage.finish()
    await at.pass(28)
    return once(at, 'conversation.woken', id)
  },
  'an answer leaves once': async (at, jump) => {
    const id = await at.write('answered')
    at.left.length = 0
    await at.store.transact(us, async (tx) => {
      const { version } = await tx.db
        .selectFrom('conversation')
        .select('version')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      const to = [{ name: 'Dora', address: 'dora@acme.example' }]
      const words = { to, cc: [], bcc: [], subject: 'Re', text: 'It left us.', html: null, kind: 'reply' as const }
      await sendReply(tx, at.machine.means, system, { id, version, ...words, uploadIds: [], attachmentIds: [] })
    })
    at.clock.advance(jump)
    await at.pass(28)
    return at.left.length === 1 ? null : `it left ${at.left.length} times`
  },
  'a mail that somebody is filing is filed once': async (at, jump) => {
    const other = createMachine(at.stage.world, at.store, at.common)
    const { acceptIn } = acceptingOf(at)
    await acceptIn('filed twice')
    at.machine.start('filing')
    await at.stage.settled()
    await at.stage.grant(0, { kind: 'done' }) // claimed
    await at.stage.settled()
    at.clock.advance(jump)
    const [late] = at.stage.world.turns.splice(0)
    other.start('filing')
    await at.stage.finish()
    await late?.take({ kind: 'done' })
    await at.stage.finish()
    await at.pass(30)
    return count(at, 'filed twice')
  },
  'what a dead process held is done, though its lease seems to last': async (at, jump) => {
    const dead = createMachine(at.stage.world, at.store, at.common)
    await acceptingOf(at).acceptIn('of the dead')
    dead.start('filing')
    await at.stage.settled()
    await at.stage.grant(0, { kind: 'done' })
    await at.stage.settled()
    dead.die()
    at.clock.advance(jump)
    await at.store.transact(us, (tx) => freeAll(tx, [dead.id]))
    await at.work('filing')
    return count(at, 'of the dead')
  },
  'a schedule is kept once a period, and goes on when the clock is set right': async (at, jump) => {
    const keep = () => at.store.transact(us, (tx) => keepSchedule(tx, { kind: 'change.sweep', every: HOUR }))
    const first = [await keep(), await keep()]
    at.clock.advance(jump)
    await keep()
    at.clock.advance(-jump)
    at.clock.advance(HOUR)
    const then = [await keep(), await keep()]
    await at.store.pool.query('delete from job')
    if (first.join() !== 'true,false') return `at first it was kept ${first.join()}`
    at.clock.advance(HOUR)
    const later = [await keep(), await keep()]
    await at.store.pool.query('delete from job')
    return [...then, ...later].filter(Boolean).length >= 1 && !then[1] && !later[1]
      ? null
      : `then ${then.join()}, ${later.join()}`
  },
  'sessions and tokens that ran out stay so': async (at, jump) => {
    const hash = Buffer.from(at.store.mint().padStart(32))
    const [session, token, user] = [at.store.mint(), at.store.mint(), at.store.mint()]
    const [now, end] = [at.clock.now(), new Date(at.clock.now().getTime() + HOUR)]
    await at.store.pool.query(
      `insert into "user" (id, email, name, role, created_at) values ($1, $2, 'Ben', 'agent', $3)`,
      [user, `ben.${user}@people.example`, now],
    )
    await at.store.pool.query(
      `insert into session (id, user_id, token_hash, created_at, seen_at, expires_at) values ($1, $2, $3, $4, $4, $5)`,
      [session, user, hash, now, end],
    )
    await at.store.pool.query(
      `insert into token (id, name, token_hash, user_id, scopes, created_at, expires_at) values ($1, 't', $2, $3, '{*}', $4, $5)`,
      [token, hash, user, now, end],
    )
    const known = () =>
      at.store.transact(us, async (tx) =>
        [await identifySession(tx, hash), await identifyToken(tx, hash)].map(Boolean).join(),
      )
    if ((await known()) !== 'true,true') return 'they were not good before'
    at.clock.advance(HOUR + 1)
    if ((await known()) !== 'false,false') return 'they were good for too long'
    await at.store.transact(us, sweepSessions)
    at.clock.advance(jump)
    const after = await known()
    return after === 'false,false' ? null : `afterwards they were good: ${after}`
  },
}

const once = async (at: Case, name: string, id: string) => {
  const { rows } = await at.store.pool.query('select 1 from event where name = $1 and subject_id = $2', [name, id])
  return rows.length === 1 ? null : `${name} happened ${rows.length} times`
}
const count = async (at: Case, mid: string) => {
  const { rows } = await at.store.pool.query('select 1 from message where mail_id = $1', [
    `${mid.replaceAll(' ', '-')}@acme.example`,
  ])
  return rows.length === 1 ? null : `it is there ${rows.length} times`
}

function acceptingOf(at: { stage: Stage; machine: Machine; clock: Ground['clock'] }) {
  return {
    acceptIn: async (mid: string) => {
      const raw = rawOf(`${mid.replaceAll(' ', '-')}@acme.example`, 'dora@acme.example', `My order: ${mid}`)
      const from = 'dora@acme.example'
      const arrival = { raw, source: 'smtp' as const, from, recipients: [ADDRESS], remote: null }
      const taken = at.machine.accept({ ...arrival, receivedAt: at.clock.now() })
      await at.stage.finish()
      await taken
    },
  }
}

async function turnClocks({ tell }: FaultContext): Promise<Verdict> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-clock-'))
  const engine = await startEngine({ dataDir, log: silentLog, settings: { fsync: 'off', synchronous_commit: 'off' } })
  const broken: string[] = []
  let looked = 0
  try {
    const ground = await openGround(engine.connection)
    for (const [what, check] of Object.entries(cases))
      for (const jump of jumps) {
        const complaint = await check(await openCase(ground), jump)
        looked++
        if (complaint) broken.push(`${what} (clock ${jump > 0 ? '+' : ''}${jump / HOUR} h): ${complaint}`)
      }
    await ground.close()
  } finally {
    await engine.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  tell(`${looked} cases of clocks set wrong`)
  const hours = turnsOfTheYear()
  return {
    broken: [...broken, ...hours.broken],
    figures: { cases: looked, 'minutes around the changes': hours.looked },
  }
}

async function openCase(ground: Ground): Promise<Case> {
  await ground.begin()
  await ground.store.pool.query(
    'truncate intake, job, outbox, message, conversation, event, message_key, thread_key, subject_key, schedule',
  )
  const stage = openStage()
  const machine = createMachine(stage.world, ground.store, ground.common)
  const left: string[] = []
  const told = () => {
    left.push('one')
    return taken
  }
  const work = async (...works: Work[]) => {
    for (const one of works) {
      machine.start(one)
      await stage.finish(told)
    }
  }
  return {
    ...ground,
    stage,
    machine,
    left,
    work,
    write: async (mid) => {
      await acceptingOf({ stage, machine, clock: ground.clock }).acceptIn(mid)
      await work('filing', 'jobs', 'outbox')
      const { rows } = await ground.store.pool.query<{ id: string }>(
        'select id from conversation order by id desc limit 1',
      )
      return must(rows[0], 'the conversation').id
    },
    pass: async (hours) => {
      for (let hour = 0; hour < hours; hour++) {
        ground.clock.advance(HOUR)
        await work('filing', 'jobs', 'outbox')
      }
    },
  }
}

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'Africa/Casablanca']
const allWeek: Parameters<typeof isOpenAt>[0]['week'] = {
  sun: [['01:30', '03:15']],
  mon: [['09:00', '17:30']],
  tue: [['00:00', '24:00']],
  wed: [['01:30', '03:15']],
  thu: [],
  fri: [['22:00', '24:00']],
  sat: [['00:00', '02:30']],
}
const shownDays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** Minute by minute around every change of the clocks from 2026 to 2028, and around the leap day: by what the wall clock shows. */
function turnsOfTheYear(): { broken: string[]; looked: number } {
  const broken: string[] = []
  let looked = 0
  for (const timeZone of zones) {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
    const shows = (at: number) => format.format(at)
    const hours = { timeZone, week: allWeek, holidays: [] }
    const isOpen = (at: number) => {
      const [date = '', time = ''] = shows(at).split(' ')
      const spans = allWeek[shownDays[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? 'sun'] ?? []
      return spans.some(([from, until]) => from <= time.slice(0, 5) && time.slice(0, 5) < until)
    }
    for (const change of [...changesOf(shows), Date.UTC(2028, 1, 29, 12)]) {
      const minutes = Array.from({ length: (24 * 60) / 7 }, (_, at) => change - 12 * HOUR + at * 7 * 60_000)
      for (const at of minutes) {
        looked++
        if (isOpenAt(hours, new Date(at)) !== isOpen(at))
          broken.push(`${timeZone}, ${shows(at)}: open and closed at once`)
      }
      const from = minutes[Math.floor(minutes.length / 2) - 10] ?? change
      let next = from
      while (!isOpen(next)) next += 60_000
      const told = nextOpening(hours, new Date(from))?.getTime()
      if (told !== next)
        broken.push(`${timeZone}, ${shows(from)}: opens at ${shows(next)}, told was ${told ? shows(told) : 'never'}`)
    }
  }
  return { broken: broken.slice(0, 10), looked }
}

/** Instants, to the minute, at which the wall clock jumps. */
function changesOf(shows: (at: number) => string): number[] {
  const offset = (at: number) => Date.parse(`${shows(at).replace(' ', 'T')}Z`) - at
  const found: number[] = []
  for (let day = Date.UTC(2026, 0, 1); day < Date.UTC(2029, 0, 1); day += DAY) {
    if (offset(day) === offset(day + DAY)) continue
    let [before, after] = [day, day + DAY]
    while (after - before > 60_000) {
      const middle = Math.floor((before + after) / 120_000) * 60_000
      if (offset(middle) === offset(day)) before = middle
      else after = middle
    }
    found.push(after)
  }
  return found
}

export const scenarios: Scenario[] = [
  {
    name: 'clock',
    row: 'F21',
    what: 'the clock jumps by an hour or a day either way, and five zones change theirs; nothing twice, nothing never, nothing revives',
    counts: { smoke: 1, ci: 1, nightly: 1 },
    takes: { cores: 0.4, seconds: 20 },
    run: turnClocks,
  },
]
