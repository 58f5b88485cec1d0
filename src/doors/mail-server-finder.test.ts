import { expect, test } from 'vitest'
import { nameServer } from '../../test/doubles/names.ts'
import { createServerFinder } from './mail-server-finder.ts'
import type { Asked } from './outbound/outbound.ts'

const config =
  '<incomingServer type="imap"><hostname>imap.acme.example</hostname><port>993</port><socketType>SSL</socketType></incomingServer>'

function world(names: Record<string, unknown[]>, pages: Record<string, string> = {}) {
  const asked: Asked[] = []
  const find = createServerFinder(nameServer(names).lookUp, async (one) => {
    asked.push(one)
    const page = pages[one.url]
    if (page === undefined) throw new Error('no such host')
    return { status: 200, headers: {}, body: Buffer.from(page) }
  })
  return { find, asked }
}

test('the provider of a domain is told by its mail servers, else by what the domain says', async () => {
  const { find, asked } = world(
    {
      'desk.example MX': [{ exchange: 'aspmx.l.google.com', priority: 1 }],
      '_imaps._tcp.bolt.example SRV': [{ name: 'imap.bolt.example', port: 993, priority: 0, weight: 0 }],
    },
    { 'https://autoconfig.acme.example/mail/config-v1.1.xml': config },
  )

  expect(await find('desk.example')).toMatchObject({ by: 'mx', preset: { id: 'workspace', grant: 'google' } })
  expect(await find('bolt.example')).toMatchObject({ by: 'srv', preset: { id: 'own', host: 'imap.bolt.example' } })
  expect(asked).toEqual([])
  expect(await find('acme.example')).toMatchObject({ by: 'autoconfig', preset: { host: 'imap.acme.example' } })
  expect(await find('none.example')).toBeNull()
  expect(asked.every((one) => one.within !== undefined && one.most !== undefined)).toBe(true)
})
