import { expect, test } from 'vitest'
import type { Send } from './client.ts'
import { openFeed } from './feed.ts'

/** The web, as far as it is asked. */
function web(pages: Record<string, { status?: number; headers?: Record<string, string>; body?: string }>) {
  const asked: string[] = []
  const send: Send = async ({ url, headers }) => {
    asked.push(`${url}${headers['if-none-match'] ? ` unless ${headers['if-none-match']}` : ''}`)
    const page = pages[url] ?? { status: 404 }
    const isKnown = page.headers?.['etag'] !== undefined && page.headers['etag'] === headers['if-none-match']
    return { status: isKnown ? 304 : (page.status ?? 200), headers: page.headers ?? {}, body: Buffer.from(page.body ?? '') } // prettier-ignore
  }
  return { send, asked }
}
const event = (uid: string, ...more: string[]) => ['BEGIN:VEVENT', `UID:${uid}`, ...more, 'END:VEVENT']
const calendar = (...lines: string[]) => ['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR', ''].join('\r\n')

test('an address is cut into events, each with its exceptions and the zones; what did not change is not sent again', async () => {
  const zone = ['BEGIN:VTIMEZONE', 'TZID:Here', 'END:VTIMEZONE']
  const at = 'DTSTART;TZID=Here:20260305T090000'
  const body = calendar('X-WR-CALNAME:Ben\\, at work', ...zone, ...event('a', at), ...event('b'), ...event('a', 'RECURRENCE-ID:20260305T090000Z')) // prettier-ignore
  const { send, asked } = web({ 'https://cloud.example/b.ics?key=1': { headers: { etag: '"1"' }, body } })
  const feed = openFeed(send, 'https://cloud.example/b.ics?key=1')

  expect((await feed.look()).name).toBe('Ben, at work')
  const { changed, token, isWhole } = await feed.changes(null)
  const texts = (await feed.read(changed.map((one) => one.href))).map((one) => one.text)
  expect([isWhole, texts.map((text) => text.match(/UID:\w|TZID:\w+|RECURRENCE/g))]).toEqual([true, [['TZID:Here', 'UID:a', 'UID:a', 'RECURRENCE'], ['UID:b']]]) // prettier-ignore
  expect(await feed.changes(token)).toEqual({ changed: [], gone: [], token: '"1"', isWhole: false })
  expect(asked.at(-1)).toBe('https://cloud.example/b.ics?key=1 unless "1"')
})

test('a way that leads on is followed, but to nowhere less safe and not for ever; and no message tells more than the host', async () => {
  const to = (location: string) => ({ status: 302, headers: { location } })
  const { send } = web({
    'https://cloud.example/a.ics': to('https://cdn.example/a.ics'),
    'https://cdn.example/a.ics': { body: calendar(...event('a')) },
    'https://cloud.example/plain.ics': to('http://cdn.example/a.ics'),
    'http://cdn.example/a.ics': { body: calendar(...event('a')) },
    'https://cloud.example/round.ics': to('/round.ics'),
    'https://cloud.example/page.ics': { body: '<html>' },
  })
  const looking = (path: string) => openFeed(send, `https://cloud.example/${path}`).changes(null)

  expect((await looking('a.ics')).changed).toHaveLength(1)
  await expect(looking('plain.ics')).rejects.toMatchObject({ code: 'dav-missing' })
  await expect(looking('round.ics')).rejects.toMatchObject({ code: 'dav-turns' })
  await expect(looking('page.ics')).rejects.toMatchObject({ code: 'feed-none', message: expect.not.stringContaining('page.ics') }) // prettier-ignore
})

test('zones of megabytes are not copied for each of thousands of events', async () => {
  const zone = (name: string, lines: number) => ['BEGIN:VTIMEZONE', `TZID:${name}`, ...Array.from({ length: lines }, () => `COMMENT:${'z'.repeat(70)}`), 'END:VTIMEZONE'] // prettier-ignore
  const zones = Array.from({ length: 150 }, (_, at) => zone(`Zone ${at}`, 200)).flat()
  const folded = ['BEGIN:VTIMEZONE', 'TZID:(UTC+01:00) Amsterdam\\, Ber', ' lin', 'END:VTIMEZONE']
  const events = Array.from({ length: 5_000 }, (_, at) => event(`u${at}`, `DTSTART;TZID="Zone ${at % 150}":20260305T090000`, ' ')).flat() // prettier-ignore
  const last = event('z', 'DTSTART;TZID="(UTC+01:00) Amsterdam\\, Berl', ' in":20260305T090000')
  const { send } = web({ 'https://cloud.example/a.ics': { body: calendar(...zones, ...folded, ...zone('Long', 400), ...events, ...last) } }) // prettier-ignore
  const feed = openFeed(send, 'https://cloud.example/a.ics')

  const before = process.memoryUsage().rss
  const { changed } = await feed.changes(null)
  expect(changed).toHaveLength(5_001)
  const texts = await feed.read([changed[0]?.href ?? '', changed.at(-1)?.href ?? ''])
  expect(texts.map(({ text }) => text.match(/^TZID:.*$/gm)?.map((one) => one.trim()))).toEqual([['TZID:Zone 0'], ['TZID:(UTC+01:00) Amsterdam\\, Ber']]) // prettier-ignore
  expect(process.memoryUsage().rss - before).toBeLessThan(500e6)
})
