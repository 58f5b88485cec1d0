// Talk on the SMTP port that is no mail (F13 in docs/faults.md): each talker is answered little, shown out and forgotten, while a good
// client goes on being served.
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '../../src/kit/limits.ts'
import { openLine, quantile } from '../../bench/senders.ts'
import { desk, prepareServer } from '../stories/server.ts'
import { countIn, untilQuiet } from './examine.ts'
import { letterOf } from './load.ts'
import { residentOf } from './resident.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'

interface Heard {
  text: string
  /** Whether the server closed by itself. */
  isShownOut: boolean
  ms: number
}

interface Talker {
  name: string
  says: string | Buffer
  /** What does not hold. */
  broken(heard: Heard): string | null
}

/** Longer than any of these may hold a connection. */
const PATIENCE = 20_000
const MOST_ANSWERED = 64 * 1024
const MOST_MB = 64

const HELLO = 'EHLO client.example\r\n'
const FROM = 'MAIL FROM:<eve@evil.example>\r\n'
const TO = `RCPT TO:<${desk.address}>\r\n`
const codes = (text: string, code: string): number => text.match(new RegExp(`^${code} `, 'gm'))?.length ?? 0
const isShownOut = (heard: Heard): string | null => (heard.isShownOut ? null : 'it was not shown out')
const isAnswered = (code: string) => (heard: Heard) =>
  codes(heard.text, code) > 0 ? null : `it never heard ${code}, but ${JSON.stringify(heard.text.slice(-200))}`

const talkers: Talker[] = [
  { name: 'commands that are none', says: HELLO + 'XYZZY\r\n'.repeat(5_000), broken: isShownOut },
  { name: '5,000 NOOP', says: HELLO + 'NOOP\r\n'.repeat(5_000), broken: isShownOut },
  { name: '5,000 EHLO', says: HELLO.repeat(5_000), broken: isShownOut },
  { name: '5,000 transactions begun and given up', says: HELLO + `${FROM}RSET\r\n`.repeat(5_000), broken: isShownOut },
  {
    name: '1,000 recipients',
    says: `${HELLO}${FROM}${Array.from({ length: 1_000 }, (_, at) => `RCPT TO:<support+${at}@desk.example>\r\n`).join('')}QUIT\r\n`,
    broken: (heard) =>
      codes(heard.text, '250') > limits.smtp.recipients + 2
        ? `${codes(heard.text, '250')} commands were accepted`
        : isShownOut(heard),
  },
  {
    name: '1,000 recipients that nobody has',
    says: HELLO + FROM + 'RCPT TO:<nobody@desk.example>\r\n'.repeat(1_000),
    broken: isShownOut,
  },
  { name: 'a line of a megabyte', says: 'x'.repeat(1_000_000), broken: isShownOut },
  {
    name: 'a sender of a megabyte',
    says: `${HELLO}MAIL FROM:<${'x'.repeat(1_000_000)}@acme.example>\r\n`,
    broken: isShownOut,
  },
  { name: 'a web browser', says: 'GET / HTTP/1.1\r\nHost: desk.example\r\nAccept: */*\r\n\r\n', broken: isShownOut },
  {
    name: 'a web form that holds a mail',
    says: `POST / HTTP/1.1\r\nHost: desk.example\r\nContent-Length: 200\r\n\r\n${HELLO}${FROM}${TO}DATA\r\nSubject: smuggled\r\n\r\nx\r\n.\r\n`,
    broken: isShownOut,
  },
  {
    name: 'TLS where none was offered',
    says: Buffer.from('16030100c8010000c40303' + 'ab'.repeat(2_000), 'hex'),
    broken: () => null,
  },
  {
    name: 'noise',
    says: Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7919 + (at >> 8)) & 255)),
    broken: isShownOut,
  },
  { name: 'line ends alone', says: '\r\n'.repeat(100_000), broken: isShownOut },
  { name: 'bare line feeds', says: `${HELLO}${'NOOP\n'.repeat(1_000)}`, broken: isShownOut },
  {
    name: 'STARTTLS where there is none, and a mail behind it',
    says: `${HELLO}STARTTLS\r\n${FROM}${TO}QUIT\r\n`,
    broken: (heard) => (codes(heard.text, '220') > 1 ? 'STARTTLS was accepted' : null),
  },
  {
    name: 'a whole mail before anything was asked, in one piece',
    says: `${HELLO}${FROM}${TO}DATA\r\nSubject: early\r\nMessage-ID: <early@evil.example>\r\n\r\nx\r\n.\r\nQUIT\r\n`,
    broken: (heard) => (/^(?:221|421) /m.test(heard.text) ? null : 'it was neither served nor shown out'),
  },
  {
    name: 'a message that never ends',
    says: `${HELLO}${FROM}${TO}DATA\r\nSubject: endless\r\nMessage-ID: <endless@evil.example>\r\n\r\nx\r\n`,
    broken: () => null,
  },
  {
    name: 'a mail larger than it may be, without saying so',
    says: Buffer.concat([
      Buffer.from(`${HELLO}${FROM}${TO}DATA\r\nSubject: large\r\nMessage-ID: <large@evil.example>\r\n\r\n`),
      Buffer.alloc(limits.message.bytes + 1_000_000, 'a line of text\r\n'),
      Buffer.from('\r\n.\r\nQUIT\r\n'),
    ]),
    broken: isAnswered('552'),
  },
]

