// Starting, stopping, starting again: nothing is forgotten, two never share a data directory, and whoever set it up wrongly is
// told what to do.
import { spawn } from 'node:child_process'
import net from 'node:net'
import path from 'node:path'
import { rm } from 'node:fs/promises'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openLine, toWire, type Line } from '../../bench/senders.ts'
import { readConversation } from '../../src/desk/conversations/conversations.api.ts'
import { addNote } from '../../src/desk/conversations/notes.api.ts'
import { sendReply } from '../../src/flows/reply/reply.api.ts'
import { must } from '../../src/kit/must.ts'
import { findPostmaster, isAlive } from '../../src/store/engine/postmaster.ts'
import { startSink } from '../doubles/smtp-sink.ts'
import { quiet } from './ground-truth.ts'
import { cleanEnvironment, desk, prepareServer, root, run, startServer, type Server } from './server.ts'

const servers: Server[] = []
/** Of those tests that leave it running as they found it; the last one takes its data away. */
let shared: Server
beforeAll(async () => {
  shared = await startServer()
})
afterAll(() => shared?.remove())
/** Groups of processes, by their first: whatever a test leaves running in them is ended. */
const families: number[] = []
afterEach(async () => {
  for (const first of families.splice(0)) endFamily(first)
  for (const one of servers.splice(0)) await one.remove()
})
const started = async (...given: Parameters<typeof startServer>) => {
  const server = await startServer(...given)
  servers.push(server)
  return server
}

test('after a stop, a kill and a power cut everything is as it was', async () => {
  const server = shared
  await send(server, 'kept')
  const { id } = await server.api.bySubject('kept')
  await server.api.call(addNote, { id, text: 'Ask the carrier.' })
  await quiet(server)
  const before = await server.api.call(readConversation, { id })
  const messages = await server.api.messages(id)

  for (const end of [server.stop, server.kill, server.killAll]) {
    await end()
    await server.start()
    expect(await server.api.call(readConversation, { id })).toEqual(before)
    expect(await server.api.messages(id)).toEqual(messages)
  }
})

test('a second Postroom on the same data directory refuses to start, says why, and harms nobody', async () => {
  const server = shared
  const second = await prepareServer({ dataDir: server.dataDir })

  const { code, err } = await run(['serve'], { env: second.env })

  expect(code).not.toBe(0)
  expect(err).toMatch(/Another Postroom \(process \d+\) is running on the data directory .*POSTROOM_DATA_DIR/)
  await send(server, 'still here')
  await server.api.bySubject('still here')
})

test('a port in use is named, with the setting that changes it', async () => {
  const taken = net.createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const port = String((taken.address() as net.AddressInfo).port)
  try {
    const tried = ['POSTROOM_HTTP_PORT', 'POSTROOM_SMTP_PORT'].map(async (setting) => {
      const server = await prepareServer({ env: { [setting]: port } })
      servers.push(server)
      return { setting, ...(await run(['serve'], { env: server.env })) }
    })
    for (const { setting, code, err } of await Promise.all(tried)) {
      expect(code).not.toBe(0)
      expect(err).toContain(port)
      expect(err).toContain(setting)
    }
  } finally {
    taken.close()
  }
})

test('wrong settings are told all together, each with what to write', async () => {
  const env = {
    POSTROOM_HTTP_PORT: 'eighty',
    POSTROOM_SMTP_URL: 'http://relay.example',
    POSTROOM_ROLES: 'web,cook',
    POSTROOM_ADMIN_TOKEN: 'short',
  }

  const { code, err } = await run(['serve'], { env })

  expect(code).not.toBe(0)
  for (const name of Object.keys(env)) expect(err).toContain(name)
  expect(err).not.toContain('    at ')
})

test('told to stop while mail pours in: it ends within ten seconds, and what it acknowledged is there', async () => {
  const server = shared
  const acknowledged = new Set<string>()
  let isOver = false
  const sender = async (name: string) => {
    let line: Line | undefined
    for (let count = 0; !isOver; count++) {
      line = line?.isOpen() ? line : await openLine(server.smtpPort).catch(() => undefined)
      if (!line) return
      const mid = `${name}-${count}@acme.example`
      if ((await line.send(letterTo(mid, mid))).code === 250) acknowledged.add(mid)
    }
  }
  const sending = Promise.all(['a', 'b', 'c', 'd'].map(sender))
  await expect.poll(() => acknowledged.size, { timeout: 120_000 }).toBeGreaterThan(50)

  const { code, signal, ms } = await server.stop()
  isOver = true
  await sending
  process.stdout.write(`   stopped in ${Math.round(ms)} ms under load, ${acknowledged.size} acknowledged\n`)

  expect([code, signal]).toEqual([0, null])
  expect(ms).toBeLessThan(10_000)
  await server.start()
  await quiet(server)
  const database = await server.database()
  const { rows } = await database.query<{ mid: string }>('select mail_id as mid from message')
  await database.end()
  const found = rows.map((row) => row.mid)
  expect([...acknowledged].filter((mid) => !found.includes(mid))).toEqual([])
  expect(found).toHaveLength(new Set(found).size)
})

