// postroom import: what lies in files becomes visible, all of it, once; also where it is interrupted and begun again.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { writeLetters } from '../../bench/letters.ts'
import { cleanEnvironment, postroom, root, run, startServer, type Server } from './server.ts'

const corpora = process.env.POSTROOM_CORPORA ?? path.resolve(root, '../shared/corpora')
const folders: string[] = []
let server: Server

beforeEach(async () => {
  server = await startServer()
})
afterEach(() => server?.remove())
afterAll(() => Promise.all(folders.map((one) => rm(one, { recursive: true, force: true }))))

const importing = (...args: string[]) => run(['import', ...args], { env: server.env })

test('an mbox, a Maildir and a folder of .eml become visible; a second time nothing is doubled', async () => {
  const folder = await writeFolders(150)

  const first = await importing(folder)
  expect([first.code, first.err]).toEqual([0, ''])
  expect(tally(first.out)).toMatchObject({ accepted: 150, unreadable: 0 })
  const seen = await visible()
  expect(tally(first.out).filed).toBe(seen.size)
  expect(tally(first.out).filed + tally(first.out).duplicates).toBe(150)

  const second = await importing(folder)
  expect(tally(second.out)).toMatchObject({ accepted: 150, filed: 0, duplicates: 150 })
  expect(await visible()).toEqual(seen)
})

test('an import that is killed goes on where it stopped; nothing is lost or doubled', async () => {
  const count = 600
  const folder = await writeFolders(count)
  const child = spawn(process.execPath, [postroom, 'import', folder], {
    env: { ...cleanEnvironment(), ...server.env },
    stdio: 'ignore',
  })
  const database = await server.database()
  const accepted = async () => Number((await database.query('select count(*) from raw')).rows[0].count)
  while ((await accepted()) < 100 && child.exitCode === null) await sleep(20)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const before = await accepted()

  const rest = await importing(folder)

  expect(rest.code).toBe(0)
  expect(tally(rest.out).accepted).toBeLessThan(count)
  expect(tally(rest.out).accepted + before).toBeGreaterThanOrEqual(count * 0.93) // copies' bytes are let go as they are filed
  // What the dead import had taken up to file is anybody's again when its lease runs out; not waited for here.
  await database.query('update intake set leased_until = null')
  await expect.poll(async () => Number((await database.query('select count(*) from intake')).rows[0].count)).toBe(0)
  const wanted = new Set(writeLetters(count).map((one) => one.mid))
  const { rows } = await database.query<{ mid: string }>('select mail_id as mid from message')
  await database.end()
  expect(rows).toHaveLength(wanted.size)
  expect(new Set(rows.map((row) => row.mid))).toEqual(wanted)
})

test('what cannot be taken is named with its place, and the rest comes in', async () => {
  const folder = await makeFolder()
  const mail = (subject: string, text = 'Text') => `From: dora@acme.example\nSubject: ${subject}\n\n${text}\n`
  const from = 'From dora@acme.example Mon Mar  2 08:00:00 2026\n'
  const huge = 'much too much\n'.repeat(2_700_000)
  await writeFile(path.join(folder, 'good.eml'), mail('Good'))
  const first = `${from}${mail('Before')}\n`
  await writeFile(path.join(folder, 'box.mbox'), `${first}${from}${mail('Huge', huge)}\n${from}${mail('After')}`)
  await writeFile(path.join(folder, 'shopping-list'), 'Milk\nBread\n')

  const { code, out, err } = await importing(folder)

  expect(code).toBe(65)
  expect(tally(out)).toMatchObject({ accepted: 3, filed: 3, unreadable: 2 })
  expect(err).toMatch(new RegExp(`box\\.mbox.*offset ${first.length}\\)`))
  expect(err).toMatch(/shopping-list is not a mail message/)
  expect((await server.api.conversations()).map((one) => one.subject).toSorted()).toEqual(['After', 'Before', 'Good'])
})

for (const name of ['volume', 'mime']) {
  const folder = path.join(corpora, name)
  test.skipIf(!existsSync(folder))(
    `every message of the corpus “${name}” becomes visible${existsSync(folder) ? '' : ' (the corpora are not here)'}`,
    async () => {
      const { out, err } = await importing(folder)
      const sum = tally(out)
      process.stdout.write(`   ${name}: ${out.trim()}\n`)

      expect(sum.filed + sum.duplicates).toBe(sum.accepted)
      expect(sum.accepted).toBeGreaterThanOrEqual(mailFiles(folder))
      expect(err.split('\n').filter((line) => MAIL.test(line.split(' is ')[0] ?? ''))).toEqual([])
      expect((await visible()).size).toBe(sum.filed)
    },
  )
}

/**
 * One entry for each message that somebody with a browser can come to, held ones included. A conversation of one message counts
 * by its row in the list; the others, and every fifth of these, are opened.
 */
async function visible(): Promise<Set<string>> {
  const seen = new Set<string>()
  for (const view of ['all', 'held'] as const) {
    const rows = (await server.api.conversations(view)).toSorted((a, b) => Number(BigInt(a.id) - BigInt(b.id)))
    for (const [at, row] of rows.entries()) {
      const isOpened = row.messageCount !== 1 || at % 5 === 0
      const ids = isOpened ? (await server.api.messages(row.id)).map((one) => one.id) : [`the one of ${row.id}`]
      for (const id of ids) seen.add(id)
    }
  }
  return seen
}

function tally(out: string): Record<'accepted' | 'filed' | 'duplicates' | 'quarantined' | 'unreadable', number> {
  const number = (words: string) => Number(new RegExp(`(\\d+) ${words}`).exec(out)?.[1] ?? Number.NaN)
  return {
    accepted: number('accepted'),
    filed: number('filed'),
    duplicates: number('already here'),
    quarantined: number('readable only in part'),
    unreadable: number('unreadable'),
  }
}

/** A third in an mbox, a third in a Maildir, a third as files. */
async function writeFolders(count: number): Promise<string> {
  const folder = await makeFolder()
  const letters = writeLetters(count)
  const third = Math.ceil(count / 3)
  for (const sub of ['files', 'maildir/cur', 'maildir/new', 'maildir/tmp'])
    await mkdir(path.join(folder, sub), { recursive: true })
  const box = letters.slice(0, third).map((one) => {
    const text = one.raw
      .toString('latin1')
      .replaceAll('\r\n', '\n')
      .replace(/^(>*From )/gm, '>$1')
    return `From ${one.envFrom || 'MAILER-DAEMON'} Mon Mar  2 08:00:00 2026\n${text}\n`
  })
  await writeFile(path.join(folder, 'box.mbox'), box.join(''), 'latin1')
  for (const one of letters.slice(third, 2 * third))
    await writeFile(path.join(folder, 'maildir/cur', `${one.seq}.desk:2,S`), one.raw)
  for (const one of letters.slice(2 * third)) await writeFile(path.join(folder, 'files', `${one.seq}.eml`), one.raw)
  return folder
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-mails-'))
  folders.push(folder)
  return folder
}

/** Files that are plainly mail; a corpus's own licences and lists are not. */
const MAIL = /\.(eml|raw)$/
function mailFiles(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => MAIL.test(name)).length
}
