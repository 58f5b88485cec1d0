import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { testMeans } from '../../../test/arrivals.ts'
import { useStore } from '../../../test/database.ts'
import { LOGIN, startCardServer, type CardServer } from '../../../test/doubles/carddav.ts'
import { addCalendar as addCalendarRoute } from '../../desk/calendars/calendars.api.ts'
import { addCalendar, changeCalendar, listCalendars, removeCalendar } from '../../desk/calendars/calendars.ts'
import { putIntoCalendar } from '../../desk/calendars/own.ts'
import { addContact } from '../../desk/contacts/change.ts'
import { addActivity, changeActivity, deleteActivity } from '../../desk/timeline/activities.ts'
import { readTimeline } from '../../desk/timeline/read.ts'
import { addUser } from '../../desk/users/users.ts'
import { type Actor, stranger, system } from '../../desk/users/permissions.ts'
import { createDestinations } from '../../doors/outbound/destinations.ts'
import { createOutbound } from '../../doors/outbound/outbound.ts'
import { createTestClock } from '../../kit/clock.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import type { Tx } from '../../store/tx.ts'
import { takeDue } from './lease.ts'
import { tryCalendar, visitCalendar } from './visit.ts'

const store = useStore({ clock: createTestClock(new Date().toISOString()) }) // ids are of real time
const send = createOutbound(createDestinations({ privateHosts: ['127.0.0.1'] }))
let server: CardServer
let feed: Server
let published = ''

beforeAll(async () => {
  server = await startCardServer({}, 'events')
  feed = createServer((_request, response) => response.end(published)).listen(0, '127.0.0.1')
})
afterAll(async () => {
  await server.close()
  feed.close()
})
beforeEach(async () => {
  for (const name of server.cards.keys()) server.write(name, null)
  await here((tx) => tx.db.deleteFrom('calendar').execute())
})

const here = <T>(verb: (tx: Tx) => Promise<T>, actorId: Id | null = null): Promise<T> => store().transact({ actorId }, verb) // prettier-ignore

let count = 0
async function person() {
  const [name, address] = [`Dora ${++count}`, `dora${count}@acme.example`]
  const id = await here((tx) => addContact(tx, { name, addresses: [{ address, label: '' }] }, { from: 'person', by: null })) // prettier-ignore
  return { id, name, address }
}
async function colleague(): Promise<Actor> {
  const id = await here((tx) => addUser(tx, { email: `ben${++count}@desk.example`, name: 'Ben', role: 'agent', passwordHash: null })) // prettier-ignore
  return { ...stranger, id, name: 'Ben', role: 'agent', permissions: new Set(['contact.read', 'contact.write']) }
}

async function follow(actor: Actor, wanted: object = {}) {
  const { keys, log } = testMeans(store())
  const input = addCalendarRoute.input.parse({ kind: 'caldav', name: 'Work', url: server.url, username: LOGIN.username, secret: LOGIN.password, ...wanted }) // prettier-ignore
  const { id } = await here((tx) => addCalendar(tx, keys, actor, input), actor.id)
  const visit = async () => {
    store().clock.advance(61_000)
    const later = new Date(store().clock.now().getTime() + 24 * HOUR)
    await here((tx) => tx.db.updateTable('calendar').set({ run_at: later }).where('id', '<>', id).execute())
    await here((tx) => tx.db.updateTable('calendar').set({ run_at: tx.now }).where('id', '=', id).execute())
    expect(await here((tx) => takeDue(tx, 'us', { limit: 5 }))).toEqual([id])
    await visitCalendar({ store: store(), keys, send, log }, id, 'us')
    return must(
      (await here((tx) => listCalendars(tx, actor))).find((one) => one.id === id),
      'the calendar',
    )
  }
  return { id, keys, visit }
}

