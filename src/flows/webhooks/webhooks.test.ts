import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { joinedStore, onDesk, type Desk } from '../../../test/desk.ts'
import { allow } from '../../../test/running.ts'
import { setPrivacy } from '../../desk/conversations/privacy.ts'
import { addTags } from '../../desk/conversations/change.ts'
import { addContact } from '../../desk/contacts/change.ts'
import { openDeal } from '../../desk/deals/deals.ts'
import { addTask } from '../../desk/tasks/tasks.ts'
import { changeWebhook, addWebhook, deliverJob, listDeliveries, readKey, removeWebhook, replay, testWebhook } from '../../desk/webhooks/webhooks.ts' // prettier-ignore
import type { Webhook } from '../../desk/webhooks/webhooks.api.ts'
import { createDestinations } from '../../doors/outbound/destinations.ts'
import { createOutbound } from '../../doors/outbound/outbound.ts'
import { mintedAt } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { recordAll } from '../../store/events.ts'
import type { Job } from '../../store/jobs/claim.ts'
import { ATTEMPTS, deliverHandler } from './deliver.ts'
import { followWebhooks, followWebhooksJob, sweepWebhooks } from './follow.ts'
import { webhookHandlers } from './handlers.ts'
import { payloadOf } from './payload.ts'

interface Heard {
  headers: IncomingMessage['headers']
  body: string
}

