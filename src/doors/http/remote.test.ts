import { expect, test } from 'vitest'
import { hostOf, isLocal, isNameOfOurs } from './remote.ts'

const asked = (host: string, headers: Record<string, string> = {}) =>
  new Request('http://x/metrics', { headers: { host, ...headers } })

test('a program on this machine asks by its own name, with nobody between', () => {
  for (const host of ['localhost:3000', '127.0.0.1', '[::1]:3000', 'LOCALHOST'])
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1'])
      expect(isLocal(address, asked(host)), host).toBe(true)

  expect(isLocal('192.0.2.1', asked('localhost'))).toBe(false)
  for (const host of ['desk.example', 'rebound.example:3000', '192.0.2.1', ''])
    expect(isLocal('127.0.0.1', asked(host)), host).toBe(false)
  for (const name of ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded', 'via', 'x-real-ip'])
    expect(isLocal('127.0.0.1', asked('localhost', { [name]: 'x' })), name).toBe(false)
})

test('a name is ours when it is this machine, an address, or the one people use', () => {
  const isOurs = (host: string, publicUrl: string | null = null) => isNameOfOurs(hostOf(asked(host)), publicUrl)

  expect(['localhost:3000', '127.0.0.1', '[::1]:3000', '192.0.2.7:3000'].every((host) => isOurs(host))).toBe(true)
  expect(isOurs('Desk.example', 'https://desk.example')).toBe(true)
  for (const host of ['rebound.example', 'desk.example', 'localhost.rebound.example', '127.0.0.1.rebound.example', ''])
    expect(isOurs(host), host).toBe(false)
})
