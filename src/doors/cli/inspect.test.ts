import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { inspect } from './inspect.ts'

const fixture = (name: string): string => path.resolve('test/mail', `${name}.eml`)

async function inspected(paths: string[], json = true): Promise<{ status: number; lines: string[] }> {
  const lines: string[] = []
  const status = await inspect(paths, { json }, (line) => lines.push(line))
  return { status, lines }
}

test('one file is one object with the documented fields', async () => {
  const { status, lines } = await inspected([fixture('rfc2231')])

  const [object] = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(status).toBe(0)
  expect(lines).toHaveLength(1)
  expect(Object.keys(object ?? {})).toEqual(
    'from to cc replyTo subject date text html reply quoted signature replyEnd folded contactDetails forward attachments kind bounce threading language warnings degraded protection invitation cards mails'.split(
      ' ',
    ),
  )
  expect(object).toMatchObject({
    from: [{ name: 'Dora Adler', address: 'dora@acme.example' }],
    date: '2026-03-02T09:15:00.000Z',
    threading: { messageId: '2231@acme.example', inReplyTo: [], references: [] },
  })
  expect(object?.attachments).toEqual([
    { name: 'Rechnung März.pdf', type: 'application/pdf', size: 13, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    { name: 'übersicht.csv', type: 'text/csv', size: 10, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ])
})

test('folders are one line a mail, in order, and what cannot be opened is said and does not stop the rest', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'postroom-inspect-'))
  await mkdir(path.join(folder, 'b'))
  await cp(fixture('plain'), path.join(folder, 'b', '1.eml'))
  await cp(fixture('no-header'), path.join(folder, 'c'))
  await cp(fixture('koi8-r'), path.join(folder, 'a.eml'))

  const { status, lines } = await inspected([folder, path.join(folder, 'none.eml')])

  expect(lines.map((line) => JSON.parse(line) as Record<string, unknown>)).toMatchObject([
    { file: path.join(folder, 'a.eml'), subject: 'Заказ' },
    { file: path.join(folder, 'b', '1.eml'), subject: 'Where is my order?' },
    { file: path.join(folder, 'c'), warnings: ['degraded: no header was found'] },
    { file: path.join(folder, 'none.eml'), error: 'cannot be read (ENOENT)' },
  ])
  expect(status).toBe(66)
  await rm(folder, { recursive: true })
})

test('without --json people can read it', async () => {
  const { lines } = await inspected([fixture('plain')], false)

  expect(lines.join('\n')).toMatch(
    /From {8}Dora Adler <dora@acme\.example>\n[^]*Kind {8}message[^]*where is order 4711\?/,
  )
})