const HOUR = 3_600_000
/** Of one hour, whichever it is while the tests run. */
const base = Math.ceil(Date.now() / HOUR) * HOUR
const inHours = (hours: number) => new Date(base + hours * HOUR)
const basic = (at: Date) => `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
const event = (uid: string, start: Date, address: string, ...more: string[]) =>
  ['BEGIN:VEVENT', `UID:${uid}`, `DTSTART:${basic(start)}`, 'DURATION:PT1H', 'SUMMARY:Kettles', 'LOCATION:Room 4', `ATTENDEE;CN=Dora;PARTSTAT=ACCEPTED:mailto:${address}`, ...more, 'END:VEVENT'].join('\r\n') // prettier-ignore
const calendar = (...events: string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events, 'END:VCALENDAR', ''].join('\r\n')
const timeline = (id: Id, actor: Actor = system) =>
  here((tx) => readTimeline(tx, actor, { noun: 'contact', id }, { kinds: ['meeting'], limit: 50 })).then((one) => one.entries) // prettier-ignore

test('a meeting with a contact stands on their timeline, moves, is called off and goes; what concerns no contact is kept nowhere', async () => {
  const [dora, ben] = [await person(), await colleague()]
  const { id, visit } = await follow(ben)
  server.write('a.ics', calendar(event('a', inHours(48), dora.address)))
  server.write('b.ics', calendar(event('b', inHours(50), 'dentist@elsewhere.example')))

  expect(await visit()).toMatchObject({ state: 'connected', events: 2, isWritable: true })
  const [met] = await timeline(dora.id)
  expect(met).toMatchObject({ at: inHours(48).toISOString(), actorId: ben.id, activity: { text: 'Kettles', minutes: 60 }, meeting: { place: 'Room 4', status: 'confirmed', people: [{ name: 'Dora', answer: 'accepted' }] } }) // prettier-ignore
  expect(await here((tx) => tx.db.selectFrom('calendar_meeting').select('uid').where('calendar_id', '=', id).execute())).toEqual([{ uid: 'a' }]) // prettier-ignore

  server.write('a.ics', calendar(event('a', inHours(72), dora.address, 'STATUS:CANCELLED')))
  await visit()
  expect((await timeline(dora.id))[0]).toMatchObject({ at: inHours(72).toISOString(), meeting: { status: 'cancelled' } }) // prettier-ignore

  server.write('a.ics', null)
  await visit()
  expect(await timeline(dora.id)).toEqual([])
})

test('a series comes for some weeks, one of it is moved; and what has begun stays though the event is deleted there', async () => {
  const [dora, ben] = [await person(), await colleague()]
  const { visit } = await follow(ben)
  const start = inHours(-24 * 8)
  const moved = ['BEGIN:VEVENT', 'UID:w', `RECURRENCE-ID:${basic(inHours(-24))}`, `DTSTART:${basic(inHours(-20))}`, 'SUMMARY:Moved', `ATTENDEE:mailto:${dora.address}`, 'END:VEVENT'].join('\r\n') // prettier-ignore
  server.write('w.ics', calendar(event('w', start, dora.address, 'RRULE:FREQ=WEEKLY;COUNT=20'), moved))

  await visit()
  const titles = (await timeline(dora.id)).map((one) => one.activity?.text)
  expect(titles).toEqual(['Kettles', 'Kettles', 'Kettles', 'Kettles', 'Kettles', 'Moved', 'Kettles'])

  server.write('w.ics', null)
  await visit()
  expect((await timeline(dora.id)).map((one) => one.activity?.text)).toEqual(['Moved', 'Kettles'])
})

test('of a private event only the time is told, or nothing, as its owner wishes; nothing else of it is written down', async () => {
  const [dora, ben] = [await person(), await colleague()]
  const { id, keys, visit } = await follow(ben)
  server.write('p.ics', calendar(event('p', inHours(30), dora.address, 'CLASS:PRIVATE')))

  await visit()
  expect((await timeline(dora.id))[0]).toMatchObject({ activity: { text: '' }, meeting: { isPrivate: true, place: '', people: [] } }) // prettier-ignore
  const rows = await here((tx) =>
    tx.db.selectFrom('calendar_meeting').selectAll().where('calendar_id', '=', id).execute(),
  )
  expect(JSON.stringify(rows)).not.toMatch(/Kettles|Room|Dora/)

  await here((tx) => changeCalendar(tx, keys, ben, id, { privateShown: 'nothing' }))
  await visit()
  expect(await timeline(dora.id)).toEqual([])
})

test('a meeting that two colleagues have is there once, and stays for as long as one of them has it', async () => {
  const [dora, ben, cleo] = [await person(), await colleague(), await colleague()]
  server.write('t.ics', calendar(event('t', inHours(40), dora.address)))
  const [bens, cleos] = [await follow(ben), await follow(cleo)]

  await bens.visit()
  await cleos.visit()
  expect(await timeline(dora.id)).toHaveLength(1)
  await here((tx) => removeCalendar(tx, ben, bens.id))
  expect(await timeline(dora.id)).toHaveLength(1)
  await here((tx) => removeCalendar(tx, cleo, cleos.id))
  expect(await timeline(dora.id)).toEqual([])
})

test('what somebody enters here is put into their calendar, what is changed there comes back, and nobody is invited by it', async () => {
  const [dora, ben] = [await person(), await colleague()]
  const { visit } = await follow(ben, { isTarget: true })
  await visit()
  const own = await here(async (tx) => {
    const row = await addActivity(tx, { kind: 'meeting', at: inHours(24), minutes: 45, text: 'Tour\nBring the keys', direction: null, outcome: null, subjects: [{ noun: 'contact', id: dora.id }] }) // prettier-ignore
    await putIntoCalendar(tx, row.id, ben.id)
    return row
  }, ben.id)

  await visit()
  const [[name, text] = ['', '']] = [...server.cards]
  expect(text).toContain('SUMMARY:Tour\r\n')
  expect(text).toContain(`DTSTART:${basic(inHours(24))}`)
  expect(text).toContain(dora.address)
  expect(text).not.toMatch(/ATTENDEE|ORGANIZER|keys/)

  server.write(name, text.replace('SUMMARY:Tour', 'SUMMARY:Long tour\r\nX-KEEP:1').replace(basic(inHours(24)), basic(inHours(20)))) // prettier-ignore
  await visit()
  const [entry] = await timeline(dora.id)
  expect(entry).toMatchObject({ at: inHours(20).toISOString(), activity: { text: 'Long tour\nBring the keys' }, meeting: { isOwn: true } }) // prettier-ignore

  await here((tx) => changeActivity(tx, own.id, { text: 'Short tour' }), ben.id)
  await visit()
  expect(server.cards.get(name)).toMatch(/X-KEEP:1[^]*SUMMARY:Short tour/)
  const puts = () => server.asked.filter((one) => one.startsWith('PUT')).length
  const before = puts()
  await visit()
  expect(puts()).toBe(before)

  await here((tx) => deleteActivity(tx, own.id), ben.id)
  await visit()
  expect(server.cards.size).toBe(0)
})

test('what is entered here for a day so far ahead that the calendar is not asked about it stays, whatever is listed', async () => {
  const [dora, ben] = [await person(), await colleague()]
  const { id, visit } = await follow(ben, { isTarget: true })
  await visit()
  await here(async (tx) => {
    const row = await addActivity(tx, { kind: 'meeting', at: inHours(24 * 250), minutes: 30, text: 'Fair', direction: null, outcome: null, subjects: [{ noun: 'contact', id: dora.id }] }) // prettier-ignore
    await putIntoCalendar(tx, row.id, ben.id)
  }, ben.id)
  await visit()
  expect(server.cards.size).toBe(1)

  await here((tx) => tx.db.updateTable('calendar').set({ read_at: null }).where('id', '=', id).execute())
  await visit()
  await visit()

  expect(await timeline(dora.id)).toMatchObject([{ activity: { text: 'Fair' } }])
  expect(server.cards.size).toBe(1)

  const [[name, text] = ['', '']] = [...server.cards]
  server.write(name, text.replace(basic(inHours(24 * 250)), basic(inHours(24 * 249))))
  await visit()
  expect(await timeline(dora.id)).toMatchObject([{ at: inHours(24 * 249).toISOString() }])
  server.write(name, null)
  await visit()
  expect(await timeline(dora.id)).toEqual([])
})

test('an address to subscribe to is followed likewise, and never shown again', async () => {
  const [dora, ben] = [await person(), await colleague()]
  const { port } = feed.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/secret-of-ben.ics`
  published = calendar(event('f', inHours(30), dora.address), event('g', inHours(31), 'nobody@elsewhere.example'))
  const { visit } = await follow(ben, { kind: 'ics', url, username: undefined, secret: undefined })

  const shown = await visit()
  expect(shown).toMatchObject({ state: 'connected', events: 2, isWritable: false, url: `http://127.0.0.1:${port}` })
  expect(JSON.stringify(shown)).not.toContain('secret-of-ben')
  expect((await timeline(dora.id)).map((one) => one.at)).toEqual([inHours(30).toISOString()])

  published = calendar(event('f', inHours(33), dora.address))
  await visit()
  expect((await timeline(dora.id)).map((one) => one.at)).toEqual([inHours(33).toISOString()])
  published = '<html>Sign in</html>'
  expect(await visit()).toMatchObject({ trouble: 'no-calendar' })
})

