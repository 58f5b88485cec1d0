import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Command } from 'commander'
import { version } from '../http/version.ts'
import { createProgram } from './cli.ts'
import { urlOf } from './with-desk.ts'

// The real program in processes of its own, as a mail server's pipe or a person starts it.

const program = path.resolve(import.meta.dirname, '../../../bin/postroom.js')
const mail = 'From: dora@acme.example\nTo: help@desk.example\nSubject: Lamp\n\nIt flickers.\n'
let folder = ''
let env: NodeJS.ProcessEnv = {}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-cli-'))
  const ours = { POSTROOM_DATA_DIR: path.join(folder, 'data'), POSTROOM_HTTP_PORT: '0', POSTROOM_SMTP_PORT: '0' }
  const settings = {
    POSTROOM_INBOX_ADDRESSES: 'help@desk.example',
    POSTROOM_ROLES: 'worker',
    POSTROOM_LOG_LEVEL: 'error',
  }
  env = { PATH: process.env.PATH, HOME: folder, ...ours, ...settings }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Ended {
  status: number | null
  out: string
  err: string
}

function start(
  args: string[],
  more: NodeJS.ProcessEnv = {},
): { child: ChildProcess; ended: Promise<Ended>; said(word: string): Promise<void> } {
  const child = spawn(process.execPath, [program, ...args], { env: { ...env, ...more }, stdio: 'pipe' })
  const told = { out: '', err: '' }
  child.stdout.on('data', (text: Buffer) => (told.out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (told.err += text.toString()))
  const ended = new Promise<Ended>((resolve) => child.on('close', (status) => resolve({ status, ...told })))
  const said = async (word: string) => {
    while (!told.out.includes(word)) {
      if (child.exitCode !== null) throw new Error(`it ended: ${told.err}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  return { child, ended, said }
}

function run(args: string[], input = '', more: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const { child, ended } = start(args, more)
  child.stdin?.on('error', () => undefined) // it may end before it has read everything
  child.stdin?.end(input)
  return ended
}

test('mistakes in the call, the settings and the files are told in a sentence, each with its status', async () => {
  const [said, bogus, nothing, wrong, health] = await Promise.all([
    run(['version']),
    run(['bogus']),
    run(['import']),
    run(['jobs'], '', { POSTROOM_HTTP_PORT: 'x', POSTROOM_SMTP_PORT: 'y' }),
    run(['health'], '', { POSTROOM_HTTP_PORT: '1' }),
  ])

  expect(said).toEqual({ status: 0, out: `${version()}\n`, err: '' })
  expect(bogus).toMatchObject({ status: 64, err: expect.stringContaining("unknown command 'bogus'") })
  expect(nothing).toMatchObject({ status: 64 })
  expect(wrong).toMatchObject({ status: 65, out: '' })
  expect(wrong.err).toMatch(/POSTROOM_HTTP_PORT.*\n.*POSTROOM_SMTP_PORT/)
  expect(wrong.err).not.toContain('at ')
  expect(health.status).toBe(69)
}, 120_000)

test('a mail is delivered with and without a running Postroom; whatever is not its fault keeps it with the mail server', async () => {
  const serving = start(['serve'])
  await serving.said('is running')
  const beside = await Promise.all([run(['deliver'], mail), run(['deliver', '-t', 'help@desk.example'], mail)])
  const second = await run(['serve'])
  await writeFile(path.join(folder, 'one.eml'), mail.replace('Lamp', 'Shade'))
  const imported = await run(['import', path.join(folder, 'one.eml')])
  serving.child.kill('SIGTERM')
  serving.child.kill('SIGTERM') // as a terminal and npm do

  expect(beside.map((one) => one.status)).toEqual([0, 0])
  expect(second).toMatchObject({ status: 75, err: expect.stringContaining('POSTROOM_DATA_DIR') })
  expect(imported).toMatchObject({
    status: 0,
    out: '1 accepted, 1 filed, 0 already here, 0 readable only in part, 0 unreadable\n',
  })
  expect((await serving.ended).status).toBe(0)

  const alone = await Promise.all([
    run(['deliver'], mail.replace('help@', 'nobody@')),
    run(['deliver'], mail.replace('Lamp', 'alone')), // one waits for the other, or is its guest
    run(['deliver'], mail, { POSTROOM_HTTP_PORT: 'x' }),
    run(['deliver'], ''),
    run(['deliver', '--nonsense'], mail),
  ])
  expect(alone.map((one) => one.status)).toEqual([67, 0, 75, 65, 64])
}, 240_000)

test('whoever has the machine gets a way in: a user, another password, a token', async () => {
  expect(await run(['user', 'add', 'ada@people.example', '--role', 'admin'], 'short\n')).toMatchObject({ status: 65 })
  expect((await run(['user', 'add', 'ada@people.example', '--role', 'admin'], 'correct horse\n')).out).toContain(
    'admin',
  )
  expect((await run(['user', 'password', 'ada@people.example'], 'battery staple\n')).status).toBe(0)
  expect(await run(['user', 'password', 'eve@people.example'], 'battery staple\n')).toMatchObject({ status: 67 })
  expect((await run(['token', 'create', '--scope', 'mail.deliver'])).out).toMatch(/^pr_live_[0-9a-f]{72}\n$/)
  expect((await run(['migrate', '--plan'])).out).toBe('The store is up to date.\n')
  await writeFile(path.join(folder, 'two.eml'), mail.replace('Lamp', 'Screen'))
  await run(['import', path.join(folder, 'two.eml')]) // filed, and nobody runs who would route it
  expect((await run(['jobs'])).out).toContain('triage.route')
}, 240_000)

test('a socket of the embedded server fits into a URL', () => {
  const url = urlOf({ host: '/var/lib/post room/run', port: 5432, user: 'postroom', database: 'postroom' })

  expect(url).toBe('postgresql://postroom@localhost/postroom?host=%2Fvar%2Flib%2Fpost+room%2Frun&port=5432')
})

test('docs/commands.md describes every command and every option', async () => {
  const docs = await readFile(path.resolve(import.meta.dirname, '../../../docs/commands.md'), 'utf8')
  const namesOf = (command: Command, above = ''): string[] => {
    const name = `${above}${command.name()}`
    const options = command.options.map((option) => option.long ?? option.flags)
    return [...(above ? [name, ...options] : []), ...command.commands.flatMap((one) => namesOf(one, `${name} `))]
  }

  const missing = namesOf(createProgram({}, () => undefined)).filter((name) => !docs.includes(name))

  expect(missing).toEqual([])
})
