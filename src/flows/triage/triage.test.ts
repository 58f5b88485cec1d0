import { expect, test } from 'vitest'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { setStatus } from '../../desk/conversations/change.ts'
import { changeInbox } from '../../desk/inboxes/inboxes.ts'
import type { Condition, Rule, WantedRule } from '../../desk/rules/rules.api.ts'
import { addRule } from '../../desk/rules/rules.ts'
import { must } from '../../kit/must.ts'
import type { Id } from '../../kit/id.ts'
import type { Following } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import type { Automatic } from '../reply/automatic.ts'
import { triage, triageJob, triageJobs } from './triage.ts'

interface Letter {
  inboxId: Id
  subject?: string
  from?: string
  to?: string
  kind?: string
  held?: string
  header?: string
  /** No mail server of ours vouches for its sender. */
  isForged?: boolean
}

/** A desk with a postman: letters that are filed and wait for triage, and the automatic answers that were queued. */
function withPostman(desk: Desk) {
  const { tx } = desk
  const raws = new Map<Id, Buffer>()
  const sent: Automatic[] = []
  const means = {
    raw: { open: async (_: Tx, id: Id) => must(raws.get(id), 'raw mail') },
    proof: { isDemanded: true, servers: ['mx.desk.example'] },
    queueAutomatic: async (_: Tx, automatic: Automatic) => void sent.push(automatic),
  }
  const file = async (letter: Letter, into?: Id): Promise<{ conversationId: Id; messageId: Id }> => {
    const [conversationId, messageId, rawId] = [into ?? tx.mint(), tx.mint(), tx.mint()]
    const subject = letter.subject ?? 'Hello'
    const [from, to] = [letter.from ?? 'dora@acme.example', letter.to ?? 'support@desk.example']
    if (!into) {
      const row = {
        id: conversationId,
        number: conversationId,
        inbox_id: letter.inboxId,
        subject,
        last_message_at: tx.now,
        created_at: tx.now,
        held: letter.held ?? null,
      }
      await tx.db.insertInto('conversation').values(row).execute()
    }
    raws.set(
      rawId,
      Buffer.from(`From: ${from}\r\nTo: ${to}\r\n${letter.header ? `${letter.header}\r\n` : ''}\r\nHello`),
    )
    await tx.db
      .insertInto('message')
      .values({
        conversation_id: conversationId,
        id: messageId,
        inbox_id: letter.inboxId,
        direction: 'in',
        kind: letter.kind ?? 'message',
        sender: JSON.stringify({ name: 'Dora', address: from }),
        addressees: JSON.stringify({ to: [{ name: '', address: to }], cc: [] }),
        subject,
        text: 'Hello',
        reply_end: 5,
        raw_id: rawId,
        authenticity: JSON.stringify({ result: letter.isForged ? 'none' : 'pass', because: 'the test says so' }),
        received_at: tx.now,
      })
      .execute()
    return { conversationId, messageId }
  }
  const deliver = async (letter: Letter, into?: Id) => {
    const filed = await file(letter, into)
    await triage(tx, [{ ...filed, occasion: 'message.received' }], means)
    return filed
  }
  const conversation = (id: Id) =>
    tx.db.selectFrom('conversation').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const routings = (id: Id) =>
    tx.db.selectFrom('routing').selectAll().where('conversation_id', '=', id).orderBy('id').execute()
  return { means, sent, file, deliver, conversation, routings }
}

const about = (value: string): Condition => ({ field: 'subject', operator: 'words', value })
const rule = (
  tx: Tx,
  name: string,
  condition: Condition,
  actions: Rule['actions'],
  changes: Partial<WantedRule> = {},
) => addRule(tx, { name, inboxId: null, occasion: 'message.received', condition, actions, isEnabled: true, ...changes })

