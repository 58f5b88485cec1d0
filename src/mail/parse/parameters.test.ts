import { expect, test } from 'vitest'
import { cpuMs } from '../../../test/cpu.ts'
import { readParameters } from './parameters.ts'

const read = (text: string) => {
  const { value, parameters } = readParameters(text)
  return [value, Object.fromEntries(parameters)]
}

test.each<[string, string, Record<string, string>]>([
  ['text/plain; Charset="utf-8"; format=flowed', 'text/plain', { charset: 'utf-8', format: 'flowed' }],
  ['multipart/mixed (with parts); boundary=b (the first)', 'multipart/mixed', { boundary: 'b' }],
  ['attachment; filename=Invoice(1).pdf', 'attachment', { filename: 'Invoice(1).pdf' }],
  ['attachment; filename="a;b\\"c.txt"x; size=3', 'attachment', { filename: 'a;b"c.txt', size: '3' }],
  ['multipart/mixed; boundary=b; boundary=c; flag', 'multipart/mixed', { boundary: 'b', flag: '' }],
  ["attachment; filename*=utf-8''%C3%BCber%20uns.pdf; filename=uber.pdf", 'attachment', { filename: 'über uns.pdf' }],
  ["x/y; name*1=two.txt; name*0*=iso-8859-1'de'%FCb", 'x/y', { name: 'übtwo.txt' }],
  ['x/y; name*0=one; name*1=two', 'x/y', { name: 'onetwo' }],
  ['text/plain (never closed; charset=utf-8', 'text/plain (never closed', { charset: 'utf-8' }],
  ['', '', {}],
])('%s', (text, value, parameters) => {
  expect(read(text)).toEqual([value, parameters])
})

test.each(['(', '()', 'a()', '"', '\\', ';', ';a=b', '(;', "; a*0*=''", '=', ';x*1=y', '%41'])(
  'a quarter of a million characters of %j take no time',
  (piece) => {
    const text = `text/plain; name=${piece.repeat(250_000 / piece.length)}`
    const began = cpuMs()

    readParameters(text)

    expect(cpuMs() - began).toBeLessThan(2_000)
  },
)