/** A program of somebody's on this machine, told of everything about messages and contacts by Ada's leave. */
async function listening(desk: Desk, more: Partial<Webhook> = {}) {
  const { tx, ada } = desk
  const means = testMeans(desk.store)
  const heard: Heard[] = []
  const answers: number[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      heard.push({ headers: request.headers, body: String(Buffer.concat(parts)) })
      response.writeHead(answers.shift() ?? 204).end('a word of theirs')
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=secret`
  await allow(desk, [], ['127.0.0.1'])
  const wanted = { name: 'Shop', kinds: ['message.*', 'contact.added'], inboxIds: null, isWithContent: false, isEnabled: true } // prettier-ignore
  const webhook = await addWebhook(ada, means.keys, await ada.actor(), { ...wanted, ...more, url })
  if (more.isWithContent === undefined) await tx.db.updateTable('webhook').set({ is_with_content: false }).execute()
  const handler = deliverHandler(means.keys, createOutbound(createDestinations({ privateHosts: ['127.0.0.1'] })))
  const follow = () => followWebhooks(tx)
  const jobs = async () => await tx.db.selectFrom('job').selectAll().where('kind', '=', deliverJob).orderBy('id').execute() // prettier-ignore
  /** As the worker: each call that waits is made once. */
  const call = async (now = tx) => {
    let failed = 0
    for (const job of await jobs())
      await handler.runOutside(joinedStore(now), { ...job, attempts: 1, serialKey: null } as Job).then(
        () => tx.db.deleteFrom('job').where('id', '=', job.id).execute(),
        () => failed++,
      )
    return failed
  }
  const log = async () => (await listDeliveries(tx, { id: webhook.id, limit: 50 })).deliveries
  return { ...desk, means, heard, answers, url, webhook, wanted, follow, call, log, close: () => server.close() }
}

test(
  'a program is told of what happens, once, signed as Standard Webhooks says, and of nothing else',
  onDesk(async (desk) => {
    const { tx, ada, means, heard, webhook, follow, call, log, close } = await listening(desk)
    await receive(tx, means, { subject: 'A secret matter', text: 'Of words.' })
    const mail = await tx.db.selectFrom('message').select(['id', 'conversation_id']).executeTakeFirstOrThrow()
    await addTags(ada, mail.conversation_id, ['new'])
    await follow()
    await follow()
    await call()
    await follow()
    await call()

    const received = heard.filter(({ body }) => JSON.parse(body).type === 'message.received')
    expect(received).toHaveLength(1)
    const [{ headers, body }] = received as [Heard]
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = headers as Record<string, string> // prettier-ignore
    const key = Buffer.from(webhook.key.replace('whsec_', ''), 'base64')
    expect(signature).toBe(`v1,${createHmac('sha256', key).update(`${id}.${at}.${body}`).digest('base64')}`)
    expect(JSON.parse(body)).toMatchObject({ type: 'message.received', data: { event: { nounId: mail.id }, conversation: { id: mail.conversation_id }, message: { id: mail.id } } }) // prettier-ignore
    expect(body).not.toContain('secret matter')
    expect(heard.some(({ body: one }) => JSON.parse(one).type === 'conversation.tagged')).toBe(false)
    expect((await log()).every((one) => one.state === 'taken' && one.status === 204)).toBe(true)
    expect(JSON.stringify(await log())).not.toContain('a word of theirs')
    close()
  }),
)

test(
  'what is not taken is tried again with growing pauses, given up where everybody sees it, and told again by hand',
  onDesk(async (desk) => {
    const { tx, ada, answers, heard, webhook, call, log, close } = await listening(desk)
    answers.push(...Array.from({ length: ATTEMPTS }, () => 503))
    await testWebhook(ada, webhook.id)

    expect(await call()).toBe(1)
    expect(await log()).toMatchObject([{ event: 'webhook.tested', state: 'waiting', attempts: 1, status: 503, error: expect.stringMatching(/^127.0.0.1:\d+ answered 503\.$/) }]) // prettier-ignore
    for (let tries = 2; tries < ATTEMPTS; tries++) expect(await call()).toBe(1)
    expect(await call()).toBe(0)
    const [given] = await log()
    expect(given).toMatchObject({ state: 'givenUp', attempts: ATTEMPTS, nextAt: null })
    expect((await desk.history(webhook.id)).at(-1)).toMatchObject({ name: 'webhook.gaveUp' })
    expect(await tx.db.selectFrom('webhook').select('failing_since').executeTakeFirst()).not.toMatchObject({ failing_since: null }) // prettier-ignore

    await replay(ada, { id: webhook.id, deliveryId: must(given, 'it').id })
    expect(await call()).toBe(0)
    expect(await log()).toMatchObject([{ state: 'taken', attempts: 1 }])
    expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(await tx.db.selectFrom('webhook').select('failing_since').executeTakeFirst()).toMatchObject({ failing_since: null }) // prettier-ignore

    answers.push(410)
    await testWebhook(ada, webhook.id)
    expect(await call()).toBe(0)
    expect(await tx.db.selectFrom('webhook').select('is_enabled').executeTakeFirst()).toMatchObject({ is_enabled: false }) // prettier-ignore
    close()
  }),
)

test(
  'nothing is told that its owner may not see, nor to a server that is no longer allowed; a token for less makes none',
  onDesk(async (desk) => {
    const { tx, ada, cleo, means, heard, webhook, wanted, url, follow, call, log, close } = await listening(desk)
    await receive(tx, means, { subject: 'A' })
    const { id } = await tx.db.selectFrom('conversation').select('id').executeTakeFirstOrThrow()
    await follow()
    await setPrivacy(cleo, id, [cleo.id])
    await call()
    expect(heard.filter(({ body }) => body.includes(id))).toEqual([])
    expect((await log()).some((one) => one.state === 'unseen')).toBe(true)

    await addContact(ada, { name: 'Fay', addresses: [{ address: 'fay@other.example', label: '' }] } as never)
    await allow(desk, [], [])
    await follow()
    await call()
    expect((await log())[0]).toMatchObject({ event: 'contact.added', state: 'givenUp', error: expect.stringContaining('may no longer call') }) // prettier-ignore
    await expect(addWebhook(ada, means.keys, await ada.actor(), { ...wanted, url })).rejects.toMatchObject({ code: 'webhook-beyond' }) // prettier-ignore
    await allow(desk, [], ['127.0.0.1'])
    await expect(addWebhook(ada, means.keys, { ...(await ada.actor()), isBound: true }, { ...wanted, url })).rejects.toMatchObject({ code: 'more-rights' }) // prettier-ignore
    await expect(addWebhook(ada, means.keys, await ada.actor(), { ...wanted, url, isWithContent: true })).rejects.toMatchObject({ code: 'url-plain' }) // prettier-ignore

    await tx.db.updateTable('user').set({ role: 'agent' }).where('id', '=', ada.id).execute()
    await testWebhook(ada, webhook.id)
    const before = heard.length
    await call()
    expect(heard.length).toBe(before)
    close()
  }),
)

test(
  'with its content it is told as the API shows it; its address and key are no text in the database',
  onDesk(async (desk) => {
    const { tx, ada, means, heard, webhook, wanted, url, follow, call, log, close } = await listening(desk)
    await tx.db.updateTable('webhook').set({ is_with_content: true }).execute()
    const post: { body: string; isSecret: boolean }[] = []
    const handler = deliverHandler(means.keys, async (asked) => ({ status: post.push(asked) && 200 }))
    await receive(tx, means, { subject: 'A kettle', text: 'Does it boil?' })
    await follow()
    for (const job of await tx.db.selectFrom('job').selectAll().where('kind', '=', deliverJob).execute()) await handler.runOutside(desk.store, { ...job, attempts: 1, serialKey: null } as Job) // prettier-ignore

    const told = post.map(({ body }) => JSON.parse(body)).find((one) => one.type === 'message.received')
    expect(told.data).toMatchObject({ conversation: { subject: 'A kettle', status: 'open' }, message: { text: expect.stringContaining('boil'), direction: 'in' } }) // prettier-ignore
    expect(post.every(({ isSecret }) => isSecret)).toBe(true)
    expect(heard).toEqual([])
    const kept = await tx.db.selectFrom('webhook').selectAll().executeTakeFirstOrThrow()
    expect(kept.url.toString()).not.toContain('secret')
    expect(kept.server).toBe(new URL(url).origin)

    const { key } = await readKey(ada, means.keys, await ada.actor(), { id: webhook.id, isNew: true })
    expect(key).not.toBe(webhook.key)
    await changeWebhook(ada, means.keys, await ada.actor(), { ...wanted, id: webhook.id, version: 1, isEnabled: false })
    await receive(tx, means, { subject: 'B' })
    const count = (await log()).length
    await follow()
    expect(await log()).toHaveLength(count)
    await sweepWebhooks({ ...tx, now: new Date(tx.now.getTime() + 15 * 86_400_000) })
    expect(await log()).toEqual([])
    await call()
    await removeWebhook(ada, webhook.id)
    close()
  }),
)

test(
  'however much happens at once where it is not to look, it comes to what it is told of',
  onDesk(async (desk) => {
    const { tx, means, follow, log, close } = await listening(desk)
    const elsewhere = Array.from({ length: 450 }, () => ({ name: 'message.received', nounId: '7', data: {}, conversationId: '7' })) // prettier-ignore
    await recordAll(tx, elsewhere)
    await receive(tx, means, { subject: 'A kettle' })
    const worker = webhookHandlers(means, undefined)[followWebhooksJob]

    if (worker && 'runOutside' in worker) await worker.runOutside(joinedStore(tx), {} as Job)

    expect((await log()).map((one) => one.event)).toContain('message.received')
    const seenTo = async () => (await tx.db.selectFrom('webhook').select('seen_to_id').executeTakeFirstOrThrow()).seen_to_id // prettier-ignore
    const first = await seenTo()
    const later = { ...tx, now: new Date(mintedAt(first) + 600_000) }
    const told = (await log()).length
    for (let behind = await followWebhooks(later); behind.size > 0;) behind = await followWebhooks(later, behind)
    expect(BigInt(await seenTo())).toBeGreaterThan(BigInt(first))
    await follow()
    expect(await log()).toHaveLength(told)
    close()
  }),
)

test(
  'a task or a deal tells nothing of a private conversation; of inboxes that were chosen only what is about them',
  onDesk(async ({ tx, ada, inboxes, store }) => {
    await receive(tx, testMeans(store), { subject: 'The divorce' })
    const { id: conversationId } = await tx.db.selectFrom('conversation').select('id').executeTakeFirstOrThrow()
    const task = await addTask(ada, { title: 'Ask about the divorce', text: '', ownerId: ada.id, teamId: null, due: null, repeat: null, priority: 'normal', checklist: [], conversationId, contactId: null, companyId: null }) // prettier-ignore
    const deal = await openDeal(ada, { name: 'Kettles', text: '', stageId: '9011', amount: null, currency: null, expectedOn: null, ownProbability: null, ownerId: ada.id, companyId: null, conversationId, contacts: [], tags: [], fields: {} }) // prettier-ignore
    const told = async (name: string, nounId: string, inboxIds: string[] | null = null) =>
      JSON.stringify(await payloadOf(tx, await ada.actor(), { id: '1', name, subjectId: nounId, nounId, at: tx.now }, { inboxIds, isWithContent: true })) // prettier-ignore
    expect(await told('task.added', task.id)).toContain('Ask about the divorce')
    expect(await told('deal.opened', deal.id)).toContain('The divorce')
    expect(await told('task.added', task.id, [inboxes.support])).toContain(task.id)
    expect(await told('task.added', task.id, [inboxes.billing])).toBe('null')

    await setPrivacy(ada, conversationId, [ada.id])

    expect(await told('task.added', task.id)).toContain(task.id)
    expect(await told('task.added', task.id)).not.toContain('divorce')
    expect(await told('deal.opened', deal.id)).toContain(conversationId)
    expect(await told('deal.opened', deal.id)).not.toContain('divorce')
  }),
)

test(
  'what a program was told is not told again once its log is swept, however quiet it was since',
  onDesk(async (desk) => {
    const { tx, means, call, log, close } = await listening(desk)
    await receive(tx, means, { subject: 'A kettle' })
    await followWebhooks({ ...tx, now: new Date(mintedAt(tx.mint())) }) // ids are of real time
    await call()
    await tx.db.deleteFrom('event').where('name', '=', 'message.authenticated').execute()
    const later = { ...tx, now: new Date(mintedAt(tx.mint()) + 15 * 86_400_000) }

    await sweepWebhooks(later)
    await followWebhooks(later)

    expect((await log()).filter((one) => one.event === 'message.received')).toMatchObject([{ state: 'taken' }])
    close()
  }),
)
