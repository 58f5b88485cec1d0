import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { must } from '../../kit/must.ts'
import { toProblem } from '../../kit/problem.ts'
import { countViews } from './counts.ts'
import { listEntries } from './entries.ts'
import { merge } from './merge.ts'
import { setPrivacy, keptTo } from './privacy.ts'
import { markSeen, readConversation } from './read.ts'
import { split } from './split.ts'
import { moveToInbox, setStatus } from './change.ts'
import { tallyErrors } from './tally.ts'
import { unmerge } from './unmerge.ts'
import { unsplit } from './unsplit.ts'

const question = { messageId: 'q1@acme.example', text: 'Where is it?' }
const aside = {
  messageId: 'a1@acme.example',
  inReplyTo: 'q1@acme.example',
  references: '<q1@acme.example>',
  subject: 'Re: The parcel is late',
  text: 'And another thing.',
}
const later = { ...aside, messageId: 'l1@acme.example', text: 'It came.' }

async function threeTold(desk: Desk) {
  const means = testMeans(desk.store)
  await receive(desk.tx, means, question)
  await receive(desk.tx, means, aside)
  await receive(desk.tx, means, later)
  const [one] = await deskNow(desk.tx)
  const whole = must(one, 'the conversation')
  const [first, second, third] = whole.messages.map((message) => message.id) as [string, string, string]
  return { means, id: whole.id, first, second, third }
}

const words = async (desk: Desk) =>
  (await deskNow(desk.tx)).map((one) => one.messages.map((message) => message.text.trim()))
const codeOf = (work: Promise<unknown>) => work.then(() => 'none', (thrown: unknown) => toProblem(thrown).code) // prettier-ignore

test(
  'one message, or it and all after it, becomes a conversation of its own; the numbers are right in both',
  onDesk(async (desk) => {
    const { id, second } = await threeTold(desk)
    await markSeen(desk.ben, await desk.ben.actor(), id, true)
    const newId = await split(desk.ben, id, second, { andLater: false })
    expect((await countViews(desk.tx, await desk.ben.actor())).views).toMatchObject({ open: 2, unread: 0 })

    expect(await words(desk)).toEqual([['Where is it?', 'It came.'], ['And another thing.']])
    const [one, other] = await deskNow(desk.tx)
    expect(one).toMatchObject({ message_count: 2, snippet: 'It came.' })
    expect(other).toMatchObject({ message_count: 1, snippet: 'And another thing.', from_address: 'dora@acme.example', contact_id: desk.dora.id, status: 'open' }) // prettier-ignore
    expect(await tallyErrors(desk.tx)).toEqual([])

    await unsplit(desk.ben, await desk.ben.actor(), newId)
    await split(desk.ben, id, second, { andLater: true })
    expect(await words(desk)).toEqual([['Where is it?'], ['And another thing.', 'It came.']])
    expect(await tallyErrors(desk.tx)).toEqual([])
  }),
)

test(
  'later answers go where the message is that they answer, and no mail brings the two together again',
  onDesk(async (desk) => {
    const { means, id, second } = await threeTold(desk)
    await split(desk.ben, id, second, { andLater: false })
    const answer = { references: '<q1@acme.example> <a1@acme.example>', subject: 'Re: The parcel is late' }
    await receive(desk.tx, means, { ...answer, inReplyTo: 'a1@acme.example', text: 'About the aside.' })
    await receive(desk.tx, means, { ...answer, inReplyTo: 'q1@acme.example', references: '<q1@acme.example>', text: 'About the first.' }) // prettier-ignore

    expect(await words(desk)).toEqual([
      ['Where is it?', 'It came.', 'About the first.'],
      ['And another thing.', 'About the aside.'],
    ])
  }),
)

test(
  'a copy of what was taken out is remembered where the message is now',
  onDesk(async (desk) => {
    const { means, id, second } = await threeTold(desk)
    const newId = await split(desk.ben, id, second, { andLater: false })

    await receive(desk.tx, means, aside)

    expect(await words(desk)).toEqual([['Where is it?', 'It came.'], ['And another thing.']])
    expect((await desk.history(newId)).at(-1)).toMatchObject({ name: 'message.repeated' })
  }),
)

