import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { expect, test } from 'vitest'
import { harmlessMails, secretMails } from '../../../test/access-secrets.ts'
import { readDegraded } from '../read-degraded.ts'
import { readMail } from '../read.ts'
import { accessSecretIn } from './access-secret.ts'
import { veiled } from './veiled.ts'
import { withoutCodes } from './without-codes.ts'

test('codes and links that open an account are told in 15 languages: 99 in 100, each as what it is', () => {
  const mails = secretMails()

  const missed = mails.filter((mail) => accessSecretIn(mail) === null)

  expect(mails.length).toBeGreaterThanOrEqual(200)
  expect(new Set(mails.map((mail) => mail.language)).size).toBeGreaterThanOrEqual(15)
  expect(missed.map(({ subject, text }) => `${subject} | ${text}`).slice(0, 5)).toEqual([])
})

test('the reason names words and never the code', () => {
  for (const mail of secretMails()) {
    const because = accessSecretIn(mail)?.because ?? ''
    expect(because).toMatch(/told by the words “.+”$/)
    expect(because).not.toMatch(/\d{4}/)
  }
})

test('what people write about codes, passwords and orders is no secret', () => {
  const taken = harmlessMails.filter((mail) => accessSecretIn({ ...mail, html: null }) !== null)

  expect(taken).toEqual([])
})

test('a subject is listed without its code, and keeps years and words', () => {
  expect(withoutCodes('482913 is your Acme code')).toBe('•••• is your Acme code')
  expect(withoutCodes('G-284771 is your code')).toBe('•••• is your code')
  expect(withoutCodes('Order of March 2026')).toBe('Order of March 2026')
})

test('a code is one however it is spaced, dashed or written', () => {
  const forms = [
    '482913',
    '4 8 2 9 1 3',
    '4-8-2-9-1-3',
    '48-29-13',
    '482-913',
    '4829 1377',
    'BGT-KLO',
    'BGTK-LOPW-QZRT',
    'x7k9q2',
    'a8f3kd92',
    'aB3dE9',
    '482913',
    '٤٨٢٩١٣',
    '4\u200b8\u200b2\u200b9\u200b1\u200b3',
    '482\u2011913',
    '482\u202f913',
    'BGT\u2011KLO',
  ]
  const frames = ['Your verification code is {c}.', 'Verification code:{c}', '{c}\n\nis your launch code, Dora!']

  const missed = forms.flatMap((form) =>
    frames
      .map((frame) => ({ subject: 'Chatter', text: frame.replace('{c}', form), html: null }))
      .filter((mail) => accessSecretIn(mail)?.what !== 'code')
      .map(({ text }) => text),
  )

  expect(missed).toEqual([])
})

test('services call it a launch code, a device code, your Gitforge launch code', () => {
  const texts = [
    'Here is your Gitforge launch code: 48291377',
    'The device code: 482913',
    'Your new Gitforge code is 482913',
  ]

  expect(texts.filter((text) => accessSecretIn({ subject: '', text, html: null }) === null)).toEqual([])
})

test('a link opens an account by whatever it carries, and by the way says', () => {
  const opening = [
    'https://acme.example/reset?token=839201734012',
    'https://acme.example/reset?token=QWPLMZRT',
    'https://acme.example/verify/AbCdEfGhIjKlMnOp',
    'https://acme.example/verify/qpwoeirutyalskdjfhgzmxncbv',
    'https://acme.example/reset?token=8f3kD93jsQ0vLw2Zx81bNq&from=preferences',
    'https://acme.example/verify?t=8f3kD93jsQ0vLw2Zx81bNq&utm_campaign=opt-out',
    'https://acme.example/confirm/48291734',
  ]
  const harmless = [
    'https://acme.example/account/reset-password',
    'https://acme.example/help/ResetYourPassword',
    'https://acme.example/login?next=settings',
    'https://acme.example/unsubscribe?token=8f3kD93jsQ0vLw2Zx81bNq',
  ]
  const isTold = (link: string) =>
    accessSecretIn({ subject: 'Reset your password', text: `Follow ${link}`, html: null }) !== null

  expect(opening.filter((link) => !isTold(link))).toEqual([])
  expect(harmless.filter(isTold)).toEqual([])
})

test('what answers something is looked at like all other mail: its sender chooses what it refers to', async () => {
  const fields = 'From: no-reply@chatter.example\r\nIn-Reply-To: <1@desk.example>\r\nSubject: Re: sign-in\r\n'
  const mail = await readMail(Buffer.from(`${fields}\r\nYour verification code is 482913`), { from: null })
  const degraded = readDegraded(Buffer.from(`${fields}\r\nYour verification code is 482913`), 'test')

  expect([mail.secret?.what, degraded.secret?.what]).toEqual(['code', 'code'])
})

test('the reason keeps no code that stands within the words', () => {
  const found = accessSecretIn({ subject: 'Your 482913 code', text: 'Code: 482913', html: null })

  expect(found?.because).toContain('•••• code')
})

test('links and long tokens are taken out of what is listed, and nothing else', () => {
  expect(withoutCodes('Reset: https://acme.example/r?t=zebra now')).toBe('Reset: •••• now')
  expect(withoutCodes('Go to acme.example/verify/zebrastripe')).toBe('Go to ••••')
  expect(withoutCodes('confirm 8f3kd93jsq0vlw2zx81bnq')).toBe('confirm ••••')
  expect(withoutCodes('BGT-KLO, 4 8 2 9 1 3 or 4\u200b82913')).toBe('••••, •••• or ••••')
  expect(withoutCodes('Dora of acme.example, 2nd floor')).toBe('Dora of acme.example, 2nd floor')
})

test('a mail that is kept veiled names no code in a name, no link in its subject, and nothing of its files', async () => {
  const raw = [
    'From: "482913 is your code" <no-reply@chatter.example>',
    'To: "Desk 482913" <support@desk.example>',
    'Subject: Your verification code https://chatter.example/v/zebra',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    'Your verification code is 482913',
    '--b',
    'Content-Type: text/x-482913',
    'Content-ID: <482913@chatter.example>',
    'Content-Disposition: attachment; filename="482913.txt"',
    '',
    '482913',
    '--b--',
  ].join('\r\n')

  const kept = veiled(await readMail(Buffer.from(raw), { from: null }))
  const { headers: _asReceived, ...shown } = kept

  expect(kept.from).toEqual([{ name: '•••• is your code', address: 'no-reply@chatter.example' }])
  expect(JSON.stringify(shown)).not.toMatch(/482913|zebra/)
  expect(kept.attachments).toMatchObject([{ name: 'file-1', size: 0, sha256: '', contentId: null }])
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
