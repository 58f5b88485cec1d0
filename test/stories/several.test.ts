// One desk of several processes on one PostgreSQL: all hear of everything, one that dies is replaced by the others, and a restart
// one by one costs no mail.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openLine, toWire, type Letter, type Line } from '../../bench/senders.ts'
import { must } from '../../src/kit/must.ts'
import { desk, type Server } from './server.ts'
import { prepareSeveral, type Several } from './several.ts'

const PATIENCE = 60_000

let several: Several
const doors: Server[] = []
const workers: Server[] = []

beforeAll(async () => {
  several = await prepareSeveral()
  doors.push(await several.start('web,mail'), await several.start('web,mail'))
  workers.push(await several.start('worker'), await several.start('worker'))
})
afterAll(() => several.remove())

const write = (mid: string): Letter => {
  const from = 'dora@acme.example'
  const head = [`From: Dora <${from}>`, `To: <${desk.address}>`, `Subject: About ${mid}`, `Message-ID: <${mid}>`]
  return {
    from,
    to: desk.address,
    wire: toWire(Buffer.from(`${head.join('\r\n')}\r\n\r\nWhere is my order ${mid}?\r\n`)),
  }
}

/** Message-IDs of the filed mails that begin so, each as often as it is there. */
async function filed(beginning: string): Promise<string[]> {
  const { rows } = await several.database.query<{ mid: string }>(
    `select mail_id as mid from message where direction = 'in' and starts_with(mail_id, $1)`,
    [beginning],
  )
  return rows.map((row) => row.mid).toSorted()
}

async function filedAll(beginning: string, count: number): Promise<string[]> {
  for (const until = performance.now() + PATIENCE; performance.now() < until; await sleep(50)) {
    const found = await filed(beginning)
    if (found.length >= count) return found
  }
  return filed(beginning)
}

test('mail taken by either of two doors is filed once, and open pages at both hear of all of it', async () => {
  const pages = await Promise.all(doors.map((door) => door.api.live()))
  const lines = await Promise.all(doors.map((door) => openLine(door.smtpPort)))
  const mids = Array.from({ length: 40 }, (_, at) => `both-${at}@acme.example`).toSorted()
  await Promise.all(
    lines.map(async (line, at) => {
      for (const mid of mids.filter((_, index) => index % 2 === at))
        expect((await line.send(write(mid))).code).toBe(250)
    }),
  )
  // The same mail again, through the other door, as when a mail server lost the answer.
  expect((await must(lines[1], 'a line').send(write(must(mids[0], 'a mail')))).code).toBe(250)

  expect(await filedAll('both-', mids.length)).toEqual(mids)
  for (const page of pages) {
    const heard = new Set<string>()
    for (const until = performance.now() + PATIENCE; heard.size < mids.length && performance.now() < until;) {
      await sleep(20)
      for (const event of page.events) if (event.name === 'message.received') heard.add(event.subjectId)
    }
    expect(heard.size).toBe(mids.length)
    page.close()
  }
  lines.forEach((line) => line.quit())
  const left = await several.database.query('select from intake')
  expect(left.rowCount).toBe(0)
})

test('a worker that is killed in the middle of its work loses nothing and doubles nothing; the other goes on', async () => {
  const line = await openLine(must(doors[0], 'a door').smtpPort)
  const mids = Array.from({ length: 300 }, (_, at) => `killed-${at}@acme.example`).toSorted()
  for (const [at, mid] of mids.entries()) {
    expect((await line.send(write(mid))).code).toBe(250)
    if (at === 100) await must(workers[0], 'a worker').kill()
  }
  line.quit()

  expect(await filedAll('killed-', mids.length)).toEqual(mids)
  await must(workers[0], 'a worker').start()
})

/** As mail servers do: the next exchanger when one does not answer or says that it is going away. */
async function sendToAny(open: Map<Server, Line>, mid: string): Promise<number[]> {
  const codes: number[] = []
  for (const door of doors) {
    const line = open.get(door)?.isOpen() ? open.get(door) : await openLine(door.smtpPort).catch(() => undefined)
    if (!line) continue
    open.set(door, line)
    const { code } = await line.send(write(mid))
    codes.push(code)
    if (code === 250) break
    open.delete(door)
  }
  return codes
}

test('restarted one after the other, there is always a door that takes the mail', async () => {
  let isOver = false
  const outcomes = new Map<string, number[]>()
  const senders = ['a', 'b'].map(async (name) => {
    const open = new Map<Server, Line>()
    for (let at = 0; !isOver; at++) {
      const mid = `rolling-${name}-${at}@acme.example`
      outcomes.set(mid, await sendToAny(open, mid))
      await sleep(5)
    }
    for (const line of open.values()) line.quit()
  })
  for (const server of [...doors, ...workers]) {
    await sleep(300)
    const { code, ms } = await server.stop()
    expect(code).toBe(0)
    expect(ms).toBeLessThan(10_000)
    await server.start()
  }
  isOver = true
  await Promise.all(senders)

  const refused = [...outcomes].filter(([, codes]) => codes.at(-1) !== 250)
  expect(refused).toEqual([])
  expect(await filedAll('rolling-', outcomes.size)).toEqual([...outcomes.keys()].toSorted())
})
