import { expect, test } from 'vitest'
import { nameServer } from '../../../test/doubles/names.ts'
import { byAutoconfig, bySrv, exchangesOf, readAutoconfig } from './find-server.ts'

test('SRV records name the server: the most wanted, TLS from the first byte before STARTTLS, none where there is none', async () => {
  const { lookUp } = nameServer({
    '_imaps._tcp.acme.example SRV': [
      { name: 'second.acme.example.', port: 993, priority: 20, weight: 0 },
      { name: 'imap.acme.example.', port: 9993, priority: 10, weight: 5 },
    ],
    '_imaps._tcp.bolt.example SRV': [{ name: '.', port: 0, priority: 0, weight: 0 }],
    '_imap._tcp.bolt.example SRV': [{ name: 'mail.bolt.example', port: 143, priority: 0, weight: 0 }],
  })

  expect(await bySrv('acme.example', lookUp)).toEqual({ host: 'imap.acme.example', port: 9993, isSecure: true, username: 'address' }) // prettier-ignore
  expect(await bySrv('bolt.example', lookUp)).toMatchObject({ host: 'mail.bolt.example', isSecure: false })
  expect(await bySrv('none.example', lookUp)).toBeNull()
})

const server = (parts: Record<string, string>, type = 'imap') =>
  `<incomingServer type="${type}">${Object.entries(parts)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</incomingServer>`

test('a file for mail programs names it, the first that reads by IMAP and encrypts', () => {
  const pop = server({ hostname: 'pop.acme.example', port: '995', socketType: 'SSL' }, 'pop3')
  const plain = server({ hostname: 'imap.acme.example', port: '143', socketType: 'plain' })
  const good = server({ hostname: 'imap.%EMAILDOMAIN%', port: '143', socketType: 'STARTTLS', username: '%EMAILLOCALPART%' }) // prettier-ignore

  expect(readAutoconfig(`<clientConfig>${pop}${plain}${good}`, 'acme.example')).toEqual({
    host: 'imap.acme.example',
    port: 143,
    isSecure: false,
    username: 'local',
  })
  for (const bad of [
    '',
    '<html>not found',
    server({ hostname: 'a b', port: '993', socketType: 'SSL' }),
    server({ hostname: 'imap.acme.example', port: '99999', socketType: 'SSL' }),
    server({ hostname: 'http://imap.acme.example/', port: '993', socketType: 'SSL' }),
  ])
    expect(readAutoconfig(bad, 'acme.example')).toBeNull()
})

test('it is asked for at the domain itself, over https only', async () => {
  const asked: string[] = []
  const found = await byAutoconfig('acme.example', async (url) => {
    asked.push(url)
    return url.includes('.well-known')
      ? server({ hostname: 'imap.acme.example', port: '993', socketType: 'SSL' })
      : null
  })

  expect(found).toMatchObject({ host: 'imap.acme.example' })
  expect(asked.map((url) => new URL(url)).map(({ protocol, hostname }) => `${protocol}${hostname}`)).toEqual([
    'https:autoconfig.acme.example',
    'https:acme.example',
  ])
})

test('the servers that take mail in come the best first', async () => {
  const { lookUp } = nameServer({
    'acme.example MX': [
      { exchange: 'b.acme.example', priority: 20 },
      { exchange: 'a.acme.example', priority: 10 },
    ],
  })

  expect(await exchangesOf('acme.example', lookUp)).toEqual(['a.acme.example', 'b.acme.example'])
})
