import { expect, test } from 'vitest'
import { cpuMs } from '../../../test/cpu.ts'
import { splitParts, type Part } from './structure.ts'

const limits = { headerBytes: 100_000, parts: 100, depth: 10 }

const split = (...lines: string[]) => splitParts(Buffer.from(lines.join('\r\n'), 'latin1'), limits)
const shape = (part: Part | null): unknown =>
  part && (part.children.length > 0 ? part.children.map(shape) : Buffer.concat(part.body).toString('latin1'))

const MIXED = 'Content-Type: multipart/mixed; boundary=out'
const INNER = 'Content-Type: multipart/alternative; boundary=in'

test('the line end before a boundary belongs to the boundary', () => {
  const { root } = split(MIXED, '', 'lead', '--out', '', 'one', '', '--out', 'X: y', '', 'two', '--out--', 'tail')

  expect(shape(root)).toEqual(['one\r\n', 'two'])
})

test('a boundary counts only as a whole line, with blanks behind it at most', () => {
  const { root } = split(MIXED, '', '--out \t', '', '--outer', ' --out', '--out x', '--out-', '--out--')

  expect(shape(root)).toEqual(['--outer\r\n --out\r\n--out x\r\n--out-'])
})

test('an inner multipart that is never closed does not swallow what stands behind it', () => {
  const { root } = split(MIXED, '', '--out', INNER, '', '--in', '', 'one', '--out', '', 'two', '--out--')

  expect(shape(root)).toEqual([['one'], 'two'])
})

test('what stands between an inner multipart and the next part is nobody’s', () => {
  const lines = [
    '--out',
    INNER,
    '',
    '--in',
    '',
    'one',
    '--in--',
    'nobody’s',
    '--in',
    '',
    'nobody’s',
    '--out',
    '',
    'two',
  ]

  expect(shape(split(MIXED, '', ...lines, '--out--').root)).toEqual([['one'], 'two'])
})

test('a part cut short in its head is a part without a body', () => {
  const { root } = split(MIXED, '', '--out', 'Content-Type: text/html', '--out', '', 'two', '--out--')

  expect(root?.children.map((part) => part.type)).toEqual(['text/html', 'text/plain'])
  expect(shape(root)).toEqual(['', 'two'])
})

test('a multipart without parts is its own text', () => {
  expect(shape(split(MIXED, '', 'no boundary', '', 'anywhere').root)).toBe('no boundary\r\n\r\nanywhere')
})

test('a boundary without its end is no boundary at the end of the mail', () => {
  expect(shape(split(MIXED, '', '--out', '', 'one', '--out').root)).toEqual(['one\r\n--out'])
  expect(shape(split(MIXED, '', '--out', '', 'one', '--out--').root)).toEqual(['one'])
})

test('a part that does not say what it is may say it by its name', () => {
  const { root } = split(MIXED, '', '--out', 'Content-Disposition: attachment; filename=a.PDF', '', '%', '--out--')

  expect(root?.children[0]?.type).toBe('application/pdf')
})

test('limits stop the reading, and what was found is kept', () => {
  const many = split(MIXED, '', ...Array.from({ length: 200 }, () => ['--out', '', 'part']).flat())
  const deep = Array.from({ length: 20 }, (_, at) => [`Content-Type: multipart/mixed; boundary=b${at}`, '', `--b${at}`])

  expect(many).toMatchObject({ stoppedBy: 'too many parts', root: { children: { length: 100 } } })
  expect(split(...deep.flat()).stoppedBy).toBe('parts are nested too deeply')
  expect(split(`X: ${'y'.repeat(200_000)}`, '', 'text')).toEqual({
    root: null,
    stoppedBy: 'a header block is too long',
  })
})

test('a mail of nothing but boundaries takes no time', () => {
  const heads = Array.from(
    { length: 9 },
    (_, at) => `Content-Type: multipart/mixed; boundary=${'x'.repeat(60)}${at}\n\n--${'x'.repeat(60)}${at}\n`,
  )
  const raw = Buffer.from(heads.join('') + '\n' + `--${'x'.repeat(60)}\n`.repeat(100_000) + '--\n'.repeat(1_000_000))
  const began = cpuMs()

  splitParts(raw, limits)

  expect(cpuMs() - began).toBeLessThan(4_000)
})
