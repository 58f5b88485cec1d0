// What a program may do by the way: reading mail where it may only judge, test or plan, giving work away where it may only write rules,
// speaking for people, deciding for the whole desk.
import { expect, test } from 'vitest'
import { assign } from '../src/desk/conversations/change.ts'
import { createToken } from '../src/desk/users/tokens.ts'
import { triage } from '../src/flows/triage/triage.ts'
import { must } from '../src/kit/must.ts'
import { receive, testMeans } from './arrivals.ts'
import { onDesk } from './desk.ts'
import { openWebDoor } from './web-door.ts'

test(
  'a token that may write rules and audits reads no mail by them, gives nobody’s work away, judges and signs for nobody, and plans for no desk',
  onDesk(async ({ tx, ada, ben, inboxes, store }) => {
    const means = testMeans(store)
    const door = openWebDoor(store, {}, means)
    const letters = Array.from({ length: 10 }, (_, at) => ({ subject: `canary ${at}`, text: 'canary' }))
    await receive(tx, means, ...letters)
    const mails = await tx.db.selectFrom('message').select(['id', 'conversation_id']).execute()
    const asked = mails.map((one) => ({ conversationId: one.conversation_id, messageId: one.id, occasion: 'message.received' as const })) // prettier-ignore
    await triage(tx, asked, { ...means, queueAutomatic: async () => undefined })
    const conversationId = must(mails[0], 'a mail').conversation_id
    await assign(ada, conversationId, ben.id)
    const tokenFor = async (scopes: string[], more: { inboxIds?: string[]; isDesks?: boolean }) => {
      const given = { name: 'x', scopes, inboxIds: null, days: 1, isDesks: false, ...more }
      return `Bearer ${(await createToken(ada, await ada.actor(), given)).secret}`
    }
    const blind = await tokenFor(['audit.read', 'audit.write', 'rule.write'], { inboxIds: [inboxes.support] })
    const desks = await tokenFor(['audit.read', 'audit.write', 'conversation.read'], { isDesks: true })
    const period = { since: '2025-01-02T00:00:00Z', until: '2090-01-01T00:00:00Z', size: 10 }
    const { body: audit } = await door.ask('POST', '/routing-audits', { as: blind, body: period })
    const rule = { name: 'x', inboxId: inboxes.support, condition: { all: [] }, actions: [{ do: 'stop' }] }
    const judgement = { inboxId: inboxes.support, categoryId: null }
    const asks: [as: string, method: string, path: string, body?: object][] = [
      [blind, 'GET', `/routing-audits/${audit.id}`],
      [blind, 'GET', `/routing-audits/${audit.id}/next`],
      [blind, 'GET', '/routing-health'],
      [blind, 'POST', '/rules/backtest', { draft: { rules: [rule] } }],
      [blind, 'GET', `/users/${ben.id}/hand-over`],
      [blind, 'POST', `/users/${ben.id}/hand-over`, { moves: [{ conversationId, from: ben.id, to: null }] }],
      [blind, 'PUT', '/routing-audit-plan', { everyDays: 366, size: 10 }],
      [desks, 'PUT', `/routing-audits/${audit.id}/mails/${conversationId}`, { judgement }],
      [desks, 'POST', `/routing-audits/${audit.id}/signature`, { conclusion: 'x' }],
    ]

    const answers = []
    for (const [as, method, path, body] of asks) answers.push(await door.ask(method, path, { as, ...(body && { body }) })) // prettier-ignore

    expect(answers.map(({ status }) => status)).toEqual(asks.map(() => 403))
    expect(JSON.stringify(answers.map((one) => one.body as unknown))).not.toContain('canary')
    const read = await door.ask('GET', `/routing-audits/${audit.id}`, { as: await door.signedIn(ada.id) })
    expect(read).toMatchObject({ status: 200, body: { audit: { judged: 0 } } })
  }),
)

test(
  'why somebody is away is for them and for leads; that they are is for everybody',
  onDesk(async ({ ada, ben, cleo, vera, store }) => {
    const door = openWebDoor(store)
    const asBen = await door.signedIn(ben.id)
    const off = { firstDay: '2099-01-01', lastDay: '2099-01-02', note: 'canary' }
    await door.ask('POST', `/users/${ben.id}/time-off`, { as: asBen, body: off })

    const told = await Promise.all(
      [ada, ben, cleo, vera].map(
        async (one) => await door.ask('GET', '/work-patterns', { as: await door.signedIn(one.id) }),
      ),
    )

    expect(told.map(({ body }) => JSON.stringify(body).includes('canary'))).toEqual([true, true, false, false])
    expect(told.map(({ body }) => JSON.stringify(body).includes('2099-01-02'))).toEqual([true, true, true, true])
  }),
)
