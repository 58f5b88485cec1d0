import { expect, test } from 'vitest'
import { useStore } from '../../../test/database.ts'
import { useMeans } from '../../../test/means.ts'
import { AssignmentRules } from '../../desk/assignment/assignment.api.ts'
import { addTimeOff, changePattern } from '../../desk/assignment/patterns.ts'
import { changeAssignment } from '../../desk/assignment/policies.ts'
import { assign } from '../../desk/conversations/change.ts'
import { addInbox } from '../../desk/inboxes/inboxes.ts'
import { addRule, changeRule, deleteRule, listRules } from '../../desk/rules/rules.ts'
import { actorOf } from '../../desk/users/actors.ts'
import { writtenOf } from '../../desk/rules/write.ts'
import { addUser } from '../../desk/users/users.ts'
import { must } from '../../kit/must.ts'
import type { Tx } from '../../store/tx.ts'
import { listAudits } from '../audit/audits.ts'
import { createAccepting } from '../intake/accept.ts'
import { createFiling } from '../intake/file.ts'
import { agentsFor } from './cast.ts'
import { addDemo } from './demo.ts'
import { planDesk } from './plan.ts'
import { removeDemo } from './remove.ts'

const store = useStore()
const meansOf = useMeans()
const COUNT = 60
const act = <T>(verb: (tx: Tx) => Promise<T>) => store().transact({ actorId: null }, verb)

/** Every row of every table, as text; without counters that only grow and the feed of changes. */
async function everything(): Promise<Record<string, string[]>> {
  return await act(async (tx) => {
    const tables = await tx.query<{ name: string }>({
      text: `select table_name as name from information_schema.tables where table_schema = 'public'
             and table_name not in ('change', 'change_counter')`,
      values: [],
    })
    const all: Record<string, string[]> = {}
    for (const { name } of tables) {
      const rows = await tx.query<{ row: string }>({
        text: `select t::text as row from "${name}" t order by 1`,
        values: [],
      })
      all[name] = rows.map(({ row }) => row)
    }
    return all
  })
}

async function receive(to: string, from = 'dora@acme.example'): Promise<string> {
  const means = await meansOf(store())
  const raw = Buffer.from(
    `From: Dora <${from}>\r\nTo: ${to}\r\nSubject: Real ${Math.random()}\r\n\r\nA real question.\r\n`,
  )
  const now = store().clock.now()
  await createAccepting(means, () => undefined).accept({
    raw,
    source: 'smtp',
    from,
    recipients: [to],
    remote: null,
    receivedAt: now,
  })
  await createFiling(means, 'test').round()
  const row = await act((tx) =>
    tx.db.selectFrom('conversation').select('id').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow(),
  )
  return row.id
}

test('the plan of a sample desk is the same for the same seed, and another for another', () => {
  const now = new Date('2026-03-02T09:00:00Z')

  expect(planDesk(1, now, 300, agentsFor)).toEqual(planDesk(1, now, 300, agentsFor))
  expect(planDesk(2, now, 300, agentsFor)).not.toEqual(planDesk(1, now, 300, agentsFor))
  const { cases, steps } = planDesk(1, now, 300, agentsFor)
  expect(new Set(cases.map((one) => one.tongue.language)).size).toBe(11)
  expect(new Set(cases.map((one) => one.fate)).size).toBe(6)
  expect(steps.every((step) => step.at < now)).toBe(true)
})