/** What a talker hears until it is shown out, or until it gives up. */
function talk(port: number, says: string | Buffer): Promise<Heard> {
  return new Promise((resolve) => {
    const began = performance.now()
    const socket = net.connect({ port, host: '127.0.0.1' })
    let text = ''
    const end = (isClosed: boolean) => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ text, isShownOut: isClosed, ms: performance.now() - began })
    }
    const timer = setTimeout(() => end(false), PATIENCE)
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
    socket.on('error', () => end(true)) // closed while we were still talking
    socket.on('close', () => end(true))
    socket.write(says)
    // These wait for more, and we have no more to say.
    if (/endless/.test(String(says).slice(0, 300))) setTimeout(() => end(false), 500)
  })
}

async function junk({ count, tell }: FaultContext): Promise<Verdict> {
  const server = await prepareServer()
  const broken: string[] = []
  const waits: number[] = []
  let isOver = false
  try {
    await server.start()
    await sleep(500)
    const idle = residentOf(server.pid())
    let largest = 0
    const watch = setInterval(() => (largest = Math.max(largest, residentOf(server.pid()))), 50)
    const good = (async () => {
      for (let serial = 0; !isOver; serial++) {
        const line = await openLine(server.smtpPort)
        const began = performance.now()
        const { code } = await line.send(letterOf(`good-${serial}@acme.example`, 'ben@acme.example', 'Hello.\r\n'))
        line.quit()
        if (code !== 250) broken.push(`a good client was answered ${code}`)
        waits.push(performance.now() - began)
        await sleep(100)
      }
    })()
    for (let round = 0; round < count; round++) {
      for (const { name, says, broken: judge } of talkers) {
        const heard = await talk(server.smtpPort, says)
        const wrong =
          judge(heard) ?? (heard.text.length > MOST_ANSWERED ? `it was told ${heard.text.length} bytes` : null)
        if (wrong) broken.push(`${name}: ${wrong}`)
        if (wrong) tell(`${name}: ${wrong}`)
      }
      // Many who only come and go.
      await Promise.all(Array.from({ length: 10 }, () => comeAndGo(server.smtpPort, 30)))
    }
    isOver = true
    await good
    clearInterval(watch)
    const database = await server.database()
    await untilQuiet(database)
    const filed = await countIn(database, `select count(*) from message where mail_id like 'good-%'`)
    const evil = await countIn(
      database,
      `select count(*) from message where mail_id like '%@evil.example' and mail_id <> 'early@evil.example' or subject like 'smuggled%'`,
    )
    await database.end()
    waits.sort((a, b) => a - b)
    if (filed !== waits.length) broken.push(`${waits.length} good mails were sent and ${filed} filed`)
    if (evil > 0) broken.push(`${evil} of the talkers' mails were filed`)
    if (!server.isRunning()) broken.push('the server ended')
    if (largest - idle > MOST_MB + 3 * 35) broken.push(`the server took ${Math.round(largest - idle)} MB`)
    const figures = { talkers: talkers.length * count, good: waits.length }
    return {
      broken,
      figures: {
        ...figures,
        'good p95, ms': Math.round(quantile(waits, 0.95)),
        'most memory, MB': Math.round(largest - idle),
      },
    }
  } finally {
    isOver = true
    await server.remove()
  }
}

async function comeAndGo(port: number, times: number): Promise<void> {
  for (let left = times; left > 0; left--) {
    await new Promise<void>((resolve) => {
      const socket = net.connect({ port, host: '127.0.0.1' }, () => {
        socket.write('EHLO')
        socket.resetAndDestroy()
      })
      socket.on('error', () => undefined)
      socket.on('close', () => resolve())
    })
  }
}

export const scenarios: Scenario[] = [
  {
    name: 'junk-smtp',
    row: 'F13',
    what: 'Talk that is no mail is answered little and shown out; good clients are served beside it.',
    counts: { smoke: 0, ci: 1, nightly: 10 },
    takes: { cores: 0.4, seconds: 40 },
    run: junk,
  },
]
