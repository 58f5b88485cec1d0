import type { LookupAddress } from 'node:dns'
import { connect, createServer, type AddressInfo, type LookupFunction } from 'node:net'
import { expect, test } from 'vitest'
import { silentLog } from '../../kit/log.ts'
import { createPuller } from '../../mail/imap.ts'
import { visitAccount } from '../../mail/imap/visit.ts'
import { createDestinations } from './destinations.ts'

/** A resolver by which every name has these addresses. */
const leadingTo = (...addresses: string[]): LookupFunction => {
  const lookup: LookupFunction = (_name, { all }, callback) => {
    const found: LookupAddress[] = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    if (all) callback(null, found)
    else callback(null, found[0]?.address ?? '', found[0]?.family ?? 4)
  }
  return createDestinations({ privateHosts: ['127.0.0.0/8'], lookup }).lookup
}

test('a name is no way to an address that may not be named', async () => {
  const server = createServer((socket) => socket.end('* BYE\r\n')).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const reached = (lookup: LookupFunction) =>
    new Promise<string>((resolve) => {
      const socket = connect({ host: 'imap.acme.example', port, lookup })
      socket.once('connect', () => resolve('connected'))
      socket.once('error', (error) => resolve(error.message))
      socket.once('close', () => socket.destroy())
    })

  expect(await reached(leadingTo('127.0.0.1'))).toBe('connected')
  for (const bad of ['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1%lo', '64:ff9b::a9fe:a9fe', '10.0.0.1'])
    expect(await reached(leadingTo('127.0.0.1', bad)), bad).toMatch(/leads to no server|private network/)
  for (const secure of [true, false]) {
    const access = { host: 'imap.acme.example', port, secure, auth: { user: 'x', pass: 'y' }, patience: 5_000 }
    const lookup = leadingTo('169.254.169.254')
    await expect(visitAccount({ ...access, lookup }, async () => 0)).rejects.toThrow(/leads to no server/)
  }
  const told: (string | null)[] = []
  const puller = createPuller({
    host: 'imap.acme.example',
    port,
    secure: false,
    folder: 'INBOX',
    auth: { user: 'x', pass: 'y' },
    lookup: leadingTo('169.254.169.254'),
    cursor: null,
    log: silentLog,
    onMessages: async () => undefined,
    onLarge: async () => undefined,
    onOversize: async () => undefined,
    onState: ({ error }) => told.push(error),
  })
  puller.start()
  await expect.poll(() => told.at(-1)).toMatch(/leads to no server/)
  await puller.stop()
  server.close()
})
