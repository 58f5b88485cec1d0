import { appendFile, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { useStore } from '../../../../test/database.ts'
import { useMeans } from '../../../../test/means.ts'
import { addInbox } from '../../../desk/inboxes/inboxes.ts'
import { createAccepting, type Accepting } from '../../../flows/intake/accept.ts'
import type { Tx } from '../../../store/tx.ts'
import type { Desk } from '../../desk.ts'
import { importMail, type ImportOptions } from './import.ts'
import { compare } from './place.ts'

const store = useStore()
const meansOf = useMeans()
const folders: string[] = []
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

const act = <T>(verb: (tx: Tx) => Promise<T>) => store().transact({ actorId: null }, verb)
let named = 0
let inboxId = ''
beforeEach(async () => {
  store().clock.advance(60_000)
  inboxId = (await act((tx) => addInbox(tx, { name: 'Shop', addresses: [`shop${++named}@desk.example`] }))).id
})

async function desk(acceptIn?: Accepting['acceptIn']): Promise<Desk> {
  const means = await meansOf(store())
  const accepting = createAccepting(means, () => undefined)
  return { means, accepting: { ...accepting, ...(acceptIn && { acceptIn }) }, isOwner: true } as Desk
}

const options = (more: Partial<ImportOptions> = {}): ImportOptions => ({
  inboxId,
  status: null,
  isWaiting: true,
  ...more,
})

const mail = (of: string, more: { to?: string; answers?: string } = {}) =>
  [
    `From: Dora <dora@acme.example>`,
    `To: ${more.to ?? 'somebody@old.example'}`,
    `Subject: ${of}`,
    `Message-ID: <${of}@acme.example>`,
    ...(more.answers ? [`In-Reply-To: <${more.answers}@acme.example>`] : []),
    `Date: Mon, 3 Feb 2025 10:00:00 +0000`,
    '',
    `About ${of}.`,
    '',
  ].join('\n')
const mbox = (mails: string[]) =>
  mails.map((one) => `From dora@acme.example Mon Feb  3 10:00:00 2025\n${one}\n`).join('')
const many = (count: number, of: string) => Array.from({ length: count }, (_, at) => mail(`${of}-${at}`))

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(os.tmpdir(), 'postroom-import-'))
  folders.push(made)
  return made
}

const conversations = () =>
  act((tx) =>
    tx.db
      .selectFrom('conversation')
      .select(['subject', 'status', 'last_message_at'])
      .where('inbox_id', '=', inboxId)
      .orderBy('subject')
      .execute(),
  )

test('mbox, Maildir and single files come in at their dates; what is no mail is named with its place', async () => {
  const root = await folder()
  await mkdir(path.join(root, 'Maildir/cur'), { recursive: true })
  await mkdir(path.join(root, 'Maildir/new'))
  await writeFile(path.join(root, 'old.mbox'), mbox([mail('a'), mail('b')]))
  await writeFile(path.join(root, 'broken.mbox'), 'no mail here\n')
  await writeFile(path.join(root, 'Maildir/cur/1.x:2,S'), mail('c'))
  await writeFile(path.join(root, 'single.eml'), mail('d'))

  const sum = await importMail(await desk(), [root], options())

  expect(sum).toMatchObject({ accepted: 4, filed: 4, duplicates: 0, quarantined: 0 })
  expect(sum.unreadable.map((one) => one.detail)).toEqual([{ source: path.join(root, 'broken.mbox'), offset: 0 }])
  const found = await conversations()
  expect(found.map((one) => one.subject)).toEqual(['a', 'b', 'c', 'd'])
  expect(found[0]?.last_message_at).toEqual(new Date('2025-02-03T10:00:00Z'))
})

test('what is large comes in like the rest, is written down once, and leaves nothing where it is addressed to nobody', async () => {
  const root = await folder()
  const text = (of: string, to: string) => `${mail(of, { to })}${`Line of ${of}.\n`.repeat(100_000)}`
  const mails = [mail('before'), text('large', `shop${named}@desk.example`), text('foreign', 'x@old.example'), mail('after', { to: `shop${named}@desk.example` })] // prettier-ignore
  await writeFile(path.join(root, 'old.mbox'), mbox(mails))
  const blobs = async () => (await act((tx) => tx.db.selectFrom('blob').select(['refs', 'size']).execute())).length
  const before = await blobs()
  const { means, ...rest } = await desk()
  const discarded: number[] = []
  const discard: typeof means.blobs.discard = async (written) => {
    discarded.push(written.size)
    await means.blobs.discard(written)
  }
  const watched = { ...rest, means: { ...means, blobs: { ...means.blobs, discard } } } as Desk

  const sum = await importMail(watched, [root], options({ inboxId: null }))

  expect(sum).toMatchObject({ accepted: 2, filed: 2, unreadable: [] })
  expect(sum.unaddressed).toHaveLength(2)
  expect((await conversations()).map((one) => one.subject)).toEqual(['after', 'large'])
  expect(discarded).toEqual([text('foreign', 'x@old.example').length])
  expect(await blobs()).toBe(before + 1)
})

