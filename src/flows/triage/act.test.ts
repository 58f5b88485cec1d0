import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { allow, common, running } from '../../../test/running.ts'
import { AssignmentRules } from '../../desk/assignment/assignment.api.ts'
import { addTimeOff } from '../../desk/assignment/patterns.ts'
import { changeAssignment } from '../../desk/assignment/policies.ts'
import { assign, setStatus } from '../../desk/conversations/change.ts'
import { setPrivacy } from '../../desk/conversations/privacy.ts'
import { lockConversation } from '../../desk/conversations/touch.ts'
import { changeInbox } from '../../desk/inboxes/inboxes.ts'
import { changeOutlets } from '../../desk/rules/outlets.ts'
import { addRule, changeRule } from '../../desk/rules/rules.ts'
import type { WantedRule } from '../../desk/rules/rules.api.ts'
import { webhookSecret } from '../../desk/rules/webhook-secret.ts'
import { must } from '../../kit/must.ts'
import { createDestinations } from '../../doors/outbound/destinations.ts'
import { createOutbound } from '../../doors/outbound/outbound.ts'
import type { Id } from '../../kit/id.ts'
import { enqueue } from '../../store/jobs.ts'
import { claim, type Job } from '../../store/jobs/claim.ts'
import type { OutsideHandler } from '../../store/jobs/worker.ts'
import type { Tx } from '../../store/tx.ts'
import { pushWaiting } from '../assignment/take.ts'
import { authenticityJob } from '../intake/authenticity.ts'
import { triageHandlers } from './handler.ts'
import { triage } from './triage.ts'
import { dueJob } from './courses.ts'
import { forwardJob } from './forward.ts'
import { webhookJob } from './webhook.ts'

const HOUR = 3_600_000

const waiting: WantedRule = {
  ...common,
  name: 'Late',
  condition: { field: 'status', operator: 'is', value: 'open' },
  after: { minutes: 240, counts: 'calendar', unless: ['customerWrites', 'agentWrites', 'resolved'] },
  actions: [{ do: 'addTags', tags: ['late'] }],
}

test(
  'a rule’s note that names somebody who does not see the mail keeps it from nothing: it stands, and names nobody else',
  onDesk(async (desk) => {
    const { tx, inboxes, ben, cleo, ada } = desk
    const { letter, tags } = running(desk)
    const moves = { do: 'moveToInbox' as const, inboxId: inboxes.billing }
    await addRule(ada, { ...common, name: 'Look', actions: [moves, { do: 'note', text: '@Ben and @Cleo, look' }, { do: 'addTags', tags: ['seen'] }] }) // prettier-ignore

    const { conversationId } = await letter('Invoice')

    const note = await tx.db.selectFrom('note').select('mentioned_ids').where('conversation_id', '=', conversationId).executeTakeFirst() // prettier-ignore
    expect(note?.mentioned_ids).toEqual([cleo.id])
    expect(note?.mentioned_ids).not.toContain(ben.id)
    expect(await tags(conversationId)).toEqual(['seen'])
  }),
)

test(
  'a rule waits to the minute, is asked again, and acts once, however often its job is done',
  onDesk(async (desk) => {
    const { at, letter, jobs, work, tags, because } = running(desk)
    await addRule(desk.ada, waiting)

    const { conversationId } = await letter('Where is it?')
    const [job] = await jobs(dueJob)

    expect(job?.run_at).toEqual(at(4).now)
    expect(await tags(conversationId)).toEqual([])
    expect(await work(dueJob, at(3.9))).toBe(0)
    expect(await work(dueJob, at(4))).toBe(1)
    expect(await tags(conversationId)).toEqual(['late'])
    expect(await because(conversationId)).toBe('Rule “Late”, after 4 hours: tagged “late”.')
    await desk.tx.db.updateTable('conversation').set({ tags: [] }).execute()
    await work(dueJob, at(5))
    expect(await tags(conversationId)).toEqual([])
  }),
)

test(
  'what no longer holds when the wait is over does nothing, nor what was called off meanwhile',
  onDesk(async (desk) => {
    const { at, letter, work, tags, because, changed } = running(desk)
    const rule = await addRule(desk.ada, { ...waiting, after: { minutes: 240, counts: 'calendar', unless: ['customerWrites', 'resolved'] } }) // prettier-ignore
    const [one, two, three] = [await letter('One'), await letter('Two'), await letter('Three')]

    await setStatus(desk.ben, one.conversationId, 'waiting')
    await setStatus(desk.ben, two.conversationId, 'resolved')
    await setStatus(desk.ben, two.conversationId, 'open')
    await work(dueJob, at(4))

    expect(await tags(one.conversationId)).toEqual([])
    expect(await because(one.conversationId)).toBe('Rule “Late” no longer held after 4 hours.')
    expect(await because(two.conversationId)).toBe('Rule “Late”: nothing after 4 hours, because it was resolved.')
    expect(await tags(three.conversationId)).toEqual(['late'])
    await changeRule(desk.ada, rule.id, 1, { ...waiting, isEnabled: false })
    await changed(desk.tx, three.conversationId)
  }),
)

