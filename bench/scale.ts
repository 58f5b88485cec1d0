// npm run bench:scale [-- --n 4000]
// The same mail through one, two and four processes on one PostgreSQL, each with a door and a worker: what more of them bring on
// this machine, and what a mail costs all of them together with the database.
import { parseArgs } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { prepareSeveral } from '../test/stories/several.ts'
import { anyCorpus, toLetter } from './corpus.ts'
import { inboxAddresses } from './desk.ts'
import { cpuOf, machine, memoryOf } from './processes.ts'
import { sendAll } from './senders.ts'

const { values: asked } = parseArgs({ options: { n: { type: 'string', default: '4000' } } })
const count = Number(asked.n)
const say = (text: string) => process.stdout.write(`${text}\n`)

say(machine())
const corpus = await anyCorpus(count)
const letters = corpus.letters.map(toLetter)
say(`${count} mails (${corpus.from}), 8 connections in all\n`)
say('processes  accepted/s  filed/s  CPU ms a mail  MiB, proportional')
for (const processes of [1, 2, 4]) {
  const several = await prepareSeveral({ POSTROOM_INBOX_ADDRESSES: inboxAddresses })
  try {
    const servers = []
    for (let at = 0; at < processes; at++) servers.push(await several.start('mail,worker'))
    await sleep(1_000)
    const pids = [...servers.map((server) => server.pid()), (await several.databasePid()) ?? 0]
    const before = cpuOf(pids)
    const started = performance.now()
    const sent = await Promise.all(
      servers.map((server, at) =>
        sendAll(
          server.smtpPort,
          letters.filter((_, index) => index % processes === at),
          { connections: 8 / processes },
        ),
      ),
    )
    const accepted = sent.reduce((sum, one) => sum + one.accepted, 0)
    const acceptedIn = Math.max(...sent.map((one) => one.seconds))
    const left = async () =>
      (await several.database.query<{ left: number }>('select count(*)::int as left from intake')).rows[0]?.left ?? 0
    while ((await left()) > 0) await sleep(50)
    const seconds = (performance.now() - started) / 1000
    const cells = [
      String(processes).padStart(9),
      (accepted / acceptedIn).toFixed(0).padStart(10),
      (accepted / seconds).toFixed(0).padStart(7),
      ((cpuOf(pids) - before) / accepted).toFixed(2).padStart(13),
      memoryOf(pids).pss.toFixed(0).padStart(17),
    ]
    say(cells.join('  '))
  } finally {
    await several.remove()
  }
}
say(`\n${machine()}`)
