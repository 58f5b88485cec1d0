// npm run bench:intake [-- --n 20000] [--rate 60] [--profile DIR] [--desk DIR]
// Mail over SMTP with eight senders into a new desk, and the same senders against servers that only take or store: how many
// are accepted and filed in a second, what a mail costs all processes together, how long until a page hears of it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { anyCorpus, toLetter } from './corpus.ts'
import { costBetween, inboxAddresses, openBenchDesk, type BenchDesk, type Memory } from './desk.ts'
import { hasDovecotLmtp, startDovecotLmtp } from './dovecot-lmtp.ts'
import { writeLetters } from './letters.ts'
import { cpuOf, machine } from './processes.ts'
import { quantile, sendAll, type Letter, type Sent } from './senders.ts'

const { values: asked } = parseArgs({
  options: {
    n: { type: 'string', default: '4000' },
    /** Mails a second while the time until they are visible is measured. */
    rate: { type: 'string', default: '60' },
    /** Writes processor profiles of the server there. */
    profile: { type: 'string' },
    references: { type: 'boolean', default: true },
    /** A desk that `bench:read` has loaded, instead of an empty one: mail goes to its first three inboxes, and stays there. */
    desk: { type: 'string' },
  },
  allowNegative: true,
})
const count = Number(asked.n)
const rate = Number(asked.rate)

const rows: string[][] = []
const row = (what: string, ...cells: string[]): void => void rows.push([what, ...cells])
const say = (text: string) => process.stdout.write(`${text}\n`)

say(machine())
const corpus = await anyCorpus(count)
const inboxes = inboxAddresses.split(',')
const atDesk = (letter: Letter): Letter =>
  asked.desk ? { ...letter, to: `inbox-${inboxes.indexOf(letter.to) + 1}@desk.example` } : letter
const letters = corpus.letters.map((one) => atDesk(toLetter(one)))
const meanKb = letters.reduce((sum, one) => sum + one.wire.length, 0) / count / 1000
say(`${count} mails of ${meanKb.toFixed(1)} kB (${corpus.from}), 8 connections, 20 mails on each\n`)

if (asked.references) await measureReferences(letters.slice(0, 2000))
await measureDesk()
say(table([['', 'mails/s', 'CPU ms a mail', 'p50 ms', 'p95 ms'], ...rows]))
say(`\n${machine()}`)

async function measureReferences(sample: Letter[]): Promise<void> {
  for (const kind of ['bare', 'discard']) {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'sinks.ts'), kind], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    await measureReference(
      kind === 'bare' ? 'a sink that answers without looking' : 'smtp-server, discarding',
      child.pid ?? 0,
      () => sendAll(Number(line), sample),
      sample.length,
    )
    child.kill()
  }
  if (!hasDovecotLmtp) {
    say('Dovecot is not installed (or this is not root): no reference for a server that stores.\n')
    return
  }
  const dovecot = await startDovecotLmtp()
  await measureReference(
    'Dovecot LMTP, storing only',
    dovecot.pid,
    () => sendAll(dovecot.port, sample, { lmtp: true }),
    sample.length,
  )
  await dovecot.stop()
}

async function measureReference(name: string, pid: number, send: () => Promise<Sent>, mails: number): Promise<void> {
  const before = cpuOf([pid])
  const sent = await send()
  if (sent.refused > 0) say(`${name}: ${sent.refused} refused, e.g. ${sent.refusals[0]}`)
  row(
    name,
    (sent.accepted / sent.seconds).toFixed(0),
    ((cpuOf([pid]) - before) / mails).toFixed(2),
    ...times(sent.latencies),
  )
}