test('samples go as they came: nothing stays, and nothing else goes', async () => {
  const means = await meansOf(store())
  await act(async (tx) => {
    await addUser(tx, { email: 'ada@people.example', name: 'Ada', role: 'admin', passwordHash: null })
    await addInbox(tx, { name: 'Real', addresses: ['real@desk.example'] })
    await tx.db.insertInto('tag').values({ name: 'complaint', created_at: tx.now }).execute()
  })
  await receive('real@desk.example')
  const before = await everything()

  await addDemo(means, { seed: 3, count: COUNT })
  await act(async (tx) => {
    const { id: userId } = await tx.db
      .selectFrom('user')
      .select('id')
      .where('is_sample', '=', true)
      .executeTakeFirstOrThrow()
    const { id: inboxId } = await tx.db
      .selectFrom('inbox')
      .select('id')
      .where('is_sample', '=', true)
      .executeTakeFirstOrThrow()
    await changePattern(tx, userId, 0, { slots: 5, hours: null, languages: [], categories: [] })
    await addTimeOff(tx, userId, { firstDay: '2999-01-01', lastDay: '2999-01-02', note: '' })
    await changeAssignment(tx, inboxId, 0, AssignmentRules.parse({}))
  })
  const between = await everything()
  await expect(addDemo(means, { seed: 4, count: COUNT })).rejects.toMatchObject({ code: 'demo-there' })
  await removeDemo(means)

  expect(between.message?.length).toBeGreaterThan(COUNT)
  expect(await everything()).toEqual(before)
  expect(await removeDemo(means)).toContain('no sample data')
}, 240_000)

test('a sample desk has all that a desk has, is marked, and sends nothing', async () => {
  const means = await meansOf(store())
  await addDemo(means, { seed: 1, count: 3 * COUNT })
  const now = store().clock.now()

  const all = await act(async (tx) => ({
    conversations: await tx.db.selectFrom('conversation').selectAll().where('is_sample', '=', true).execute(),
    unmarked: await tx.db
      .selectFrom('contact_address')
      .innerJoin('contact', 'contact.id', 'contact_id')
      .select('address')
      .where('is_sample', '=', false)
      .execute(),
    messages: await tx.db.selectFrom('message').selectAll().execute(),
    attachments: await tx.db.selectFrom('attachment').select('type').distinct().execute(),
    notes: await tx.db.selectFrom('note').select('id').execute(),
    outbox: await tx.db.selectFrom('outbox').select('state').distinct().execute(),
    deliveries: await tx.db.selectFrom('delivery').select('state').distinct().execute(),
    jobs: await tx.db.selectFrom('job').select('kind').distinct().execute(),
    intake: await tx.db.selectFrom('intake').select('id').execute(),
    routed: await tx.db.selectFrom('routing').select('because').execute(),
    companies: await tx.db.selectFrom('company').select('name').execute(),
  }))

  expect(new Set(all.conversations.map((one) => one.status))).toEqual(new Set(['open', 'waiting', 'resolved']))
  const companies = all.companies.map((one) => one.name)
  expect(companies).toContain('Harbour Lane Cafes')
  expect(companies).not.toContain('Mail') // where private people have their addresses
  expect(all.conversations.some((one) => one.snoozed_until !== null && one.snoozed_until > now)).toBe(true)
  expect(
    all.conversations.some(
      (one) => one.waiting_since !== null && now.getTime() - one.waiting_since.getTime() > 4 * 86_400_000,
    ),
  ).toBe(true)
  expect(all.conversations.every((one) => one.last_message_at < now)).toBe(true)
  expect(new Set(all.conversations.map((one) => one.language)).size).toBeGreaterThan(8)
  expect(new Set(all.messages.map((one) => one.kind))).toEqual(new Set(['message', 'auto-reply', 'bounce', 'list']))
  expect(all.messages.some((one) => one.is_stranger)).toBe(true)
  expect(all.messages.filter((one) => one.is_degraded)).toEqual([])
  expect(all.attachments.map((one) => one.type)).toEqual(
    expect.arrayContaining(['application/pdf', 'image/png', 'text/csv']),
  )
  expect(all.notes.length).toBeGreaterThan(2)
  expect(all.unmarked.map((one) => one.address)).toEqual(['dora@acme.example'])
  expect(all.outbox).toEqual([{ state: 'accepted' }])
  expect(all.deliveries.map((one) => one.state).toSorted()).toEqual(['delivered', 'failed'])
  expect(all.jobs.filter((one) => one.kind !== 'conversation.wake')).toEqual([])
  expect(all.intake).toEqual([])
  expect(all.routed.some((one) => one.because.includes('Invoices to billing'))).toBe(true)
  await removeDemo(means)
}, 240_000)

