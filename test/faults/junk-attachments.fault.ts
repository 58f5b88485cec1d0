// Attachments that hurt whoever opens them (F16 in docs/faults.md): never unpacked, each comes out byte for byte, nothing else happens.
import { readdir } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { openLine, toWire } from '../../bench/senders.ts'
import { desk, prepareServer, type Server } from '../stories/server.ts'
import { traps, type Trap } from './archives.ts'
import { residentOf } from './resident.ts'
import type { Scenario, Verdict } from './scenario.ts'

const MOST_MB = 128

async function attached(): Promise<Verdict> {
  const all = traps()
  const server = await prepareServer()
  const broken: string[] = []
  try {
    await server.start()
    const idle = residentOf(server.pid())
    let largest = 0
    const watch = setInterval(() => (largest = Math.max(largest, residentOf(server.pid()))), 20)
    const began = performance.now()
    for (const [at, trap] of all.entries()) {
      const wrong = await there(server, trap, `Trap ${at}`)
      if (wrong) broken.push(`${trap.name}: ${wrong}`)
    }
    clearInterval(watch)
    const files = await readdir(server.dataDir, { recursive: true })
    const slipped = files.filter((file) => /slipped|zeros/.test(file))
    if (slipped.length > 0 || existsSync('/tmp/slipped')) broken.push(`something was unpacked: ${slipped.join(', ')}`)
    if (largest - idle > MOST_MB) broken.push(`the processes took ${Math.round(largest - idle)} MB`)
    if (!server.isRunning()) broken.push('the server ended')
    const figures = { traps: all.length, ms: Math.round(performance.now() - began) }
    return { broken, figures: { ...figures, 'most memory, MB': Math.round(largest - idle) } }
  } finally {
    await server.remove()
  }
}

/** Sends it and fetches it again. What was wrong, or null. */
async function there(server: Server, trap: Trap, subject: string): Promise<string | null> {
  const line = await openLine(server.smtpPort)
  const { code } = await line.send({ from: 'dora@acme.example', to: desk.address, wire: toWire(letter(trap, subject)) })
  line.quit()
  if (code !== 250) return `it was answered ${code}`
  const conversation = await server.api.bySubject(subject, 30_000)
  const [message] = await server.api.messages(conversation.id)
  const attachments = message?.attachments ?? []
  if (attachments.length !== 1 || !attachments[0]) return `it became ${attachments.length} attachments`
  const answer = await fetch(
    `${server.url}/api/v1/conversations/${conversation.id}/messages/${message?.id}/attachments/${attachments[0].id}`,
    { headers: { authorization: `Bearer ${desk.token}` } },
  )
  const bytes = Buffer.from(await answer.arrayBuffer())
  if (answer.status !== 200 || !bytes.equals(trap.bytes))
    return `${answer.status}, ${bytes.length} bytes instead of ${trap.bytes.length}`
  const saysSave = (answer.headers.get('content-disposition') ?? '').startsWith('attachment')
  const isPicture = /^image\/(?:png|jpeg|gif|webp)/.test(answer.headers.get('content-type') ?? '')
  return saysSave || isPicture ? null : `a browser would open it (${answer.headers.get('content-type')})`
}

function letter(trap: Trap, subject: string): Buffer {
  const head = `From: Dora <dora@acme.example>\r\nTo: <${desk.address}>\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\n`
  const part = `--b\r\nContent-Type: ${trap.type}\r\nContent-Disposition: attachment; filename="${trap.name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n`
  const body = trap.bytes.toString('base64').replace(/.{76}/g, '$&\r\n')
  return Buffer.from(
    `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee attached.\r\n${part}${body}\r\n--b--\r\n`,
  )
}

export const scenarios: Scenario[] = [
  {
    name: 'junk-attachments',
    row: 'F16',
    what: 'Archives, pictures, calendars made to hurt are kept as they are and come out as they went in; nothing opens them.',
    counts: { smoke: 0, ci: 1, nightly: 1 },
    takes: { cores: 0.4, seconds: 20 },
    run: attached,
  },
]
