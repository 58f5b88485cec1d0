import { testBlobs } from '../../../test/memory-blobs.ts'
import { keysOf } from '../../store/keys.ts'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { answer } from '../../desk/users/asking.ts'
import { silentLog } from '../../kit/log.ts'
import { route } from '../../kit/route.ts'
import { sharedStore } from '../../../test/database.ts'
import { createMetrics } from './metrics.ts'
import { createRemoteOf } from './remote.ts'
import { startHttp } from './server.ts'

async function start(port = 0, answers: Parameters<typeof startHttp>[0]['answers'] = []) {
  return await startHttp({
    store: await sharedStore(),
    keys: keysOf(Buffer.alloc(32, 7)),
    blobs: testBlobs(),
    answers,
    live: { listen: async () => new Response(), close: () => undefined },
    metrics: createMetrics(),
    host: '127.0.0.1',
    port,
    log: silentLog,
    webDir: '/nowhere',
    publicUrl: null,
    trustedProxies: [],
    ready: async () => ({ isReady: true, checks: {} }),
  })
}

test('a port in use is named, with the setting that changes it', async () => {
  const first = await start()

  await expect(start(first.port)).rejects.toMatchObject({
    code: 'port-in-use',
    message: expect.stringMatching(new RegExp(`${first.port}.*POSTROOM_HTTP_PORT`)),
  })

  await first.stop(100)
})

test('an answer under way is finished before the door has stopped', async () => {
  const slow = route({
    name: 'slow',
    summary: '',
    method: 'POST',
    path: '/slow',
    may: 'anyone',
    input: z.strictObject({}),
    output: z.unknown(),
  })
  const [begun, done] = [Promise.withResolvers<void>(), Promise.withResolvers<object>()]
  const door = await start(0, [answer(slow, () => (begun.resolve(), done.promise))])
  const asked = fetch(`http://127.0.0.1:${door.port}/api/v1/slow`, { method: 'POST' })
  await begun.promise

  const stopped = door.stop(50_000)
  done.resolve({ done: true })
  await stopped

  expect(await (await asked).json()).toEqual({ done: true })
})

test('an answer that takes longer than the grace is cut', async () => {
  const stuck = route({
    name: 'stuck',
    summary: '',
    method: 'POST',
    path: '/stuck',
    may: 'anyone',
    input: z.strictObject({}),
    output: z.unknown(),
  })
  const [begun, done] = [Promise.withResolvers<void>(), Promise.withResolvers<object>()]
  const door = await start(0, [answer(stuck, () => (begun.resolve(), done.promise))])
  const asked = fetch(`http://127.0.0.1:${door.port}/api/v1/stuck`, { method: 'POST' })
  const failed = expect(asked).rejects.toThrow()
  await begun.promise

  await door.stop(100) // does not come back while the answer is waited for

  await failed
  done.resolve({}) // or its transaction would not end
})

test('X-Forwarded-For is believed only from a proxy of ours, and only its last address that is none', () => {
  const remoteOf = createRemoteOf(['127.0.0.1', '10.0.0.0/8'])
  const from = (socket: string, forwarded?: string) =>
    remoteOf(socket, new Headers(forwarded ? { 'x-forwarded-for': forwarded } : {}))

  expect(from('192.0.2.9', '198.51.100.1')).toBe('192.0.2.9')
  expect(from('127.0.0.1', '198.51.100.1')).toBe('198.51.100.1')
  expect(from('::ffff:127.0.0.1', '6.6.6.6, 198.51.100.1, 10.1.2.3')).toBe('198.51.100.1')
  expect(from('127.0.0.1', 'nonsense')).toBe('127.0.0.1')
  expect(from('127.0.0.1')).toBe('127.0.0.1')
})
