// Trust and machines: automatic answers recognised, false alarms on ordinary mail, and what a check of the sender costs.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { authenticate } from '../../src/mail/authenticate.ts'
import { signsAgainst } from '../../src/mail/impostor/impostor.ts'
import { readMail } from '../../src/mail/read.ts'
import { nameServer } from '../../test/doubles/names.ts'
import { absent, atLeast, atMost, corpus, type Goal } from './goal.ts'

export async function goals(): Promise<Goal[]> {
  return [...(await vacations()), ...(await falseAlarms()), await costOfCheck()]
}

async function vacations(): Promise<Goal[]> {
  const folder = corpus('bounces')
  if (folder === null) return [absent('vacation replies recognised', 'all', 'bounces')]
  const files = readdirSync(folder).filter((name) => name.startsWith('rfc3834-'))
  let known = 0
  for (const file of files)
    if ((await readMail(readFileSync(path.join(folder, file)), { from: null })).kind === 'auto-reply') known++
  return [atLeast('vacation replies recognised', files.length, known)]
}

async function falseAlarms(): Promise<Goal[]> {
  const folder = corpus('volume')
  if (folder === null) return [absent('ordinary mail taken for bounces or automatic replies', '≤ 3', 'volume')]
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(?:txt|eml)$/.test(name))
  const brand = { addresses: ['support@desk.example'], names: ['Desk Support'] }
  let machines = 0
  let impostors = 0
  for (const file of files) {
    const mail = await readMail(readFileSync(path.join(folder, file)), { from: null })
    if (mail.kind === 'bounce' || mail.kind === 'auto-reply') machines++
    if (mail.from[0] && signsAgainst(brand)(mail.from[0]).length > 0) impostors++
  }
  return [
    atMost(`of ${files.length} ordinary mails, taken for bounces or automatic replies`, 3, machines),
    atMost(`of ${files.length} ordinary mails, senders taken for impostors`, files.length / 100, impostors),
  ]
}

async function costOfCheck(): Promise<Goal> {
  const raw = Buffer.from(`From: dora@acme.example\r\nSubject: Kettle\r\n\r\n${'It leaks. '.repeat(500)}\r\n`)
  const known = {
    'acme.example TXT': [['v=spf1 ip4:9.9.9.9 -all']],
    '_dmarc.acme.example TXT': [['v=DMARC1; p=reject']],
  }
  const check = () =>
    authenticate(
      { raw, ip: '9.9.9.9', helo: 'mx', from: 'dora@acme.example', server: 'mx.desk.example' },
      nameServer(known).lookUp,
      5_000,
    )
  await check() // loads what it needs
  const before = process.cpuUsage()
  const times = 200
  for (let at = 0; at < times; at++) await check()
  const { user, system } = process.cpuUsage(before)
  return atMost(
    'a check of the sender of a mail of 5 kB, its names at hand',
    4,
    (user + system) / 1000 / times,
    ' ms CPU',
  )
}