test.skipIf(process.platform === 'win32')(
  'SIGTERM to the npm that started it ends the server and its database within ten seconds',
  async () => {
    const server = await prepareServer()
    servers.push(server)
    const env = { ...cleanEnvironment(), ...server.env }
    const npm = spawn('npm', ['start'], { cwd: root, env, stdio: 'ignore', detached: true })
    families.push(must(npm.pid, 'npm'))
    const ended = once(npm, 'exit')
    for (let tries = 0; !(await server.api.isReady()); tries++) {
      if (tries > 900 || npm.exitCode !== null) throw new Error('npm start does not get ready')
      await sleep(100)
    }
    await send(server, 'before the end')
    const database = must(await findPostmaster(path.join(server.dataDir, 'postgres')), 'its database').pid

    const began = performance.now()
    npm.kill('SIGTERM')
    await ended
    await expect.poll(() => isAlive(database), { timeout: 10_000, interval: 50 }).toBe(false)
    expect(await server.api.isReady()).toBe(false)
    process.stdout.write(`   npm, server and database ended in ${Math.round(performance.now() - began)} ms\n`)

    await server.start() // it would refuse where another were still on its directory
    await server.api.bySubject('before the end')
  },
)

test('with the customers’ mail server away an answer waits, and goes when it is back', async () => {
  const sink = await startSink()
  const server = await started({ env: { POSTROOM_SMTP_URL: sink.url } })
  await send(server, 'wait for it')
  const { id, version, from } = await server.api.bySubject('wait for it')
  await quiet(server)
  await sink.stop()

  await server.api.call(sendReply, { id, version, to: [from], subject: 'Re: wait for it', text: 'Here it is.' })
  await expect.poll(async () => (await server.api.messages(id)).at(-1)?.deliveries[0]?.state).toBe('delayed')

  const again = await startSink({ port: sink.port })
  const database = await server.database()
  await database.query('update outbox set run_at = now()') // instead of a minute's patience
  await database.end()
  await again.waitFor(1, 60_000)
  await again.stop()
})

const serverUrl = process.env.POSTROOM_TEST_DATABASE_URL
test.skipIf(!serverUrl)('web in one process and mail and worker in another, on one database server', async () => {
  const name = `postroom_story_${Math.random().toString(36).slice(2, 10)}`
  const { default: pg } = await import('pg')
  const admin = new pg.Client(serverUrl)
  await admin.connect()
  await admin.query(`create database ${name}`)
  const url = new URL(serverUrl ?? '')
  url.pathname = `/${name}`
  const common = { POSTROOM_DATABASE_URL: url.href, POSTROOM_SECRET_KEY: 'a-root-key-for-both-processes-0123456789' }
  try {
    const web = await started({ env: { ...common, POSTROOM_ROLES: 'web' } })
    const mail = await prepareServer({ env: { ...common, POSTROOM_ROLES: 'mail,worker' } })
    servers.push(mail)
    await mail.start({
      until: () =>
        openLine(mail.smtpPort).then(
          (line) => (line.quit(), true),
          () => false,
        ),
    })
    const live = await web.api.live()

    await send(mail, 'across')

    await live.hear('message.received')
    live.close()
    await web.api.bySubject('across')
  } finally {
    for (const one of servers.splice(0)) await one.remove()
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  }
})

test('a data directory that was removed begins anew', async () => {
  const server = shared
  await server.stop()
  await rm(server.dataDir, { recursive: true })

  await server.start()

  expect(await server.api.conversations()).toEqual([])
})

function letterTo(subject: string, mid = `${subject.replaceAll(' ', '-')}@acme.example`) {
  const from = 'dora@acme.example'
  const head = [`From: Dora <${from}>`, `To: ${desk.address}`, `Subject: ${subject}`, `Message-ID: <${mid}>`]
  return { from, to: desk.address, wire: toWire(Buffer.from(`${head.join('\r\n')}\r\n\r\nWhere is it?\r\n`)) }
}

function endFamily(first: number): void {
  try {
    process.kill(-first, 'SIGKILL')
  } catch {
    // nobody is left, as it should be
  }
}

async function send(server: Server, subject: string): Promise<void> {
  const line = await openLine(server.smtpPort)
  const reply = await line.send(letterTo(subject))
  line.quit()
  expect(reply.code).toBe(250)
}
