// Meetings with a contact are entered, moved and deleted here and in a calendar by chance, while the line between them breaks: afterwards
// both say the same. Against a server of our own, and against a real one where it is installed.
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { Send } from '../../src/dav/client.ts'
import { addCalendar as addRoute } from '../../src/desk/calendars/calendars.api.ts'
import { addCalendar } from '../../src/desk/calendars/calendars.ts'
import { putIntoCalendar } from '../../src/desk/calendars/own.ts'
import { addContact } from '../../src/desk/contacts/change.ts'
import { addActivity, changeActivity, deleteActivity } from '../../src/desk/timeline/activities.ts'
import { readTimeline } from '../../src/desk/timeline/read.ts'
import { stranger, system } from '../../src/desk/users/permissions.ts'
import { addUser } from '../../src/desk/users/users.ts'
import { createDestinations } from '../../src/doors/outbound/destinations.ts'
import { createOutbound } from '../../src/doors/outbound/outbound.ts'
import { takeDue } from '../../src/flows/calendars/lease.ts'
import { visitCalendar } from '../../src/flows/calendars/visit.ts'
import { systemClock } from '../../src/kit/clock.ts'
import type { Id } from '../../src/kit/id.ts'
import { silentLog } from '../../src/kit/log.ts'
import { createRandom } from '../../src/kit/random.ts'
import { startEngine } from '../../src/store/engine.ts'
import { openKeys } from '../../src/store/keys.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openStore } from '../../src/store/store.ts'
import type { Tx } from '../../src/store/tx.ts'
import { LOGIN, startCardServer } from '../doubles/carddav.ts'
import { radicaleMissing, startRadicale } from './radicale.ts'
import type { FaultContext, Scenario, Verdict } from './scenario.ts'

/** The other side, as somebody with a telephone has it. */
interface There {
  url: string
  read(): Promise<Map<string, string>>
  /** Null deletes. */
  write(name: string, event: string | null): Promise<void>
}

