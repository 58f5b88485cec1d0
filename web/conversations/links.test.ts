// Links in typed text are shown as what they are.
import { expect, test } from 'vitest'
import { linksIn } from './links.ts'

test('an address ends before the stop of its sentence', () => {
  expect(linksIn('See https://desk.example/a?b=1. Or (http://acme.example).').map((link) => link.href)).toEqual([
    'https://desk.example/a?b=1',
    'http://acme.example',
  ])
})

test('signs that turn the reading around are not shown, and still lead where they led', () => {
  const [link] = linksIn('https://acme.example/\u202Efdp.exe\u200B\u2066')

  expect(link?.shown).toBe('https://acme.example/fdp.exe')
  expect(link?.href).toContain('\u202E')
})

test('other schemes are no links', () => {
  expect(linksIn('javascript:alert(1) ftp://acme.example data:text/html,x')).toEqual([])
})

test('where the words before a link, or its letters, say another place, the real one is told', () => {
  const told = (text: string) => linksIn(text).map((link) => link.leadsTo)

  expect(told('Sign in at www.bank.example <https://evil.test/a> now')).toEqual(['evil.test'])
  expect(told('www.acme.example <https://acme.example/a>, read on <https://lists.example/1>')).toEqual([null, null])
  expect(told('https://b\u0430nk.example/')).toEqual(['xn--bnk-6cd.example'])
})

test('a mail of nothing but links takes no longer than another of its length', () => {
  const spent = (text: string) => {
    const from = process.cpuUsage()
    linksIn(text)
    return process.cpuUsage(from).user / 1_000
  }

  for (const link of [')http://a.bx', '<http://a.bx', ' <http://a.bx'])
    expect(spent(link.repeat(40_000))).toBeLessThan(1_500)
})