test('nobody learns of another’s calendar, and of people they do not see only how many come', async () => {
  const [dora, ben, cleo] = [await person(), await colleague(), await colleague()]
  const { id, keys, visit } = await follow(ben)
  const hidden = await person()
  await here((tx) => tx.db.updateTable('contact').set({ inbox_ids: null }).where('id', '=', hidden.id).execute())
  server.write('x.ics', calendar(event('x', inHours(26), dora.address, `ATTENDEE;CN=Hidden:mailto:${hidden.address}`)))
  await visit()

  expect(await here((tx) => listCalendars(tx, cleo))).toEqual([])
  await expect(here((tx) => changeCalendar(tx, keys, cleo, id, { name: 'x' }))).rejects.toMatchObject({ code: 'calendar-missing' }) // prettier-ignore
  expect((await timeline(dora.id, cleo))[0]?.meeting).toMatchObject({ people: [{ name: 'Dora' }], others: 1 })
})

test('a calendar of which tens of thousands of meetings would stand on timelines is not followed any further', async () => {
  const [dora, ben] = [await person(), await colleague()]
  const { id, visit } = await follow(ben)
  server.write('y.ics', calendar(event('y', inHours(26), dora.address)))
  await visit()
  await here((tx) =>
    sql`insert into calendar_meeting (calendar_id, href, recurrence, activity_id, uid, starts_at, ends_at, title, place, is_private, status, people)
      select ${id}::bigint, 'many' || n, '', n, 'many' || n, now(), now(), '', '', false, 'confirmed', '[]' from generate_series(1, 20000) n`.execute(
      tx.db,
    ),
  )
  server.write('z.ics', calendar(event('z', inHours(30), dora.address)))

  expect(await visit()).toMatchObject({ state: 'failed', error: expect.stringContaining('20000 meetings') })
  expect((await timeline(dora.id)).map((one) => one.at)).toEqual([inHours(26).toISOString()])
  await here((tx) => tx.db.deleteFrom('calendar_meeting').where('calendar_id', '=', id).execute())
})

test('a login’s calendars are found from the name of the server alone', async () => {
  const { origin } = new URL(server.url)
  const access = { kind: 'caldav' as const, url: `${origin}/`, username: LOGIN.username, password: LOGIN.password }

  expect(await tryCalendar(send, access)).toMatchObject({ isOk: false, trouble: 'no-calendar', found: [{ url: server.url, name: 'Work' }] }) // prettier-ignore
  expect(await tryCalendar(send, { ...access, url: server.url })).toMatchObject({ isOk: true, calendar: { isWritable: true, tellsChanges: true } }) // prettier-ignore
})