async function measureDesk(): Promise<void> {
  const profile = asked.profile ? ['--cpu-prof', `--cpu-prof-dir=${asked.profile}`] : []
  const desk = await openBenchDesk({ nodeArgs: profile, ...(asked.desk && { dataDir: path.resolve(asked.desk) }) })
  try {
    await sleep(3_000)
    const rest = desk.memory()
    const before = desk.cost()
    const stopWatching = await desk.watch()
    const started = performance.now()
    const sent = await sendAll(desk.server.smtpPort, letters)
    const { filedAt, doneAt } = await desk.drained()
    const cost = costBetween(before, desk.cost(), count)
    const most = await stopWatching()
    if (sent.refused > 0) say(`Postroom refused ${sent.refused}, e.g. ${sent.refusals[0]}`)
    const perSecond = (until: number) => ((sent.accepted / (until - started)) * 1000).toFixed(0)
    row(
      'Postroom: accepted and durable, filing beside it',
      (sent.accepted / sent.seconds).toFixed(0),
      '',
      ...times(sent.latencies),
    )
    row('Postroom: filed, threaded, sanitised', perSecond(filedAt), '', '', '')
    row('Postroom: routed and found by search', perSecond(doneAt), cost.all.toFixed(2), '', '')
    row(
      '  of it main thread / other threads / database',
      '',
      [cost.main, cost.threads, cost.database].map((one) => one.toFixed(2)).join(' / '),
      '',
      '',
    )
    const batches = await desk.batches()
    const told = [batches.accepted, batches.filed, batches.routed].map((one) => one.toFixed(1)).join(' / ')
    row('  mails in one transaction: accepted / filed / routed', '', told, '', '')
    row('  transactions a mail', '', (batches.commits / count).toFixed(1), '', '')
    const visible = await measureVisible(desk)
    row(`accepted at ${rate} mails/s`, visible.perSecond.toFixed(0), visible.cpu.toFixed(2), ...times(visible.accepted))
    row('  from MAIL FROM to an open page hearing of it', '', '', ...times(visible.heard))
    const memory = ({ server, pss, rss }: Memory) => [server, pss, rss].map((one) => one.toFixed(0)).join(' / ')
    row('MiB at rest: server / all, proportional / all, resident', memory(rest), '', '', '')
    row('MiB under load, most', memory(most), '', '', '')
    row(
      'search behind, most, s: at full speed / steady',
      `${most.lag.toFixed(1)} / ${visible.lag.toFixed(1)}`,
      '',
      '',
      '',
    )
  } finally {
    await desk.remove()
  }
}

/** Only first mails: the page hears the conversation's id, and there is one mail in each. */
async function measureVisible(desk: BenchDesk) {
  const { server } = desk
  const fresh = writeLetters(2_000, { seed: 99 })
    .filter((one) => one.kind === 'new')
    .slice(0, Math.max(100, rate * 8))
  const live = await server.api.live()
  const heardAt = new Map<string, number>()
  const listening = setInterval(() => {
    // Events are looked at late but stamped when they came.
    for (const event of live.events.splice(0))
      if (event.name === 'message.received') heardAt.set(event.subjectId, event.at)
  }, 20)
  const sentAt = new Map<string, number>()
  const before = desk.cost()
  const stopWatching = await desk.watch()
  const sent = await sendAll(
    server.smtpPort,
    fresh.map((one) => atDesk(toLetter(one))),
    {
      perSecond: rate,
      accepted: (index, at) => sentAt.set(fresh[index]?.mid ?? '', at),
    },
  )
  await desk.drained()
  const { lag } = await stopWatching()
  const cpu = costBetween(before, desk.cost(), fresh.length).all
  await sleep(1_000)
  clearInterval(listening)
  live.close()
  const database = await server.database()
  const { rows: found } = await database.query<{ mid: string; id: string }>(
    'select m.mail_id as mid, m.conversation_id as id from message m where m.mail_id = any($1)',
    [fresh.map((one) => one.mid)],
  )
  await database.end()
  const heard = found.flatMap(({ mid, id }) => {
    const [from, to] = [sentAt.get(mid), heardAt.get(id)]
    return from === undefined || to === undefined ? [] : [to - from]
  })
  if (heard.length < fresh.length) say(`of ${fresh.length} steady mails ${heard.length} were heard of by the page`)
  return {
    lag,
    cpu,
    perSecond: sent.accepted / sent.seconds,
    accepted: sent.latencies,
    heard: heard.toSorted((a, b) => a - b),
  }
}

function times(sorted: number[]): [string, string] {
  return [quantile(sorted, 0.5).toFixed(1), quantile(sorted, 0.95).toFixed(1)]
}

function table(lines: string[][]): string {
  const widths = lines[0]?.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0))) ?? []
  return lines
    .map((line) =>
      line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
    )
    .join('\n')
}