test(
  'a rule about changes speaks once until somebody writes again',
  onDesk(async (desk) => {
    const { at, letter, changed, because } = running(desk)
    await addRule(desk.ada, { ...common, occasion: 'conversation.changed', name: 'Told', actions: [{ do: 'note', text: 'See {{conversation.number}}.' }] }) // prettier-ignore
    const { conversationId } = await letter('Hello', desk.tx, [], { messageId: 'first@acme.example' })
    const notes = async () => (await desk.tx.db.selectFrom('note').select('text').where('conversation_id', '=', conversationId).execute()).length // prettier-ignore

    await changed(desk.tx, conversationId)
    await changed(desk.tx, conversationId)

    expect(await notes()).toBe(1)
    expect(await because(conversationId)).toBe('Rule “Told”: not again: it was done since somebody last wrote.')
    await letter('Again', at(1), [], { inReplyTo: 'first@acme.example' })
    await changed(at(1), conversationId)
    expect(await notes()).toBe(2)
  }),
)

test(
  'mail is forwarded to colleagues who see it and to whom an administrator allowed, never round, and marked for machines',
  onDesk(async (desk) => {
    const { at, letter, work, because, means } = running(desk)
    const forward = (to: string) => ({
      ...common,
      inboxId: desk.inboxes.support,
      name: to,
      actions: [{ do: 'forward' as const, to, text: 'Please see.' }],
    })
    await allow(desk, ['partner.example', 'anybody@else.example', 'billing@desk.example', 'dora@acme.example'])
    const partner = await addRule(desk.ada, forward('repairs@partner.example'))
    const { conversationId } = await letter('Broken')

    expect(await work(forwardJob, at(0))).toBe(1)
    const sent = await desk.tx.db.selectFrom('outbox').select(['raw_id', 'envelope_from', 'recipients']).executeTakeFirstOrThrow() // prettier-ignore
    const raw = String(await means.raw.get(desk.tx, sent.raw_id))
    expect(sent).toMatchObject({ envelope_from: '', recipients: ['repairs@partner.example'] })
    expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m)
    expect(raw).toMatch(/^X-Postroom-Forwarded: /m)
    expect(raw).toContain('Please see.')
    expect(await because(conversationId)).toContain('forwarded to repairs@partner.example')
    const round = await letter('Round', desk.tx, ['X-Postroom-Forwarded: other.example'])
    expect(await because(round.conversationId)).toContain('a rule has forwarded it before')
    for (const [to, why] of [
      ['anybody@else.example', 'an administrator has not allowed it'],
      ['billing@desk.example', 'an address of this desk'],
      ['dora@acme.example', 'it came from there'],
    ] as const) {
      // prettier-ignore
      await changeRule(desk.ada, partner.id, await versionOf(desk.tx, partner.id), forward(to))
      if (to === 'anybody@else.example') await allow(desk, ['partner.example', 'billing@desk.example', 'dora@acme.example']) // prettier-ignore
      expect(await because((await letter(`To ${to}`)).conversationId), to).toContain(why)
    }
    await changeRule(desk.ada, partner.id, await versionOf(desk.tx, partner.id), forward('ben@people.example'))
    expect(await because((await letter('To Ben')).conversationId)).toContain('forwarded to ben@people.example')
    // By the same rule, of mail that is by then where Ben sees nothing.
    await desk.tx.db.updateTable('inbox').set({ is_open_to_all: false }).execute()
    expect(await because((await letter('Of others')).conversationId)).toContain('Ben does not see the inbox “Support”')
  }),
)

