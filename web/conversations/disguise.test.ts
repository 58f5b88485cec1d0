import { expect, test } from 'vitest'
import { disguiseOf } from './disguise.ts'

test('a link that names another place than it leads to shows where it leads', () => {
  for (const [words, href] of [
    ['https://bank.example/login', 'https://evil.test/a'],
    ['www.bank.example', 'http://evil.test'],
    ['bank.com', 'https://bank.com.evil.test/'],
    ['https://bank.example', 'https://bank.example@evil.test/'],
    ['Sign in', 'https://bank.example@evil.test/'],
    ['b\u200bank.com', 'https://evil.test/'],
  ] as const)
    expect(disguiseOf(words, href)?.host, words).toMatch(/evil\.test$/)
})

test('letters that only look alike are told by their name in the DNS', () => {
  expect(disguiseOf('Sign in', 'https://b\u0430nk.com/')).toEqual({ host: 'xn--bnk-6cd.com', why: 'letters' })
})

test('honest links are left alone', () => {
  for (const [words, href] of [
    ['acme.com', 'https://www.acme.com/?utm=1'],
    ['https://shop.acme.example/x', 'https://acme.example/'],
    ['Click here', 'https://lists.example/c/1'],
    ['invoice.pdf', 'https://files.example/1'],
    ['e.g', 'https://acme.example'],
    ['report.docx', 'https://files.example/1'],
    ['Read more at acme.com', 'https://lists.example/'],
    ['acme.com', 'mailto:dora@acme.com'],
    ['3.5', 'https://acme.example'],
    ['', 'https://acme.example'],
  ] as const)
    expect(disguiseOf(words, href), words).toBeNull()
})
