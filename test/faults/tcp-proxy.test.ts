import { once } from 'node:events'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface Spoken {
  said: string
  end: Promise<string>
  say(text: string): void
}

/** Behind the proxy somebody who repeats everything in capitals. */
async function between(): Promise<{ proxy: TcpProxy; call: () => Promise<Spoken>; heard: () => string }> {
  let heard = ''
  const echo = net.createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (piece: Buffer) => {
      heard += piece.toString()
      socket.write(piece.toString().toUpperCase())
    })
  })
  echo.listen(0, '127.0.0.1')
  await once(echo, 'listening')
  const proxy = await startTcpProxy({ port: (echo.address() as net.AddressInfo).port })
  closing.push(proxy.close, () => echo.close())
  const call = async () => {
    const socket = net.connect(proxy.port, '127.0.0.1')
    closing.push(() => socket.destroy())
    const ended = Promise.withResolvers<string>()
    const spoken: Spoken = { said: '', end: ended.promise, say: (text) => socket.write(text) }
    socket.on('data', (piece: Buffer) => (spoken.said += piece.toString()))
    socket.on('error', (error: NodeJS.ErrnoException) => ended.resolve(error.code ?? ''))
    socket.on('close', () => ended.resolve('closed'))
    await once(socket, 'connect')
    return spoken
  }
  return { proxy, call, heard: () => heard }
}

test('without faults everything comes through, both ways', async () => {
  const { call } = await between()
  const line = await call()

  line.say('hello')

  await expect.poll(() => line.said).toBe('HELLO')
})

test('latency and bandwidth make it late', async () => {
  const { proxy, call } = await between()
  const line = await call()
  const began = performance.now()

  proxy.set({ latency: 60, bandwidth: 100 })
  line.say('0123456789')

  await expect.poll(() => line.said, { timeout: 5_000 }).toBe('0123456789')
  expect(performance.now() - began).toBeGreaterThan(2 * (60 + 100) - 20)
})

test('a connection is cut after so many bytes', async () => {
  const { proxy, call } = await between()
  const line = await call()
  proxy.set({ cutAfter: 12 })

  line.say('12345')
  await expect.poll(() => line.said).toBe('12345')
  line.say('67890')

  expect(await line.end).toBe('ECONNRESET')
  expect([proxy.cuts(), proxy.open()]).toEqual([1, 0])
})

test('cut at a word: it arrives or it does not, and is never answered', async () => {
  const { proxy, call, heard } = await between()
  const when = (piece: Buffer) => piece.includes('commit')
  for (const isThere of [true, false]) {
    proxy.set({ cutAt: { direction: 'there', when, isThere } })
    const line = await call()
    line.say(`commit ${isThere}`)

    await line.end

    expect(line.said).toBe('')
  }
  expect(heard()).toBe('commit true')
})

test('a black hole swallows what comes, takes new connections, and what it swallowed stays lost', async () => {
  const { proxy, call, heard } = await between()
  const line = await call()
  proxy.set({ blackHole: true })
  line.say('lost')
  const late = await call()
  late.say('lost too')
  await sleep(50)

  proxy.mend()
  line.say(' found')

  await expect.poll(() => line.said).toBe(' FOUND')
  expect(heard()).toBe(' found')
})

test('one direction falls silent: it is heard, and not answered', async () => {
  const { proxy, call, heard } = await between()
  const line = await call()
  proxy.set({ mute: 'back' })

  line.say('heard')

  await expect.poll(heard).toBe('heard')
  expect(line.said).toBe('')
})

test('a reset ends all there are, and refusing ends new ones', async () => {
  const { proxy, call } = await between()
  const line = await call()

  proxy.reset()
  expect(await line.end).toBe('ECONNRESET')
  proxy.set({ refuse: true })

  expect(
    await call().then(
      (one) => one.end,
      (error: NodeJS.ErrnoException) => error.code,
    ),
  ).toMatch(/ECONNRESET|closed/)
})
