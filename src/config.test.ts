import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readConfig, settingsTable } from './config.ts'
import { Problem } from './kit/problem.ts'

test('every default works with nothing set', () => {
  expect(readConfig({})).toMatchObject({
    roles: ['web', 'mail', 'worker'],
    host: '127.0.0.1',
    httpPort: 3000,
    smtpPort: 2525,
    lmtpPort: null,
    databaseUrl: null,
    undoSeconds: 10,
    unknown: [],
  })
})

test('an empty value counts as not set', () => {
  expect(readConfig({ POSTROOM_HTTP_PORT: '', POSTROOM_PUBLIC_URL: ' ' })).toMatchObject({
    httpPort: 3000,
    publicUrl: null,
  })
})

test('all mistakes are reported together, and a password in a URL is not repeated', () => {
  const wrong = {
    POSTROOM_HTTP_PORT: '70000',
    POSTROOM_ROLES: 'web,male',
    POSTROOM_PUBLIC_URL: 'https://desk.example/postroom',
    POSTROOM_DATABASE_URL: 'mysql://root:hunter2@db.example/x',
    POSTROOM_ADMIN_EMAIL: 'ada',
    POSTROOM_DKIM_DOMAIN: 'desk.example',
    POSTROOM_SMTP_TLS_CERT: 'cert.pem',
  }

  const problem = caught(() => readConfig(wrong))

  expect(problem.kind).toBe('invalid')
  expect(problem.detail.mistakes).toHaveLength(7)
  for (const name of Object.keys(wrong)) expect(problem.message).toContain(name)
  expect(problem.message).not.toContain('hunter2')
})

test('lists are split and deduplicated, addresses are lower case', () => {
  expect(
    readConfig({ POSTROOM_INBOX_ADDRESSES: ' Help@Desk.example, help@desk.example,sales@desk.example ' })
      .inboxAddresses,
  ).toEqual(['help@desk.example', 'sales@desk.example'])
})

test('the administrator cannot have the address of an inbox', () => {
  for (const email of ['help@desk.example', 'help+ada@desk.example']) {
    const problem = caught(() =>
      readConfig({ POSTROOM_ADMIN_EMAIL: email, POSTROOM_INBOX_ADDRESSES: 'Help@desk.example' }),
    )
    expect(problem.message).toContain('POSTROOM_INBOX_ADDRESSES')
  }
})

test('a misspelt name is pointed out, what Kubernetes puts there is not', () => {
  const { unknown } = readConfig({
    POSTROOM_HTTP_PROT: '1',
    POSTROOM_PORT_3000_TCP: 'tcp://x',
    POSTROOM_SERVICE_HOST: 'x',
  })

  expect(unknown).toEqual(['POSTROOM_HTTP_PROT'])
})

test('docs/settings.md lists exactly these settings', () => {
  const text = readFileSync(path.resolve(import.meta.dirname, '../docs/settings.md'), 'utf8')
  const rows = text.split('\n').filter((line) => line.startsWith('| `POSTROOM_'))

  expect(rows).toEqual(
    settingsTable.map(
      (one) => `| \`${one.name}\` | ${one.type} | ${one.default && `\`${one.default}\``} | ${one.help} |`,
    ),
  )
})

function caught(run: () => unknown): Problem {
  try {
    run()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('expected a Problem')
}
