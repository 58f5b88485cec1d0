// npm run bench:imap [-- --n 10000] [--profile DIR]
// A mail account on a real Dovecot, from its first reading to every flag: how many mails a second are filed, what a mail costs and
// how much memory, and how soon what is done on one side shows on the other. Exits 1 when a goal is missed.
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { ImapFlow } from 'imapflow'
import { listInboxes } from '../src/desk/inboxes/inboxes.api.ts'
import { changeConversation } from '../src/desk/conversations/conversations.api.ts'
import { addMailbox } from '../src/desk/mailboxes/mailboxes.api.ts'
import { must } from '../src/kit/must.ts'
import { hasDovecot, startDovecot, type Dovecot } from '../test/doubles/dovecot.ts'
import type { Server } from '../test/stories/server.ts'
import { anyCorpus } from './corpus.ts'
import { costBetween, openBenchDesk, type BenchDesk } from './desk.ts'
import { atLeast, atMost, type Goal } from './mail/goal.ts'
import { cpuOf, machine } from './processes.ts'
import { quantile } from './senders.ts'

const { values: asked } = parseArgs({
  options: {
    n: { type: 'string', default: '10000' },
    /** Writes processor profiles of the server there. */
    profile: { type: 'string' },
  },
})
const count = Number(asked.n)
/** Flags that are set on each side, one after the other. */
const TIMES = 50
/** Milliseconds for both sides to be waiting again. */
const PAUSE = 250
const say = (text: string) => process.stdout.write(`${text}\n`)

say(machine())
if (!hasDovecot) {
  say('Dovecot is not installed: nothing was measured. On Debian: apt-get install dovecot-imapd')
  process.exit(0)
}
const goals = await measure()
for (const { goal, wanted, reached, passed } of goals)
  say(`| ${passed === null ? '' : passed ? 'reached' : 'MISSED'} | ${goal} | ${wanted} | ${reached} |`)
say(machine())
process.exitCode = goals.some((goal) => goal.passed === false) ? 1 : 0

async function measure(): Promise<Goal[]> {
  const dovecot = await startDovecot()
  const profile = asked.profile ? ['--cpu-prof', `--cpu-prof-dir=${asked.profile}`] : []
  const desk = await openBenchDesk({ nodeArgs: profile, env: { POSTROOM_PRIVATE_HOSTS: '127.0.0.1' } })
  try {
    const corpus = await anyCorpus(count)
    const meanKb = corpus.letters.reduce((sum, one) => sum + one.raw.length, 0) / count / 1000
    for (const { raw } of corpus.letters) await dovecot.deliver(raw)
    say(`${count} mails of ${meanKb.toFixed(1)} kB (${corpus.from}) in an account of ${dovecot.user}\n`)
    return [...(await firstReading(dovecot, desk)), ...(await flagsBothWays(dovecot, desk))]
  } finally {
    await desk.remove()
    await dovecot.stop()
  }
}

async function firstReading(dovecot: Dovecot, desk: BenchDesk): Promise<Goal[]> {
  const other = await somebodyElse(dovecot) // who has opened the folder before: Dovecot knows what is in it
  await other.mailboxOpen('INBOX')
  await sleep(3_000)
  const rest = desk.memory()
  const stopWatching = await desk.watch()
  const [before, there] = [desk.cost(), cpuOf([dovecot.pid])]
  const began = performance.now()
  await follow(dovecot, desk)
  const pulled = await until(desk, `select count(*) = ${count} as yes from mailbox_message`)
  const { filedAt, doneAt } = await desk.drained()
  const cost = costBetween(before, desk.cost(), count)
  const most = await stopWatching()
  await other.logout()
  const perSecond = (end: number) => (count / (end - began)) * 1_000
  const told = (goal: string, reached: string): Goal => ({ goal, wanted: '', reached, passed: null })
  return [
    told('first reading: read and durable', `${perSecond(pulled).toFixed(0)} mails/s`),
    atLeast('first reading: filed, threaded, sanitised', 300, Math.round(perSecond(filedAt)), ' mails/s'),
    told('first reading: routed and found by search', `${perSecond(doneAt).toFixed(0)} mails/s`),
    told('CPU a mail: all of Postroom', `${cost.all.toFixed(2)} ms`),
    told(
      '– main thread / other threads / database',
      [cost.main, cost.threads, cost.database].map((one) => one.toFixed(2)).join(' / '),
    ),
    told('– of Dovecot', `${((cpuOf([dovecot.pid]) - there) / count).toFixed(2)} ms`),
    told('MiB at rest: server / all, proportional', `${rest.server.toFixed(0)} / ${rest.pss.toFixed(0)}`),
    atMost('MiB meanwhile, most: all, proportional', 512, Math.round(most.pss)),
  ]
}