const versionOf = async (tx: Tx, id: Id) => (await tx.db.selectFrom('rule').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version // prettier-ignore

test(
  'another program is told with a signature, without the words unless asked, and its refusal is seen in the conversation',
  onDesk(async (desk) => {
    const { letter, jobs, means } = running(desk)
    const asked: { request: IncomingMessage; body: string }[] = []
    const answers = [204, 503, 404]
    const server = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        asked.push({ request, body: String(Buffer.concat(parts)) })
        response.writeHead(answers[asked.length - 1] ?? 500).end()
      })
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
    const outbound = createOutbound(createDestinations({ privateHosts: ['127.0.0.1'] }))
    const handler = must(
      triageHandlers(means, { calendars: new Map(), post: outbound })[webhookJob],
      'it',
    ) as OutsideHandler
    await allow(desk, [], ['127.0.0.1'])
    await addRule(desk.ada, { ...common, name: 'Shop', actions: [{ do: 'webhook', url, isWithText: false }] })
    const { conversationId } = await letter('A secret matter')
    const [job] = await jobs(webhookJob)
    const run = () => handler.runOutside(desk.store, { ...must(job, 'a job'), attempts: 1, serialKey: null } as Job)

    await run()
    const [{ request, body }] = asked as [(typeof asked)[number]]
    const [, at, signature] = /^t=(\d+),v1=(\w+)$/.exec(String(request.headers['x-postroom-signature'])) ?? []

    expect(signature).toBe(createHmac('sha256', webhookSecret(means.keys, url)).update(`${at}.${body}`).digest('hex'))
    expect(JSON.parse(body)).toMatchObject({ event: 'rule.held', rule: { name: 'Shop' }, conversation: { id: conversationId } }) // prettier-ignore
    expect(body).not.toContain('secret matter')
    await expect(run()).rejects.toMatchObject({ kind: 'busy' })
    expect(await desk.history(conversationId)).not.toContainEqual(expect.objectContaining({ name: 'webhook.failed' }))
    await expect(run()).rejects.toMatchObject({ kind: 'invalid', message: expect.stringContaining('answered 404') })
    expect(await desk.history(conversationId)).toContainEqual(expect.objectContaining({ name: 'webhook.failed' }))
    server.close()
  }),
)

test(
  'a server that answers nobody, and mail by the hundred that tells it, keep no sender from being checked',
  onDesk(async ({ tx, ada, store }) => {
    const means = testMeans(store)
    await changeOutlets(ada, { forwardTo: [], webhookTo: ['shop.example'] })
    await addRule(ada, { ...common, name: 'Out', actions: [{ do: 'webhook', url: 'https://shop.example/', isWithText: false }] }) // prettier-ignore
    await receive(tx, means, { subject: 'A' }, { subject: 'B' })
    const mails = await tx.db.selectFrom('message').select(['id', 'conversation_id']).execute()
    await triage(tx, mails.map((one) => ({ conversationId: one.conversation_id, messageId: one.id, occasion: 'message.received' as const })), { ...means, queueAutomatic: async () => undefined }) // prettier-ignore
    await enqueue(tx, authenticityJob, { messageId: '1' })

    const taken = await claim(tx, 'worker', [webhookJob, authenticityJob], 1)

    expect(taken.map((job) => job.kind)).toEqual([authenticityJob])
  }),
)

test(
  'what was made private before it left stays here, also where another server was busy meanwhile',
  onDesk(async (desk) => {
    const { letter, jobs, work, means, at } = running(desk)
    const asked: { within: number }[] = []
    const post = async (one: { within: number }) => ({ status: asked.push(one) && 503 })
    const handler = must(triageHandlers(means, { calendars: new Map(), post })[webhookJob], 'it') as OutsideHandler
    await allow(desk, ['partner.example'], ['shop.example'])
    await addRule(desk.ada, { ...common, name: 'Out', actions: [{ do: 'webhook', url: 'https://shop.example/', isWithText: true }, { do: 'forward', to: 'repairs@partner.example', text: '' }] }) // prettier-ignore
    const { conversationId } = await letter('A matter')
    const [job] = await jobs(webhookJob)
    const run = () => handler.runOutside(desk.store, { ...must(job, 'a job'), attempts: 1, serialKey: null } as Job)

    await expect(run()).rejects.toMatchObject({ kind: 'busy' })
    await setPrivacy(desk.ada, conversationId, [desk.ben.id])

    await expect(run()).rejects.toMatchObject({ code: 'conversation-closed' })
    expect(asked.map((one) => one.within)).toEqual([5_000])
    await expect(work(forwardJob, at(0))).rejects.toMatchObject({ code: 'conversation-closed' })
    expect(await desk.tx.db.selectFrom('outbox').select('id').execute()).toEqual([])
  }),
)