test(
  'who does not see the one it was taken out of, or what was taken out, is told no id and number of it',
  onDesk(async (desk) => {
    const { id, second } = await threeTold(desk)
    const newId = await split(desk.ben, id, second, { andLater: false })
    const ben = await desk.ben.actor()
    const told = async (one: string) => {
      const { splitFromId } = await readConversation(desk.tx, ben, one)
      return JSON.stringify([splitFromId, (await listEntries(desk.tx, ben, one, { limit: 50 })).entries])
    }
    expect([(await told(newId)).includes(`"${id}"`), (await told(id)).includes(`"into":"${newId}"`)]).toEqual([
      true,
      true,
    ])

    await moveToInbox(desk.ada, id, desk.inboxes.billing)
    expect(await told(newId)).not.toContain(`"${id}"`)
    expect(await told(newId)).not.toContain('"number"')
    await moveToInbox(desk.ada, id, desk.inboxes.support)
    await setPrivacy(desk.cleo, newId, [desk.cleo.id])
    expect(await told(id)).not.toContain(`"into":"${newId}"`)
  }),
)

test(
  'undone, everything is as it was; what came meanwhile comes along, and the empty one leads to the whole',
  onDesk(async (desk) => {
    const { means, id, second } = await threeTold(desk)
    const strip = (rows: Awaited<ReturnType<typeof deskNow>>) => rows.map((row) => ({ ...row, version: 0 }))
    const before = strip(await deskNow(desk.tx))
    await unsplit(desk.ben, await desk.ben.actor(), await split(desk.ben, id, second, { andLater: false }))
    expect(strip(await deskNow(desk.tx))).toEqual(before)

    const newId = await split(desk.ben, id, second, { andLater: false })
    await receive(desk.tx, means, { inReplyTo: 'a1@acme.example', references: '<a1@acme.example>', text: 'More.' })
    await setStatus(desk.ben, id, 'resolved')
    expect(await unsplit(desk.ben, await desk.ben.actor(), newId)).toBe(id)
    expect(await words(desk)).toEqual([['Where is it?', 'And another thing.', 'It came.', 'More.']])
    expect((await deskNow(desk.tx))[0]).toMatchObject({ status: 'open', message_count: 4 })
    await receive(desk.tx, means, { inReplyTo: 'a1@acme.example', references: '<a1@acme.example>', text: 'And more.' })
    expect((await deskNow(desk.tx)).map((one) => one.messages.length)).toEqual([5])
    expect((await listEntries(desk.tx, await desk.ben.actor(), id, { limit: 50 })).entries.filter((one) => one.type === 'message')).toHaveLength(5) // prettier-ignore
    expect(await tallyErrors(desk.tx)).toEqual([])
  }),
)

test(
  'a stranger taken out is the customer of a conversation of their own, and of the old one no more',
  onDesk(async (desk) => {
    const { means, id } = await threeTold(desk)
    await receive(desk.tx, means, { ...aside, messageId: 'm1@evil.example', from: 'mallory@evil.example' })
    const odd = must((await deskNow(desk.tx))[0]?.messages.at(-1), 'the odd one')
    const newId = await split(desk.ben, id, odd.id, { andLater: false })

    const of = (one: string) =>
      desk.tx.db.selectFrom('participant').select(['address', 'role']).where('conversation_id', '=', one).execute()
    expect(await of(id)).toEqual([{ address: 'dora@acme.example', role: 'requester' }])
    expect(await of(newId)).toEqual([{ address: 'mallory@evil.example', role: 'requester' }])
    expect((await deskNow(desk.tx))[1]?.messages[0]).toMatchObject({ is_stranger: false })
    await unsplit(desk.ben, await desk.ben.actor(), newId)
    expect((await of(id)).toSorted((a, b) => a.address.localeCompare(b.address))[1]).toMatchObject({ role: 'sender' })
  }),
)

test(
  'another stranger in what is taken out is told as one still',
  onDesk(async (desk) => {
    const { means, id, second } = await threeTold(desk)
    await receive(desk.tx, means, { ...aside, messageId: 'm1@evil.example', from: 'mallory@evil.example' })
    await split(desk.ben, id, second, { andLater: true })

    const [, made] = await deskNow(desk.tx)
    expect(made?.messages.map((one) => one.is_stranger)).toEqual([false, false, true])
  }),
)

test(
  'undoing puts nothing into a part that was separated and taken to where others read',
  onDesk(async (desk) => {
    const means = testMeans(desk.store)
    await receive(desk.tx, means, question)
    await receive(desk.tx, means, aside)
    await receive(desk.tx, means, { messageId: 'o1@bolt.example', subject: 'Other', from: 'emil@bolt.example' })
    const [whole, part] = (await deskNow(desk.tx)).map((row) => row.id) as [string, string]
    await merge(desk.ben, part, whole)
    const second = must((await deskNow(desk.tx))[0]?.messages[1], 'the aside').id
    const newId = await split(desk.ben, whole, second, { andLater: true })
    await unmerge(desk.ben, part)
    await moveToInbox(desk.ada, part, desk.inboxes.billing)

    expect(await codeOf(unsplit(desk.ben, await desk.ben.actor(), newId))).toBe('conversation-missing')
    expect(await codeOf(unsplit(desk.cleo, await desk.cleo.actor(), newId))).toBe('merge-across-inboxes')
  }),
)