async function follow(dovecot: Dovecot, { server: { api } }: BenchDesk): Promise<void> {
  const inbox = must((await api.call(listInboxes, {}))[0], 'the inbox')
  const access = { host: '127.0.0.1', port: dovecot.port, isSecure: false, username: dovecot.user, folder: 'INBOX' }
  const told = { tellFlagged: 'flag', tellResolved: 'archive', tellDeleted: 'trash' } as const
  await api.call(addMailbox, { inboxId: inbox.id, ...access, secret: dovecot.pass, auth: 'password', ...told })
}

/** A flag of one mail at a time; from the moment somebody sets it until who looks at the other side is told. */
async function flagsBothWays(dovecot: Dovecot, { server }: BenchDesk): Promise<Goal[]> {
  const mails = await someMails(server)
  const live = await server.api.live()
  const other = await somebodyElse(dovecot)
  await other.mailboxOpen('INBOX')
  const marked = new Map<number, number>()
  other.on('flags', ({ uid, flags }) => void (uid && flags?.has('\\Flagged') && marked.set(uid, performance.now())))
  const [toDesk, toServer]: [number[], number[]] = [[], []]
  for (const { id, uid } of mails.slice(0, TIMES)) {
    const began = performance.now()
    await other.messageFlagsAdd(`${uid}`, ['\\Flagged'], { uid: true })
    toDesk.push(
      (await heard(() => live.events.find((one) => one.name === 'conversation.tagged' && one.subjectId === id)?.at)) -
        began,
    )
    await sleep(PAUSE)
  }
  for (const { id, uid } of mails.slice(TIMES)) {
    const began = performance.now()
    await server.api.call(changeConversation, { id, tags: ['flagged'] })
    toServer.push((await heard(() => marked.get(uid))) - began)
    await sleep(PAUSE)
  }
  live.close()
  await other.logout()
  return [
    ['a flag set there, until an open page is told', toDesk] as const,
    ['a flag set here, until a mail program there is told', toServer] as const,
  ].map(([goal, times]): Goal => {
    const sorted = times.toSorted((a, b) => a - b)
    const reached = `median ${quantile(sorted, 0.5).toFixed(0)} ms, worst of ${sorted.length} ${quantile(sorted, 1).toFixed(0)} ms`
    return { goal, wanted: '≤ 2,000 ms', reached, passed: quantile(sorted, 1) <= 2_000 }
  })
}

/** Twice as many conversations as are marked each way, with one mail each that lies there once: of copies the newest is marked. */
async function someMails(server: Server): Promise<{ id: string; uid: number }[]> {
  const database = await server.database()
  const { rows } = await database.query<{ id: string; uid: number }>(
    `select min(m.conversation_id)::text as id, min(k.uid)::int as uid from mailbox_message k join message m on m.raw_id = k.raw_id
     where k.gone_at is null group by m.conversation_id having count(*) = 1
       and (select count(*) from mailbox_message copy where copy.mail_id = min(m.mail_id)) = 1 order by 2 limit ${TIMES * 2}`,
  )
  await database.end()
  return rows
}

async function heard(look: () => number | undefined): Promise<number> {
  for (const end = performance.now() + 30_000; performance.now() < end; await sleep(2)) {
    const at = look()
    if (at !== undefined) return at
  }
  throw new Error('it was not heard within half a minute')
}

async function somebodyElse({ port, user, pass }: Dovecot): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    auth: { user, pass },
    logger: false,
    autoIdleDelay: 20,
    qresync: true, // or it is told of flags by places, not by numbers
  })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/** When it was so, on the monotonic clock. */
async function until({ server }: BenchDesk, question: string): Promise<number> {
  const database = await server.database()
  try {
    for (;;) {
      const { rows } = await database.query<{ yes: boolean }>(question)
      if (rows[0]?.yes) return performance.now()
      await sleep(10)
    }
  } finally {
    await database.end()
  }
}
