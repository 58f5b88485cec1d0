import { expect, test } from 'vitest'
import { nameServer } from '../../../test/doubles/names.ts'
import { createNames } from './names.ts'

test('many mails of one domain ask once, also for what does not exist', async () => {
  const server = nameServer({ 'acme.example TXT': [['v=spf1 -all']] })
  const lookUp = createNames({ resolve: server.lookUp })

  const answers = await Promise.all([
    lookUp('acme.example', 'TXT'),
    lookUp('Acme.example', 'TXT'),
    lookUp('none.example', 'TXT').catch((thrown: Error) => thrown.message),
    lookUp('none.example', 'TXT').catch((thrown: Error) => thrown.message),
  ])

  expect(answers[1]).toEqual([['v=spf1 -all']])
  expect(server.asked).toHaveLength(2)
})

test('name servers that are away are left alone for a while, then asked again', async () => {
  let time = 0
  let asked = 0
  const resolve = (name: string) => {
    if (name !== '.') asked++
    return Promise.reject(Object.assign(new Error('timeout'), { code: 'ETIMEOUT' }))
  }
  const lookUp = createNames({ resolve, now: () => time })
  const look = (at: number) => lookUp(`name${at}.example`, 'TXT').catch(() => undefined)

  for (let at = 0; at < 50; at++) await look(at)
  const before = asked
  time += 60_000
  await look(99)

  expect(before).toBe(8)
  expect(asked).toBe(9)
})

test('somebody whose name servers answer nothing keeps nobody from asking about others', async () => {
  const fails = (code: string) => Promise.reject(Object.assign(new Error(code), { code }))
  const server = nameServer({ '. NS': ['a.root.example'], 'acme.example TXT': [['v=spf1 -all']] })
  const lookUp = createNames({
    resolve: (name, type) => (name.endsWith('evil.example') ? fails('ESERVFAIL') : server.lookUp(name, type)),
  })

  const evil = Array.from({ length: 30 }, (_, at) => lookUp(`n${at}.evil.example`, 'TXT').catch(() => undefined))
  await Promise.all(evil)

  expect(await lookUp('acme.example', 'TXT')).toEqual([['v=spf1 -all']])
})

test('what is remembered stays bounded', async () => {
  const server = nameServer({})
  const lookUp = createNames({ resolve: server.lookUp })

  for (let at = 0; at < 5_001; at++) await lookUp(`name${at}.example`, 'TXT').catch(() => undefined)
  await lookUp('name0.example', 'TXT').catch(() => undefined)
  await lookUp('name5000.example', 'TXT').catch(() => undefined)

  expect(server.asked).toHaveLength(5_002)
})
