// Back-tests over real arrivals: mail that is filed, answered and changed by hand, and then read by two sets of rules.
import { expect, test } from 'vitest'
import { answerNow } from '../../../test/answering.ts'
import { deskNow, receive, testMeans, type Letter } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { setPriority, setTags } from '../../desk/conversations/change.ts'
import type { WantedRule } from '../../desk/rules/rules.api.ts'
import { addRule } from '../../desk/rules/rules.ts'
import { addPolicy } from '../../desk/sla/policies.ts'
import type { Tx } from '../../store/tx.ts'
import { followConversations } from '../deadlines/deadlines.ts'
import type { BacktestReport } from './backtest.api.ts'

const later = <T extends Tx>(tx: T, minutes: number): T => ({
  ...tx,
  now: new Date(tx.now.getTime() + minutes * 60_000),
})
const rule = (name: string, word: string, actions: WantedRule['actions'], changes: Partial<WantedRule> = {}): WantedRule => ({
  name,
  inboxId: null,
  occasion: 'message.received',
  isEnabled: true,
  condition: { field: 'subjectOrBody', operator: 'words', value: word },
  actions,
  ...changes,
}) // prettier-ignore

async function arrived(desk: Desk, ...letters: Letter[]) {
  const means = testMeans(desk.store)
  for (const letter of letters) await receive(desk.tx, means, letter)
  const conversations = await deskNow(desk.tx)
  await followConversations(desk.tx, conversations.map((one) => one.id), new Map()) // prettier-ignore
  const door = openWebDoor(desk.store, {}, means)
  const run = async (asId: string, draft: object, more: object = {}) => {
    const { status, body } = await door.ask('POST', '/rules/backtest', { as: await door.signedIn(asId), body: { draft, ...more } }) // prettier-ignore
    const lines = status === 200 ? String(body).trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>) : [] // prettier-ignore
    return { status, body: body as { code: string }, text: JSON.stringify(body), lines, report: lines.at(-1)?.['report'] as BacktestReport } // prettier-ignore
  }
  return { means, conversations, run }
}

test(
  'a changed set is run over mail as it came, and tells what changes, which clocks, and where to look',
  onDesk(async (desk) => {
    const { ada, ben, tx } = desk
    const minutes = { urgent: 10, high: 30, normal: 60, low: null }
    const targets = [{ measure: 'firstResponse' as const, counts: 'calendar' as const, minutes, pausesWhile: [] }]
    await addPolicy(ada, { name: 'All', inboxIds: [], categoryIds: [], tags: [], hoursId: null, warnAt: null, steps: [], isEnabled: true, targets }) // prettier-ignore
    const kept = await addRule(ada, rule('Invoices', 'invoice', [{ do: 'addTags', tags: ['bill'] }]))
    await addRule(ada, rule('Nothing', 'zebra', [{ do: 'stop' }]))
    const { means, conversations, run } = await arrived(desk, { subject: 'Invoice 1' }, { subject: 'Refund' })
    const [invoice, refund] = conversations
    await followConversations(tx, [invoice?.id ?? ''], new Map())
    // What happened since is not how it came.
    await setPriority(ben, invoice?.id ?? '', 'low')
    await setTags(ben, refund?.id ?? '', ['bill'])
    await setPriority(ben, invoice?.id ?? '', 'normal')
    await answerNow(later(ben, 40), means, invoice?.id ?? '')
    await followConversations(later(tx, 40), [invoice?.id ?? ''], new Map())
    const changed = rule('Invoices', 'invoice', [
      { do: 'setPriority', priority: 'high' },
      { do: 'assignBy', strategy: 'leastLoaded', teamId: null },
      { do: 'autoReply', subject: '', text: 'Paid soon.' },
    ])

    const { lines, report } = await run(ada.id, { changes: [{ change: 'replace', id: kept.id, rule: changed }] })

    expect(lines[0]).toEqual({ read: 2, of: 1000 })
    expect(report).toMatchObject({ mails: 2, changed: 1 })
    expect(report.groups.map(({ what, from, to, count }) => [what, from, to, count])).toEqual([
      ['assigneeId', null, 'by:leastLoaded:', 1],
      ['does', null, '{"do":"autoReply","subject":"","text":"Paid soon."}', 1],
      ['priority', 'normal', 'high', 1],
      ['tags', 'bill', null, 1],
    ])
    expect(report.examples).toMatchObject([
      { conversationId: invoice?.id, number: invoice?.number, subject: 'Invoice 1' },
    ])
    expect(report.rules.map(({ name, held, heldBefore }) => [name, held, heldBefore])).toEqual([
      ['Invoices', 1, 1],
      ['Nothing', 0, 0],
    ])
    expect(report.clocks.measures).toEqual([{ measure: 'firstResponse', clocks: 2, brokenBefore: 0, brokenAfter: 1 }])
    const at = (minute: number) => new Date(tx.now.getTime() + minute * 60_000).toISOString()
    expect(report.clocks.newlyBroken).toMatchObject([{ number: invoice?.number, dueBefore: at(60), dueAfter: at(30), doneAt: at(40) }]) // prettier-ignore
    const told = await deskNow(tx)
    expect(told.map(({ priority, assignee_id }) => [priority, assignee_id])).toEqual([['normal', ben.id], ['normal', null]]) // prettier-ignore
  }),
)