const HOUR = 3_600_000
const DORA = 'dora@acme.example'
const basic = (at: Date) => `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
const startOf = (event: string) => /DTSTART:(\d{8}T\d{6}Z)/.exec(event)?.[1] ?? ''
const titleOf = (event: string) => /SUMMARY:([^\r\n]*)/.exec(event)?.[1] ?? ''

async function edits({ count, seed, tell }: FaultContext, there: There): Promise<Verdict> {
  const chance = createRandom(seed)
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'postroom-calendars-'))
  const engine = await startEngine({ dataDir, log: silentLog })
  const client = new pg.Client(engine.connection)
  await client.connect()
  await migrate(client, silentLog)
  const store = await openStore({ connection: engine.connection, log: silentLog, clock: systemClock, size: 4 })
  const keys = await openKeys({ dataDir })
  const here = <T>(verb: (tx: Tx) => Promise<T>, actorId: Id | null = null): Promise<T> => store.transact({ actorId }, verb) // prettier-ignore
  const outbound: Send = createOutbound(createDestinations({ privateHosts: ['127.0.0.1'] }))
  const figures = { 'edits here': 0, 'edits there': 0, 'cut off': 0 }
  let isTroubled = true
  const send: Send = async (asked) => {
    const fate = isTroubled ? chance.next() : 1
    if (fate < 0.03) throw cutOff()
    const answered = await outbound(asked)
    if (fate < 0.06) throw cutOff() // the answer is lost, not what was asked
    return answered
  }
  const cutOff = () => {
    figures['cut off']++
    return new Error('the line is dead')
  }
  try {
    const benId = await here((tx) => addUser(tx, { email: 'ben@desk.example', name: 'Ben', role: 'agent', passwordHash: null })) // prettier-ignore
    const ben = { ...stranger, id: benId, permissions: new Set(['contact.write']) }
    const doraId = await here((tx) => addContact(tx, { name: 'Dora', addresses: [{ address: DORA, label: '' }] }, { from: 'person', by: null })) // prettier-ignore
    const input = addRoute.input.parse({ kind: 'caldav', name: 'Work', url: there.url, username: LOGIN.username, secret: LOGIN.password, isTarget: true }) // prettier-ignore
    const { id } = await here((tx) => addCalendar(tx, keys, ben, input), benId)
    const visit = async () => {
      await client.query('update calendar set run_at = created_at, attempts = 0, leased_until = null')
      await client.query('update calendar_own set attempts = 0')
      await here((tx) => takeDue(tx, 'us', { limit: 1 }))
      await visitCalendar({ store, keys, send, log: silentLog }, id, 'us')
    }
    const entries = async () => (await here((tx) => readTimeline(tx, system, { noun: 'contact', id: doraId }, { kinds: ['meeting'], limit: 100 }))).entries // prettier-ignore
    let made = 0
    const anHour = () => new Date(Math.ceil(Date.now() / HOUR) * HOUR + (24 + Math.floor(chance.next() * 1_000)) * HOUR)
    const editHere = async () => {
      figures['edits here']++
      const own = (await entries()).filter((one) => one.activity && (one.meeting === null || one.meeting.isOwn))
      if (own.length < 8 && chance.isLucky(0.5)) {
        return await here(async (tx) => {
          const wanted = { kind: 'meeting' as const, minutes: 60, direction: null, outcome: null, subjects: [{ noun: 'contact' as const, id: doraId }] } // prettier-ignore
          const row = await addActivity(tx, { ...wanted, at: anHour(), text: `here ${++made}` })
          await putIntoCalendar(tx, row.id, benId)
        }, benId)
      }
      if (own.length === 0) return
      const { activity } = chance.pick(own)
      if (!activity) return
      if (chance.isLucky(0.2)) await here((tx) => deleteActivity(tx, activity.id), benId)
      else await here((tx) => changeActivity(tx, activity.id, chance.isLucky(0.5) ? { at: anHour() } : { text: `here ${++made}` }), benId) // prettier-ignore
    }
    const editThere = async () => {
      figures['edits there']++
      const all = [...(await there.read())]
      if (all.length < 12 && chance.isLucky(0.5)) {
        const name = `t${++made}`
        const event = ['BEGIN:VEVENT', `UID:${name}`, `DTSTAMP:${basic(new Date())}`, `DTSTART:${basic(anHour())}`, 'DURATION:PT1H', `SUMMARY:there ${made}`, `ATTENDEE:mailto:${DORA}`, 'END:VEVENT'] // prettier-ignore
        return await there.write(`${name}.ics`, ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x//x//EN', ...event, 'END:VCALENDAR', ''].join('\r\n')) // prettier-ignore
      }
      if (all.length === 0) return
      const [name, event] = chance.pick(all)
      if (chance.isLucky(0.2)) return await there.write(name, null)
      const at = anHour()
      await there.write(name, event.replace(/DTSTART:[^\r\n]*/, `DTSTART:${basic(at)}`).replace(/DTEND:[^\r\n]*/, `DTEND:${basic(new Date(at.getTime() + HOUR))}`).replace(/SUMMARY:[^\r\n]*/, `SUMMARY:there ${++made}`)) // prettier-ignore
    }
    for (let round = 1; round <= count; round++) {
      for (let edit = 0; edit < 3; edit++) await (chance.isLucky(0.5) ? editHere() : editThere())
      await visit()
      if (round % 100 === 0) tell(`${round} rounds`)
    }
    isTroubled = false
    for (let settling = 0; settling < 4; settling++) await visit()
    const shownHere = (await entries()).map((one) => `${basic(new Date(one.at))} ${one.activity?.text}`).toSorted()
    const shownThere = [...(await there.read()).values()].map((one) => `${startOf(one)} ${titleOf(one)}`).toSorted()
    const broken = [
      ...shownHere.filter((one) => !shownThere.includes(one)).map((one) => `only here: ${one}`),
      ...shownThere.filter((one) => !shownHere.includes(one)).map((one) => `only there: ${one}`),
      ...(shownHere.length === shownThere.length ? [] : [`${shownHere.length} here, ${shownThere.length} there`]),
    ]
    return { broken: broken.slice(0, 20), figures: { ...figures, meetings: shownHere.length, wrong: broken.length } }
  } finally {
    await client.end()
    await store.close()
    await engine.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function withOwn(context: FaultContext): Promise<Verdict> {
  const server = await startCardServer({ piece: 7 }, 'events')
  try {
    return await edits(context, {
      url: server.url,
      read: async () => new Map(server.cards),
      write: async (name, event) => server.write(name, event),
    })
  } finally {
    await server.close()
  }
}

async function withRadicale(context: FaultContext): Promise<Verdict> {
  const server = await startRadicale('calendar')
  const headers = { authorization: `Basic ${Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64')}` }
  try {
    return await edits(context, {
      url: server.url,
      read: async () => {
        const listed = await (await fetch(server.url, { method: 'PROPFIND', headers: { ...headers, depth: '1' } })).text() // prettier-ignore
        const names = [...listed.matchAll(/<href>[^<]*\/calendar\/([^<]+)<\/href>/g)].map((found) => found[1] ?? '')
        const all = await Promise.all(names.map(async (name) => [decodeURIComponent(name), await (await fetch(server.url + name, { headers })).text()] as const)) // prettier-ignore
        return new Map(all)
      },
      write: async (name, event) => {
        const url = server.url + encodeURIComponent(name)
        const type = { 'content-type': 'text/calendar' }
        const done = await fetch(url, event === null ? { method: 'DELETE', headers } : { method: 'PUT', headers: { ...headers, ...type }, body: event }) // prettier-ignore
        if (!done.ok) throw new Error(`radicale answered ${done.status}`)
      },
    })
  } finally {
    await server.close()
  }
}

const what = 'Meetings are entered, moved and deleted here and in a calendar while the line breaks: both end alike.'
export const scenarios: Scenario[] = [
  { name: 'calendars', row: 'F26', what, counts: { smoke: 10, ci: 100, nightly: 1_000 }, takes: { cores: 1, seconds: 40 }, run: withOwn }, // prettier-ignore
  {
    name: 'calendars-radicale',
    row: 'F26',
    what: `${what} Against a real Radicale.`,
    counts: { smoke: 0, ci: 50, nightly: 1_000 },
    takes: { cores: 1, seconds: 90 },
    cannotRun: async () => radicaleMissing(),
    run: withRadicale,
  },
]
