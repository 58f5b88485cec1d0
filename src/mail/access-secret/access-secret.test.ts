import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { expect, test } from 'vitest'
import { harmlessMails, secretMails } from '../../../test/access-secrets.ts'
import { readMail } from '../read.ts'
import { accessSecretIn, withoutCodes } from './access-secret.ts'

test('codes and links that open an account are told in 15 languages: 99 in 100, each as what it is', () => {
  const mails = secretMails()

  const missed = mails.filter((mail) => accessSecretIn({ ...mail, isAnswer: false }) === null)

  expect(mails.length).toBeGreaterThanOrEqual(200)
  expect(new Set(mails.map((mail) => mail.language)).size).toBeGreaterThanOrEqual(15)
  expect(missed.map(({ subject, text }) => `${subject} | ${text}`).slice(0, 5)).toEqual([])
})

test('the reason names words and never the code', () => {
  for (const mail of secretMails()) {
    const because = accessSecretIn({ ...mail, isAnswer: false })?.because ?? ''
    expect(because).toMatch(/told by the words “.+”$/)
    expect(because).not.toMatch(/\d{4}/)
  }
})

test('what people write about codes, passwords and orders is no secret', () => {
  const taken = harmlessMails.filter((mail) => accessSecretIn({ ...mail, html: null, isAnswer: false }) !== null)

  expect(taken).toEqual([])
})

test('an answer in a conversation is nobody’s sign-in', () => {
  const [mail] = secretMails()

  expect(mail && accessSecretIn({ ...mail, isAnswer: true })).toBeNull()
})

test('a subject is listed without its code, and keeps years and words', () => {
  expect(withoutCodes('482913 is your Acme code')).toBe('•••• is your Acme code')
  expect(withoutCodes('G-284771 is your code')).toBe('•••• is your code')
  expect(withoutCodes('Order of March 2026')).toBe('Order of March 2026')
})

const corpora = process.env['POSTROOM_CORPORA'] ?? path.resolve('../shared/corpora')
const volume = path.join(corpora, 'volume')

test.skipIf(!existsSync(volume))('of a thousand ordinary mails at most one in a hundred is taken for one', async () => {
  const files = readdirSync(volume, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(?:txt|eml)$/.test(name))
  const taken: string[] = []
  for (const name of files) {
    const mail = await readMail(readFileSync(path.join(volume, name)), { from: null })
    if (mail.secret) taken.push(`${name}: ${mail.secret.because}`)
  }

  expect(files.length).toBeGreaterThan(500)
  expect(taken.length / files.length, taken.join('\n')).toBeLessThanOrEqual(0.01)
})
