// A file of contacts comes in over HTTP: the wrong ones of it are named by their line, the others are there, and all of it is taken back.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contactTable } from '../contact-table.ts'
import { desk, startServer, type Server } from './server.ts'

const ROWS = 400
let server: Server
let headers: Record<string, string>

beforeAll(async () => {
  server = await startServer()
  const answer = await fetch(`${server.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify(desk.admin),
  })
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ') // prettier-ignore
  headers = { cookie, origin: server.url }
})
afterAll(() => server?.remove())

async function ask(method: string, where: string, body?: string, type = 'application/json') {
  const answer = await fetch(`${server.url}/api/v1${where}`, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': type }) },
    ...(body !== undefined && { body }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${where}: ${answer.status} ${text}`)
  return answer.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : text
}

test('of many rows one in a hundred is wrong: these are named, the others come in, and all of it is taken back', async () => {
  const { text, wrong } = contactTable(ROWS)
  const { id, options, rows } = await ask('POST', '/contact-imports?name=people.csv', text, 'text/csv')
  expect([rows, options.columns]).toEqual([ROWS, ['name', 'email', 'phone', 'company', 'stage']])

  await ask('POST', `/contact-imports/${id}/start`, '{}')
  const state = async () => (await ask('GET', `/contact-imports/${id}`)).state
  await expect.poll(state, { timeout: 240_000, interval: 300 }).toBe('done')

  expect(await ask('GET', `/contact-imports/${id}`)).toMatchObject({ added: ROWS - wrong.length, failed: wrong.length })
  const named = String(await ask('GET', `/contact-imports/${id}/errors`)).trim().split('\r\n').slice(1) // prettier-ignore
  expect([...new Set(named.map((line) => Number(line.split(',')[0])))]).toEqual(wrong)
  const found = await ask('GET', '/contacts?q=person399@customer399.example')
  expect(found.contacts).toMatchObject([{ name: 'Person 399', company: { name: 'Customer 399' }, stage: 'lead' }])

  await ask('POST', `/contact-imports/${id}/undo`, '{}')
  await expect.poll(state, { timeout: 240_000, interval: 300 }).toBe('undone')

  expect(await ask('GET', `/contact-imports/${id}`)).toMatchObject({ kept: 0 })
  expect((await ask('GET', '/contacts?q=person')).contacts).toEqual([])
})
