// Mail that lies in an account elsewhere: read by IMAP, from a real Dovecot where one is installed, else from a double of ours.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listInboxes } from '../../src/desk/inboxes/inboxes.api.ts'
import { addMailbox, listMailboxes, testMailbox } from '../../src/desk/mailboxes/mailboxes.api.ts'
import { must } from '../../src/kit/must.ts'
import { hasDovecot, startDovecot } from '../doubles/dovecot.ts'
import { startImapServer } from '../doubles/imap-server.ts'
import { quiet } from './ground-truth.ts'
import { startServer, type Server } from './server.ts'

interface Account {
  name: string
  port: number
  deliver(raw: string): Promise<void>
  stop(): Promise<void>
}

let account: Account
let server: Server
beforeAll(async () => {
  account = hasDovecot ? await dovecot() : await double()
  process.stdout.write(`   IMAP: ${account.name}\n`)
  server = await startServer({ env: { POSTROOM_PRIVATE_HOSTS: '127.0.0.1' } })
})
afterAll(async () => {
  await server?.remove()
  await account?.stop()
})

const access = () => ({ host: '127.0.0.1', port: account.port, isSecure: false, username: 'desk', secret: 'secret' })
const letter = (subject: string) =>
  [
    'From: Dora <dora@acme.example>',
    'To: shop@elsewhere.example',
    `Subject: ${subject}`,
    `Message-ID: <${subject.replaceAll(' ', '-')}@acme.example>`,
    'Date: Mon, 02 Mar 2026 08:00:00 +0000',
    '',
    'Where is my order?',
    '',
  ].join('\r\n')

test(`what lies in an account comes in, and what arrives there later (${hasDovecot ? 'Dovecot' : 'a test double'})`, async () => {
  await account.deliver(letter('already there'))
  const inbox = must((await server.api.call(listInboxes, {}))[0], 'the inbox')
  expect(await server.api.call(testMailbox, access())).toMatchObject({ isOk: true, messages: 1 })

  await server.api.call(addMailbox, { inboxId: inbox.id, ...access() })

  await server.api.bySubject('already there')
  await account.deliver(letter('by IDLE'))
  await server.api.bySubject('by IDLE')
  expect(await server.api.call(listMailboxes, {})).toMatchObject([{ state: 'connected', error: null }])
})

test('after a kill it goes on where it was: what came meanwhile comes in, what was here does not come twice', async () => {
  await server.kill()
  await account.deliver(letter('meanwhile'))
  await server.start()

  await server.api.bySubject('meanwhile')
  await quiet(server)
  const subjects = (await server.api.conversations()).map((one) => one.subject).toSorted()
  expect(subjects).toEqual(['already there', 'by IDLE', 'meanwhile'])
})

test('a wrong password is told, in words', async () => {
  const told = await server.api.call(testMailbox, { ...access(), secret: 'wrong' })

  expect(told.isOk).toBe(false)
  expect(told.error).toMatch(/password|sign|authentication/i)
})

async function dovecot(): Promise<Account> {
  const running = await startDovecot()
  return { name: 'Dovecot, as installed', port: running.port, deliver: running.deliver, stop: running.stop }
}

async function double(): Promise<Account> {
  const running = await startImapServer()
  const deliver = async (raw: string) => void running.append(raw)
  return { name: 'a test double (Dovecot is not installed)', port: running.port, deliver, stop: running.stop }
}
