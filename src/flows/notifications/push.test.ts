// Push: who is told in which browser, of what and when; what a push service can read of it, and what its answers come to.
import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  createVerify,
  hkdfSync,
  randomBytes,
  type ECDH,
} from 'node:crypto'
import { expect, test } from 'vitest'
import { testMeans } from '../../../test/arrivals.ts'
import { onDesk, type Desk, type Person } from '../../../test/desk.ts'
import { assign, deleteConversation } from '../../desk/conversations/change.ts'
import { changeChoices } from '../../desk/notifications/choices.ts'
import { markOwn } from '../../desk/notifications/notifications.ts'
import { addDevice, changePushPolicy, listDevices } from '../../desk/notifications/push.ts'
import { endSession, openSession, sessionsOf } from '../../desk/users/sessions.ts'
import { changeProfile } from '../../desk/users/users.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Job } from '../../store/jobs/claim.ts'
import type { Tx } from '../../store/tx.ts'
import type { PushMeans, PushMessage } from './push-request.ts'
import { pushHandlers, pushJob, pushSendJob } from './push.ts'
import { tell } from './tell.ts'

type Posted = Parameters<PushMeans['post']>[0]

/** Somebody's browser, which has the keys to what is sent to it. */
function createBrowser() {
  const pair = createECDH('prime256v1')
  const auth = randomBytes(16)
  const p256dh = pair.generateKeys('base64url')
  const endpoint = `https://push.example/${randomBytes(9).toString('base64url')}`
  return { pair, auth, subscription: { endpoint, keys: { p256dh, auth: auth.toString('base64url') } } }
}

/** As the browser reads it (RFC 8188, RFC 8291 §3). */
function decrypted({ pair, auth }: { pair: ECDH; auth: Buffer }, body: Buffer): PushMessage {
  const [salt, length] = [body.subarray(0, 16), body[20] ?? 0]
  const theirs = body.subarray(21, 21 + length)
  const hkdf = (key: Buffer, with_: Buffer, info: Buffer, size: number) => Buffer.from(hkdfSync('sha256', key, with_, info, size)) // prettier-ignore
  const both = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), theirs])
  const secret = hkdf(pair.computeSecret(theirs), auth, both, 32)
  const key = hkdf(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = hkdf(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const record = body.subarray(21 + length)
  const open = createDecipheriv('aes-128-gcm', key, nonce)
  open.setAuthTag(record.subarray(-16))
  const plain = Buffer.concat([open.update(record.subarray(0, -16)), open.final()])
  return JSON.parse(plain.subarray(0, plain.lastIndexOf(2)).toString()) as PushMessage
}

let serial = 0
async function given(desk: Desk, to: Person, subject = 'Secret subject'): Promise<Id> {
  const { tx, ada, inboxes } = desk
  const id = tx.mint()
  const row = { id, number: `${9_300_000 + ++serial}`, inbox_id: inboxes.support, subject }
  await tx.db
    .insertInto('conversation')
    .values({ ...row, last_message_at: tx.now, created_at: tx.now })
    .execute()
  await assign(ada, id, to.id)
  const event = { event: tx.mint(), name: 'conversation.assigned', subjectId: id, conversationId: id, actorId: ada.id }
  await tell(tx, [{ ...event, data: { to: to.id } }])
  return id
}

/** What is posted by all that is due at `now`, by a service that answers so. */
async function pushed({ tx, store }: Desk, now: Date, status: number | Error = 201): Promise<Posted[]> {
  const posted: Posted[] = []
  const post: PushMeans['post'] = async (asked) => {
    posted.push(asked)
    if (status instanceof Error) throw status
    return { status }
  }
  const handlers = pushHandlers({
    ...testMeans(store),
    hostname: 'desk.example',
    publicUrl: 'https://desk.example',
    post,
  })
  for (const kind of [pushJob, pushSendJob]) {
    const jobs = await tx.query<Job>({ text: 'delete from job where kind = $1 and run_at <= $2 returning *', values: [kind, now] }) // prettier-ignore
    for (const job of jobs) {
      const handler = handlers[kind]
      if (handler && 'run' in handler) await handler.run({ ...tx, now }, [job])
      else await handler?.runOutside(store, job)
    }
  }
  return posted
}

const later = (tx: Tx, seconds: number) => new Date(tx.now.getTime() + seconds * 1_000)
const add = (
  tx: Tx,
  { store }: Desk,
  who: Person,
  browser: ReturnType<typeof createBrowser>,
  sessionId: Id | null = null,
) =>
  // prettier-ignore
  addDevice(tx, testMeans(store).keys, { userId: who.id, sessionId, userAgent: 'Firefox/140' }, browser.subscription)

test(
  'a browser is told a few seconds later, in its reader’s language and without a word of mail; only it can read that, and the desk has signed it',
  onDesk(async (desk) => {
    const { tx, ben } = desk
    const browser = createBrowser()
    await changeProfile(ben, ben.id, { locale: 'nl' })
    await add(ben, desk, ben, browser)
    const id = await given(desk, ben)

    expect(await pushed(desk, later(tx, 5))).toEqual([])
    const [sent] = await pushed(desk, later(tx, 11))

    const message = sent && decrypted(browser, sent.body)
    expect(message).toMatchObject({ title: expect.stringMatching(/^#93\d+ is aan je toegewezen door Ada$/), body: '', url: `/inbox/all/${id}`, lang: 'nl' }) // prettier-ignore
    expect(sent).toMatchObject({ url: browser.subscription.endpoint, isSecret: true, headers: { 'content-encoding': 'aes128gcm' } }) // prettier-ignore
    const [, token = '', key = ''] = /^vapid t=(.+), k=(.+)$/.exec(sent?.headers['authorization'] ?? '') ?? []
    const [head, claims = '', signature = ''] = token.split('.')
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ aud: 'https://push.example', sub: 'https://desk.example' }) // prettier-ignore
    const point = Buffer.from(key, 'base64url')
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'))
    const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, format: 'jwk' })
    expect(createVerify('sha256').update(`${head}.${claims}`).verify({ key: publicKey, dsaEncoding: 'ieee-p1363' }, signature, 'base64url')).toBe(true) // prettier-ignore
    expect(await pushed(desk, later(tx, 60))).toEqual([])
  }),
)