test(
  'rules ask of contacts, counts, clocks and people only what is so',
  onDesk(async (desk) => {
    const { letter, tags, at } = running(desk)
    const tests: Record<string, WantedRule['condition']> = {
      first: { field: 'contact', operator: 'isFirstMail' },
      known: { field: 'contact', operator: 'isKnown' },
      acme: { field: 'company', operator: 'is', value: 'ACME' },
      below: { field: 'companyDomain', operator: 'is', value: 'acme.example' },
      named: { field: 'contactField', name: 'name', operator: 'is', value: 'dora' },
      thrice: { field: 'mailsOfSender', operator: 'atLeast', value: 3, withinHours: 24 },
      unheard: { field: 'unanswered', operator: 'atLeast', value: 1 },
      large: { field: 'size', operator: 'atLeast', value: 1000 },
      ours: { field: 'ownAddress', operator: 'is', value: 'to' },
      alone: { not: { field: 'recipientCount', operator: 'atLeast', value: 2 } },
      odd: { field: 'suspicious', operator: 'is', value: true },
      late: { field: 'clock', measure: 'any', operator: 'isLate', value: 0 },
      returned: { field: 'previousCategory', operator: 'is', value: '1' },
      away: { field: 'assigneeAway', operator: 'is', value: true },
    }
    await desk.tx.db
      .updateTable('contact')
      .set({ created_at: at(-24 * 30).now })
      .where('id', '=', desk.dora.id)
      .execute()
    for (const [tag, condition] of Object.entries(tests)) {
      if (tag === 'returned') continue // names a category
      await addRule(desk.ada, { ...common, name: tag, condition, actions: [{ do: 'addTags', tags: [tag] }] })
    }

    const one = await letter('One')
    await letter('Two')
    const three = await letter('Three')

    expect((await tags(one.conversationId)).toSorted()).toEqual(['acme', 'alone', 'below', 'first', 'known', 'named', 'ours', 'unheard']) // prettier-ignore
    expect((await tags(three.conversationId)).toSorted()).toEqual(['acme', 'alone', 'below', 'known', 'named', 'ours', 'thrice', 'unheard']) // prettier-ignore
  }),
)

test(
  'what a rule takes from somebody who was just given it is not given to them again, and so is not taken again for ever',
  onDesk(async (desk) => {
    const { tx, ada, ben, inboxes } = desk
    const { letter, changed } = running(desk)
    await changeAssignment(ada, inboxes.support, 0, AssignmentRules.parse({ strategy: 'roundRobin' }))
    await tx.db.insertInto('session').values({ id: tx.mint(), user_id: ben.id, token_hash: Buffer.from('ben'), created_at: tx.now, seen_at: tx.now, expires_at: new Date(tx.now.getTime() + HOUR) }).execute() // prettier-ignore
    await addRule(ada, { ...common, name: 'Not Ben', occasion: 'conversation.changed', condition: { field: 'assignee', operator: 'is', value: ben.id }, actions: [{ do: 'assign', userId: null }] }) // prettier-ignore
    const { conversationId } = await letter('Hello')
    const owner = async () => (await lockConversation(tx, conversationId)).assignee_id

    expect([await pushWaiting(tx, new Map()), await owner()]).toEqual([1, ben.id])
    await changed(tx, conversationId)

    expect(await owner()).toBeNull()
    expect([await pushWaiting(tx, new Map()), await owner()]).toEqual([0, null])
  }),
)

test(
  'an assignee who has time off is away, also where they did not say so',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo } = desk
    const { letter, changed, tags } = running(desk)
    await addRule(ada, { ...common, name: 'Away', occasion: 'conversation.changed', condition: { field: 'assigneeAway', operator: 'is', value: true }, actions: [{ do: 'addTags', tags: ['away'] }] }) // prettier-ignore
    const today = tx.now.toISOString().slice(0, 10)
    await addTimeOff(ada, ben.id, { firstDay: today, lastDay: today, note: '' })
    const [bens, cleos] = [await letter('One'), await letter('Two')]

    await assign(ada, bens.conversationId, ben.id)
    await assign(ada, cleos.conversationId, cleo.id)
    for (const { conversationId } of [bens, cleos]) await changed(tx, conversationId)

    expect([await tags(bens.conversationId), await tags(cleos.conversationId)]).toEqual([['away'], []])
  }),
)

test(
  'a rule lets those follow who see it, also who only reads; of others it is said that they do not',
  onDesk(async (desk) => {
    const { tx, ada, ben, vera, inboxes } = desk
    const { letter, because } = running(desk)
    const follower = (name: string, userId: Id) =>
      addRule(ada, { ...common, name, condition: { field: 'subject', operator: 'is', value: name }, actions: [{ do: 'addFollower', userIds: [userId] }] }) // prettier-ignore
    await follower('Vera', vera.id)
    await follower('Ben', ben.id)
    // Giving something to somebody must not change who may follow.
    await addRule(ada, { ...common, name: 'Give', actions: [{ do: 'assign', userId: ada.id }] })
    await changeInbox(ada, inboxes.support, { isOpenToAll: false, userIds: [vera.id] })

    const [veras, bens] = [await letter('Vera'), await letter('Ben')]

    expect(await because(veras.conversationId)).toContain('Rule “Vera”: followed by “Vera”.')
    expect(await because(bens.conversationId)).toContain(
      'Rule “Ben”: no follower: nobody named sees this conversation.',
    )
    expect(await tx.db.selectFrom('follower').select('user_id').execute()).toEqual([{ user_id: vera.id }])
  }),
)