test(
  'what the rules say is done in their order, and the reason is kept with the conversation',
  onDesk(async (desk) => {
    const { ada, cleo, inboxes, history } = desk
    const { deliver, conversation, routings } = withPostman(desk)
    const invoices = await rule(ada, 'Invoices', about('invoice'), [
      { do: 'moveToInbox', inboxId: inboxes.billing },
      { do: 'addTags', tags: ['invoice'] },
    ])
    const assign = { do: 'assign' as const, userId: cleo.id }
    const billings = await rule(ada, 'Billing’s', { all: [] }, [assign], { inboxId: inboxes.billing })

    const { conversationId, messageId } = await deliver({ inboxId: inboxes.support, subject: 'Invoice 4711' })

    expect(await conversation(conversationId)).toMatchObject({
      inbox_id: inboxes.billing,
      assignee_id: cleo.id,
      tags: ['invoice'],
    })
    const because =
      'Rule “Invoices”: moved to the inbox “Billing”, tagged “invoice”. Rule “Billing’s”: assigned to Cleo (named by the rule).'
    expect(await routings(conversationId)).toMatchObject([
      {
        message_id: messageId,
        because,
        trace: [
          { name: 'Invoices', held: true },
          { name: 'Billing’s', held: true },
        ],
        outcome: {
          inboxId: inboxes.billing,
          categoryId: null,
          assigneeId: cleo.id,
          by: { inboxId: invoices.id, assigneeId: billings.id },
        },
      },
    ])
    expect((await history(conversationId)).map(({ name, by }) => [name, by])).toEqual([
      ['conversation.moved', null],
      ['conversation.tagged', null],
      ['conversation.assigned', null],
      ['conversation.routed', null],
    ])
  }),
)

test(
  'a mail that no rule holds for is routed too: nothing happens, and it says so',
  onDesk(async (desk) => {
    const { deliver, conversation, routings } = withPostman(desk)
    await rule(desk.ada, 'Invoices', about('invoice'), [{ do: 'setPriority', priority: 'urgent' }])

    const { conversationId } = await deliver({ inboxId: desk.inboxes.support })

    expect(await conversation(conversationId)).toMatchObject({ priority: 'normal', version: 1 })
    expect(await routings(conversationId)).toMatchObject([
      {
        because: 'The one rule did not hold.',
        trace: [{ tests: [{ answer: [{ code: 'found', text: '“Hello”' }], held: false }] }],
      },
    ])
  }),
)

test(
  'in turns everybody who sees the inbox gets one; who is away, full or only reads gets none',
  onDesk(async (desk) => {
    const { ada, tx, inboxes } = desk
    const { file, means, conversation } = withPostman(desk)
    await rule(ada, 'Turns', { all: [] }, [{ do: 'assignBy', strategy: 'roundRobin', teamId: null }])
    await tx.db.updateTable('user').set({ away_at: tx.now }).where('id', '=', ada.id).execute()
    await tx.db.updateTable('user').set({ capacity: 2 }).where('id', '=', desk.cleo.id).execute()

    const filed = []
    for (let n = 0; n < 6; n++) filed.push(await file({ inboxId: inboxes.support }))
    await triage(
      tx,
      filed.map((one) => ({ ...one, occasion: 'message.received' })),
      means,
    )
    const next = await file({ inboxId: inboxes.support })
    await triage(tx, [{ ...next, occasion: 'message.received' }], means)

    const given = await Promise.all(
      [...filed, next].map(async (one) => (await conversation(one.conversationId)).assignee_id),
    )
    const { ben, cleo } = desk
    expect(given).toEqual([ben.id, cleo.id, ben.id, cleo.id, ben.id, ben.id, ben.id])
  }),
)

test(
  'who does not see an inbox is given nothing from it, and it says so',
  onDesk(async (desk) => {
    const { ada, ben, inboxes } = desk
    const { deliver, conversation, routings } = withPostman(desk)
    await rule(ada, 'To Ben', { all: [] }, [{ do: 'assign', userId: ben.id }])

    const { conversationId } = await deliver({ inboxId: inboxes.billing })

    expect(await conversation(conversationId)).toMatchObject({ assignee_id: null })
    expect(await routings(conversationId)).toMatchObject([
      { because: 'Rule “To Ben”: not assigned: Ben does not see this inbox.' },
    ])
  }),
)

test(
  'two messages of one conversation in a batch: the second finds what the first set',
  onDesk(async (desk) => {
    const { ada, tx, inboxes, history } = desk
    const { file, means } = withPostman(desk)
    await rule(ada, 'Turns', { all: [] }, [{ do: 'assignBy', strategy: 'roundRobin', teamId: null }])
    const first = await file({ inboxId: inboxes.support })
    const second = await file({ inboxId: inboxes.support }, first.conversationId)

    await triage(
      tx,
      [first, second].map((one) => ({ ...one, occasion: 'message.received' })),
      means,
    )

    expect((await history(first.conversationId)).filter(({ name }) => name === 'conversation.assigned')).toHaveLength(1)
  }),
)