test('what is real among the samples stays: mail in a sample inbox, a conversation given to a sample colleague', async () => {
  const means = await meansOf(store())
  await addDemo(means, { seed: 1, count: 12 })
  const lamp = await receive('help@fernhill.example', 'eva@acme.example')
  const real = await receive('real@desk.example')
  const noor = must(
    (
      await act((tx) =>
        tx.db.selectFrom('user').select('id').where('email', '=', 'noor@people.fernhill.example').executeTakeFirst(),
      )
    )?.id,
    'Noor',
  )
  await act((tx) => assign(tx, real, noor))
  const rule = await act((tx) =>
    addRule(tx, {
      name: 'To Noor',
      inboxId: null,
      occasion: 'message.received',
      isEnabled: false,
      condition: { all: [] },
      actions: [{ do: 'assign', userId: noor }],
    }),
  )

  const only = await act(async (tx) => {
    const { id: inboxId } = await tx.db.selectFrom('inbox').select('id').where('name', 'like', 'Billing%').executeTakeFirstOrThrow() // prettier-ignore
    return await addRule(tx, { name: 'Only of Billing', inboxId, occasion: 'message.received', isEnabled: false, condition: { all: [] }, actions: [{ do: 'stop' }] }) // prettier-ignore
  })

  const signed = await act(async (tx) => {
    const id = await addUser(tx, { email: 'olga@people.example', name: 'Olga', role: 'admin', passwordHash: null })
    const sample = must(
      (await listRules(tx)).find((one) => one.id !== rule.id && one.id !== only.id),
      'a sample rule',
    )
    const wanted = { ...writtenOf(sample), name: 'As Olga wants it' }
    await changeRule({ ...tx, actorId: id }, sample.id, sample.version, wanted)
    const { id: conversationId } = await tx.db.selectFrom('conversation').select('id').where('is_sample', '=', true).limit(1).executeTakeFirstOrThrow() // prettier-ignore
    const { inboxIds } = must(await actorOf(tx, id), 'Olga')
    const audit = { id: tx.mint(), since: tx.now, until: tx.now, inbox_ids: [...inboxIds], population: 1, created_at: tx.now, signed_by: id, signed_at: tx.now } // prettier-ignore
    await tx.db.insertInto('routing_audit').values(audit).execute()
    await tx.db.insertInto('routing_audit_mail').values({ audit_id: audit.id, conversation_id: conversationId, place: 1, message_id: conversationId, outcome: '{}' }).execute() // prettier-ignore
    return { by: id, auditId: audit.id }
  })

  await expect(removeDemo(means)).rejects.toThrow('“To Noor”, “Only of Billing”')
  await act((tx) => deleteRule(tx, rule.id))
  await act((tx) => deleteRule(tx, only.id))
  const told = await removeDemo(means)

  expect(told).toContain('1 sample inboxes hold real mail')
  const left = await act(async (tx) => ({
    conversations: await tx.db
      .selectFrom('conversation')
      .select(['id', 'assignee_id'])
      .where('id', 'in', [lamp, real])
      .orderBy('id')
      .execute(),
    inboxes: await tx.db.selectFrom('inbox').select(['name', 'is_sample']).orderBy('id').execute(),
    samples: await tx.db.selectFrom('user').select('id').where('is_sample', '=', true).execute(),
  }))
  expect(left.conversations).toEqual([
    { id: lamp, assignee_id: null },
    { id: real, assignee_id: null },
  ])
  expect(left.inboxes).toEqual([
    { name: 'Real', is_sample: false },
    { name: 'Help (sample)', is_sample: false },
  ])
  expect(left.samples).toEqual([])
  // What people signed, and the versions of rules that they made, are theirs.
  await act(async (tx) => {
    const olga = must(await actorOf(tx, signed.by), 'Olga')
    expect((await listAudits(tx, olga, { limit: 10 })).audits).toMatchObject([{ id: signed.auditId, size: 1 }])
    const states = await tx.db.selectFrom('rule_state').innerJoin('rule_version', 'number', 'since').where('author_id', '=', signed.by).select('rule').execute() // prettier-ignore
    expect(states).toMatchObject([{ rule: { name: 'As Olga wants it' } }])
    expect(await listRules(tx)).toEqual([])
  })
}, 240_000)