test('importing twice doubles nothing, and leaves no trace of how far it was', async () => {
  const file = path.join(await folder(), 'old.mbox')
  await writeFile(file, mbox(many(5, 'twice')))

  const first = await importMail(await desk(), [file], options())
  const second = await importMail(await desk(), [file], options())

  expect(first).toMatchObject({ accepted: 5, filed: 5, duplicates: 0 })
  expect(second).toMatchObject({ accepted: 5, filed: 0, duplicates: 5 })
  expect(await conversations()).toHaveLength(5)
  const left = await act((tx) => tx.db.selectFrom('setting').select('name').where('name', 'like', 'import:%').execute())
  expect(left).toEqual([])
})

test('an import that was interrupted goes on where it was, and takes along what came since', async () => {
  const root = await folder()
  await writeFile(path.join(root, 'a.mbox'), mbox(many(3, 'first')))
  await writeFile(path.join(root, 'b.mbox'), mbox(many(450, 'second')))
  const past = new Date('2026-03-01T00:00:00Z')
  await utimes(path.join(root, 'a.mbox'), past, past)
  store().clock.advance(400 * 86_400_000) // the files are older than the import
  const real = (await desk()).accepting
  let chunks = 0
  const dies = await desk(async (tx, arrivals) => {
    const ids = await real.acceptIn(tx, arrivals)
    if (++chunks === 2) throw new Error('the power went')
    return ids
  })

  await expect(importMail(dies, [root], options())).rejects.toThrow('the power went')
  await appendFile(path.join(root, 'b.mbox'), mbox([mail('appended')]))
  const rest = await importMail(await desk(), [root], options())

  expect(rest).toMatchObject({ accepted: 3 + 450 + 1 - 200, filed: 454 })
  expect(await conversations()).toHaveLength(454)
  store().clock.advance(-400 * 86_400_000)
})

test('old conversations can come in as resolved; one in which somebody wrote meanwhile stays open', async () => {
  const file = path.join(await folder(), 'old.mbox')
  await writeFile(file, mbox([mail('done'), mail('done-2', { answers: 'done' }), mail('alive')]))
  const means = await meansOf(store())
  const address = `shop${named}@desk.example`
  const real = (await desk()).accepting
  const withLive = await desk(async (tx, arrivals) => {
    const live = { raw: Buffer.from(mail('alive-2', { answers: 'alive', to: address })), source: 'smtp' as const }
    const ids = await real.acceptIn(tx, arrivals)
    await real.acceptIn(tx, [
      { ...live, from: 'dora@acme.example', recipients: [address], remote: null, receivedAt: means.store.clock.now() },
    ])
    return ids
  })

  await importMail(withLive, [file], options({ status: 'resolved' }))

  expect((await conversations()).map(({ subject, status }) => [subject, status])).toEqual([
    ['alive', 'open'],
    ['done', 'resolved'],
  ])
})

test('without an inbox each mail goes where it is addressed to; one for nobody here is left out and named', async () => {
  const file = path.join(await folder(), 'old.mbox')
  const ours = mail('ours', { to: `shop${named}@desk.example` })
  await writeFile(file, mbox([ours, mail('theirs')]))

  const sum = await importMail(await desk(), [file], options({ inboxId: null }))

  expect(sum).toMatchObject({ accepted: 1, filed: 1 })
  expect(sum.unaddressed).toEqual([{ source: file, offset: mbox([ours]).length }])
  expect((await conversations()).map((one) => one.subject)).toEqual(['ours'])
})

test('places are compared in the order of reading: each folder whole, by name', () => {
  const inOrder = ['/m/a/z', '/m/a-b', '/m/b', '/m/b/c', '/m/c']

  expect(inOrder.toSorted(compare)).toEqual(inOrder)
  expect(inOrder.toReversed().toSorted(compare)).toEqual(inOrder)
})