test(
  'a mail in a conversation that went on is read in the situation in which it came',
  onDesk(async (desk) => {
    const { ada, ben, tx } = desk
    const { means, conversations, run } = await arrived(desk, { subject: 'Invoice', messageId: 'first@acme.example' })
    const id = conversations[0]?.id ?? ''
    await setPriority(ben, id, 'high')
    await setTags(ben, id, ['vip'])
    await receive(tx, means, { subject: 'Re: Invoice', inReplyTo: 'first@acme.example', text: 'Again' })
    await answerNow(ben, means, id)
    await setPriority(ben, id, 'low')
    await setTags(ben, id, [])
    const condition: WantedRule['condition'] = {
      all: [
        { field: 'priority', operator: 'is', value: 'high' },
        { field: 'tag', operator: 'has', value: 'vip' },
        { field: 'assignee', operator: 'isNobody', value: '' },
      ],
    }

    const { report } = await run(ada.id, {
      rules: [rule('As then', '', [{ do: 'addTags', tags: ['seen'] }], { condition })],
    })

    expect(report.rules).toMatchObject([{ name: 'As then', held: 1 }])
    expect(report.mails).toBe(2)
  }),
)

test(
  'a rule that another stops or outdoes is named with it',
  onDesk(async (desk) => {
    const { ada } = desk
    const { run } = await arrived(desk, { subject: 'Invoice 1' }, { subject: 'Invoice 2, refund' })
    const rules = [
      rule('Bills', 'invoice', [{ do: 'setPriority', priority: 'low' }]),
      rule('Refunds', 'refund', [{ do: 'setPriority', priority: 'high' }, { do: 'stop' }]),
      rule('All', 'invoice', [{ do: 'addTags', tags: ['late'] }]),
    ]

    const { report } = await run(ada.id, { rules })

    const told = report.overtaken.map(({ name, by, how, count, held }) => [name, by.name, how, count, held].join(' '))
    expect(new Set(told)).toEqual(new Set(['All Refunds stopped 1 2', 'Bills Refunds outdone 1 2']))
  }),
)

test(
  'nobody learns from a back-test of mail, or tests rules, that they have nothing to do with',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo, inboxes } = desk
    await addRule(
      ada,
      rule('Canary rule', 'canary', [{ do: 'addTags', tags: ['canary-tag'] }], { inboxId: inboxes.billing }),
    )
    const { conversations, run } = await arrived(
      desk,
      { subject: 'Canary in billing', to: 'billing@desk.example' },
      { subject: 'Hello' },
      { subject: 'Canary in private' },
    )
    const secret = conversations.find((one) => one.subject === 'Canary in private')
    await tx.db.updateTable('conversation').set({ private_at: tx.now }).where('id', '=', secret?.id ?? '').execute() // prettier-ignore
    const draft = { changes: [{ change: 'add', rule: rule('Mine', 'canary', [{ do: 'stop' }], { inboxId: inboxes.support }) }] } // prettier-ignore
    const tagging = { rules: [rule('All', 'canary', [{ do: 'addTags', tags: ['x'] }])] }

    const asAgent = await run(cleo.id, draft)
    await tx.db.updateTable('user').set({ role: 'lead' }).where('id', '=', ben.id).execute()
    const asLead = await run(ben.id, draft)
    const beyond = await run(ben.id, tagging)
    const asAdmin = await run(ada.id, tagging, { inboxId: inboxes.billing })

    expect(asAgent.status).toBe(403)
    expect(asLead.report).toMatchObject({ mails: 1, changed: 0 })
    expect(asLead.text).not.toMatch(/canary/i)
    expect(beyond).toMatchObject({ status: 403, body: { code: 'rule-beyond' } })
    expect(asAdmin.report).toMatchObject({ mails: 1, changed: 1, examples: [{ subject: 'Canary in billing' }] })
  }),
)

test(
  'a period and a number bound what is read; older mail comes in further pages',
  onDesk(async (desk) => {
    const { ada, tx } = desk
    const day = (n: number) => new Date(tx.now.getTime() - n * 86_400_000)
    const letters = [3, 2, 1].map((n) => ({ subject: `Invoice ${n}`, receivedAt: day(n) }))
    const { run } = await arrived(desk, ...letters)
    const draft = { rules: [rule('Bills', 'invoice', [{ do: 'stop' }])] }

    const two = await run(ada.id, draft, { mails: 2 })

    expect(two.report).toMatchObject({ mails: 2, newest: day(1).toISOString(), oldest: day(2).toISOString() })
  }),
)