test(
  'rules for changes answer what people do, and never what rules did',
  onDesk(async (desk) => {
    const { inboxes } = desk
    const { file, means, conversation } = withPostman(desk)
    const follows = {
      'conversation.statusChanged': [triageJob, 'notify.tell'],
      'conversation.priorityChanged': [triageJob],
    }
    const [tx, ben] = [
      { ...desk.tx, follows },
      { ...desk.ben, follows },
    ]
    const flip = (from: 'open' | 'resolved', to: 'open' | 'resolved') =>
      rule(
        desk.ada,
        `${from} to ${to}`,
        { field: 'status', operator: 'is', value: from },
        [{ do: 'setStatus', status: to }, { do: 'stop' }],
        { occasion: 'conversation.changed' },
      )
    await flip('open', 'resolved')
    await flip('resolved', 'open')
    const { conversationId } = await file({ inboxId: inboxes.support })
    const waiting = () => tx.db.selectFrom('job').select(['id', 'kind', 'payload']).execute()

    await setStatus(ben, conversationId, 'resolved')
    const jobs = await waiting()
    expect(jobs.map((job) => job.kind)).toEqual([triageJob, 'notify.tell'])
    await tx.db.deleteFrom('job').execute()
    await triageJobs(
      tx,
      jobs.filter((job) => job.kind === triageJob).map(({ payload }) => ({ payload: payload as Following })),
      means,
    )

    expect(await conversation(conversationId)).toMatchObject({ status: 'open' })
    expect((await waiting()).map((job) => job.kind)).toEqual(['notify.tell'])
  }),
)

test(
  'the inbox acknowledges a new mail once, and not what machines write',
  onDesk(async (desk) => {
    const { ada, inboxes } = desk
    const { deliver, sent, routings } = withPostman(desk)
    await changeInbox(ada, inboxes.support, { autoReply: { subject: '', text: 'We will answer soon.' } })
    const inboxId = inboxes.support

    const first = await deliver({ inboxId })
    const again = await deliver({ inboxId, from: 'dora+shop@ACME.example' })
    const machine = await deliver({ inboxId, from: 'cron@other.example', kind: 'system' })
    await deliver({ inboxId, from: 'else@acme.example' }, first.conversationId)
    const asksNot = await deliver({ inboxId, from: 'eve@acme.example', header: 'X-Auto-Response-Suppress: All' })

    expect(sent).toEqual([
      {
        conversationId: first.conversationId,
        messageId: first.messageId,
        inboxId,
        to: { name: 'Dora', address: 'dora@acme.example' },
        subject: 'We have received your message to Support',
        text: 'We will answer soon.',
      },
    ])
    expect((await routings(again.conversationId))[0]?.because).toContain(
      'not sent: the sender got one in the last 24 hours',
    )
    expect((await routings(machine.conversationId))[0]?.because).toContain('not sent: a machine wrote it')
    expect((await routings(asksNot.conversationId))[0]?.because).toContain(
      'not sent: its sender asks for no automatic answers',
    )
  }),
)

test(
  'a rule’s automatic reply takes the place of the inbox’s',
  onDesk(async (desk) => {
    const { ada, inboxes } = desk
    const { deliver, sent, routings } = withPostman(desk)
    await changeInbox(ada, inboxes.support, { autoReply: { subject: '', text: 'We will answer soon.' } })
    await rule(ada, 'Invoices', about('invoice'), [
      { do: 'autoReply', subject: 'Your invoice', text: 'Ask billing@desk.example.' },
    ])

    const { conversationId } = await deliver({ inboxId: inboxes.support, subject: 'invoice' })

    expect(sent).toMatchObject([{ subject: 'Your invoice', text: 'Ask billing@desk.example.' }])
    expect(await routings(conversationId)).toMatchObject([{ because: 'Rule “Invoices”: automatic reply sent.' }])
  }),
)

test(
  'headers are read from the raw mail where a rule asks for them',
  onDesk(async (desk) => {
    const { deliver, conversation } = withPostman(desk)
    await rule(desk.ada, 'Shop', { field: 'header', name: 'X-Shop', operator: 'is', value: 'baku' }, [
      { do: 'setPriority', priority: 'high' },
    ])

    const { conversationId } = await deliver({ inboxId: desk.inboxes.support, header: 'X-Shop: =?utf-8?Q?B=61ku?=' })

    expect(await conversation(conversationId)).toMatchObject({ priority: 'high' })
  }),
)
