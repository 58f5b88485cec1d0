import { expect, test } from 'vitest'
import { presetOf, presetOfHost, presetOfMx, presets } from './presets.api.ts'

test('an address names its provider, its whole domain and no part of it', () => {
  expect(presetOf('ada@gmail.com')).toMatchObject({ id: 'gmail', host: 'imap.gmail.com', grant: 'google' })
  expect(presetOf('Ada@GMX.de')).toMatchObject({ host: 'imap.gmx.net' })
  expect(presetOf('ada@me.com')).toMatchObject({ id: 'icloud', username: 'local', signIn: ['app'] })
  expect(presetOf('ada@desk.onmicrosoft.com')).toMatchObject({ id: 'microsoft365' })
  for (const none of ['ada@notgmail.com', 'ada@gmail.com.evil.example', 'gmail.com', 'ada@', ''])
    expect(presetOf(none)).toBeNull()
})

test('a domain of one’s own is known by the servers that take its mail in', () => {
  expect(presetOfMx(['aspmx.l.google.com.'])).toMatchObject({ id: 'workspace' })
  expect(presetOfMx(['acme-example.mail.protection.outlook.com'])).toMatchObject({ id: 'microsoft365' })
  expect(presetOfMx(['mx.transip.email'])).toMatchObject({ host: 'imap.transip.email' })
  expect(presetOfMx(['mx.acme.example', 'smtpin.rzone.de'])).toMatchObject({ id: 'strato' })
  expect(presetOfMx(['google.com.evil.example'])).toBeNull()
})

test('every provider is entered somehow, encrypted, and has a name of its own', () => {
  expect(new Set(presets.map((one) => one.id)).size).toBe(presets.length)
  for (const one of presets) {
    expect(one.signIn.length, one.id).toBeGreaterThan(0)
    expect(one.signIn.includes('grant'), one.id).toBe(one.grant !== null)
    expect(one.help ?? 'https://', one.id).toMatch(/^https:\/\//)
    expect(presetOfHost(one.host), one.id).not.toBeNull()
  }
  expect(presets.filter((one) => one.isSecure && one.port === 993)).toHaveLength(presets.length)
})