async function splitOffPart(desk: Desk) {
  const means = testMeans(desk.store)
  await receive(desk.tx, means, question)
  await receive(desk.tx, means, { messageId: 'o1@bolt.example', subject: 'Other', from: 'emil@bolt.example' })
  const answer = { inReplyTo: 'o1@bolt.example', references: '<o1@bolt.example>', subject: 'Re: Other' }
  await receive(desk.tx, means, { ...answer, messageId: 'o2@bolt.example', from: 'emil@bolt.example' })
  const [whole, part] = (await deskNow(desk.tx)).map((row) => row.id) as [string, string]
  await setStatus(desk.ben, whole, 'resolved')
  await merge(desk.ben, part, whole)
  const last = must((await deskNow(desk.tx))[0]?.messages.at(-1), 'the last').id
  const newId = await split(desk.ben, whole, last, { andLater: false })
  await unmerge(desk.ben, part)
  return { whole, newId }
}

test(
  'undone, what was separated since has its own status again: counted, and remembered there',
  onDesk(async (desk) => {
    const { whole, newId } = await splitOffPart(desk)

    await unsplit(desk.ben, await desk.ben.actor(), newId)

    expect((await deskNow(desk.tx)).find((row) => row.id === whole)).toMatchObject({ status: 'resolved' })
    expect(await tallyErrors(desk.tx)).toEqual([])
    expect((await desk.history(whole)).at(-1)).toMatchObject({ name: 'conversation.reunited', by: 'ben' })
  }),
)

test(
  'undone, what was taken to others since keeps the state they gave it',
  onDesk(async (desk) => {
    const { whole, newId } = await splitOffPart(desk)
    await moveToInbox(desk.ada, whole, desk.inboxes.billing)

    await unsplit(desk.ben, await desk.ben.actor(), newId)

    expect((await deskNow(desk.tx)).find((row) => row.id === whole)).toMatchObject({ status: 'open' })
    expect(await tallyErrors(desk.tx)).toEqual([])
  }),
)

test(
  'what is kept to some people stays so in both; all of it, what is not there and what is not split is refused',
  onDesk(async (desk) => {
    const { id, first, second } = await threeTold(desk)
    await setPrivacy(desk.ben, id, [])
    const newId = await split(desk.ben, id, second, { andLater: false })
    expect(await keptTo(desk.tx, newId)).toEqual(await keptTo(desk.tx, id))

    expect(await codeOf(split(desk.ben, id, first, { andLater: true }))).toBe('cannot-split')
    expect(await codeOf(split(desk.ben, id, second, { andLater: false }))).toBe('message-missing')
    expect(await codeOf(unsplit(desk.ben, await desk.ben.actor(), id))).toBe('not-split')
    await setPrivacy(desk.ben, newId, null)
    expect(await codeOf(unsplit(desk.ben, await desk.ben.actor(), newId))).toBe('merge-private')
  }),
)

test(
  'a merge undone later: the whole has its own status, words and people again, and what answers the part goes with it',
  onDesk(async (desk) => {
    const means = testMeans(desk.store)
    await receive(desk.tx, means, question)
    await receive(desk.tx, means, { messageId: 'o1@bolt.example', subject: 'Other', from: 'emil@bolt.example', text: 'Other.' }) // prettier-ignore
    const [one, part] = (await deskNow(desk.tx)).map((row) => row.id) as [string, string]
    await setStatus(desk.ben, one, 'resolved')
    await merge(desk.ben, part, one)
    expect((await deskNow(desk.tx))[0]).toMatchObject({ status: 'open', snippet: 'Other.' })
    await unmerge(desk.ben, part)
    expect((await deskNow(desk.tx)).map((row) => [row.status, row.snippet])).toEqual([
      ['resolved', 'Where is it?'],
      ['open', 'Other.'],
    ])

    await merge(desk.ben, part, one)
    await receive(desk.tx, means, { from: 'emil@bolt.example', inReplyTo: 'o1@bolt.example', subject: 'Re: Other', text: 'More of the other.' }) // prettier-ignore
    await receive(desk.tx, means, { ...aside })
    await unmerge(desk.ben, part)
    expect(await words(desk)).toEqual([
      ['Where is it?', 'And another thing.'],
      ['Other.', 'More of the other.'],
    ])
    expect((await deskNow(desk.tx)).map((row) => [row.status, row.message_count])).toEqual([['open', 2], ['open', 2]]) // prettier-ignore
    expect(await tallyErrors(desk.tx)).toEqual([])
  }),
)