test(
  'subjects go along where the desk and the reader want them; what was read, lost or not wanted by then does not go, and quiet hours are kept',
  onDesk(async (desk) => {
    const { tx, ada, ben } = desk
    const browser = createBrowser()
    const told = async (seconds: number) => (await pushed(desk, later(tx, seconds))).map((one) => decrypted(browser, one.body).title) // prettier-ignore
    await add(ben, desk, ben, browser)
    await changeChoices(ben, ben.id, { namesSubjects: true })

    await given(desk, ben, 'Parcel')
    expect(await told(11)).toEqual([expect.not.stringContaining('Parcel')])
    await changePushPolicy(ada, { namesSubjects: true })
    await given(desk, ben, 'Invoice')
    expect(await told(120)).toEqual([expect.stringContaining('“Invoice”')])
    const read = await given(desk, ben)
    await markOwn(ben, await ben.actor(), { read: true, conversationId: read })
    await deleteConversation(ada, await given(desk, ben))
    expect(await told(240)).toEqual([])
    await changeChoices(ben, ben.id, { events: { assigned: { app: true, mail: 'never', push: false } } })
    await given(desk, ben)
    expect(await told(360)).toEqual([])

    await markOwn(ben, await ben.actor(), { read: true })
    const clock = (hours: number) => new Date(tx.now.getTime() + hours * 3_600_000).toISOString().slice(11, 16)
    await changeChoices(ben, ben.id, { timeZone: 'UTC', quiet: { by: 'times', from: clock(-1), until: clock(2) }, events: { assigned: { app: true, mail: 'never', push: true } } }) // prettier-ignore
    await given(desk, ben, 'Night')
    expect(await told(3_600)).toEqual([])
    expect(await told(3 * 3_600)).toEqual([expect.stringContaining('“Night”')])
    await changePushPolicy(ada, { isAllowed: false })
    await given(desk, ben)
    expect(await told(4 * 3_600)).toEqual([])
  }),
)

test(
  'a browser that takes nothing any more is forgotten, one whose service is busy is tried again, one that refuses says so on the list',
  onDesk(async (desk) => {
    const { tx, ben, store } = desk
    const browser = createBrowser()
    const keys = testMeans(store).keys
    const failures = async () => (await listDevices(ben, ben.id)).map((one) => one.failure)
    await add(ben, desk, ben, browser)
    await given(desk, ben)
    await expect(pushed(desk, later(tx, 20), 503)).rejects.toMatchObject({ code: 'push-busy' })
    expect(await failures()).toEqual([null])

    await given(desk, ben)
    await pushed(desk, later(tx, 120), 403)
    expect(await failures()).toEqual(['refused'])
    await add(ben, desk, ben, browser)
    expect(await failures()).toEqual([null])
    await given(desk, ben)
    await pushed(desk, later(tx, 240), 410)
    expect(await failures()).toEqual([])

    await add(ben, desk, ben, createBrowser())
    await given(desk, ben)
    const odd = new Problem('invalid', 'outbound-encoded', 'push.example answered in an encoding nobody asked for.')
    await expect(pushed(desk, later(tx, 360), odd)).rejects.toMatchObject({ code: 'push-busy' })
    expect(await failures()).toEqual([null])
    await given(desk, ben)
    await pushed(desk, later(tx, 480), new Problem('invalid', 'host-private', 'in a private network'))
    expect(await failures()).toEqual([])
    const plain = { ...createBrowser().subscription, endpoint: 'http://push.example/x' }
    const who = { userId: ben.id, sessionId: null, userAgent: '' }
    await expect(addDevice(ben, keys, who, plain)).rejects.toMatchObject({ code: 'push-endpoint' })
    const unfit = { ...createBrowser().subscription, keys: { p256dh: 'A'.repeat(87), auth: 'A'.repeat(22) } }
    await expect(addDevice(ben, keys, who, unfit)).rejects.toMatchObject({ code: 'push-keys' })
  }),
)

test(
  'a browser is told of whoever signed in last in it, and of nobody once they have signed out there',
  onDesk(async (desk) => {
    const { tx, ben, cleo } = desk
    const browser = createBrowser()
    await add(ben, desk, ben, browser)
    await given(desk, ben)
    await openSession(cleo, cleo.id, { remote: '127.0.0.1', userAgent: 'x' })
    const [session] = await sessionsOf(cleo, cleo.id, null)
    await add(cleo, desk, cleo, browser, session?.id ?? null)

    expect(await pushed(desk, later(tx, 20))).toEqual([])
    expect([await listDevices(ben, ben.id), (await listDevices(cleo, cleo.id)).length]).toEqual([[], 1])
    await endSession(cleo, cleo.id, session?.id ?? '')
    await given(desk, cleo)
    expect(await pushed(desk, later(tx, 60))).toEqual([])
  }),
)
