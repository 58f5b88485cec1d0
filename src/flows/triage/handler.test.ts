// With commits and two connections: what one transaction alone cannot show.
import { expect, test } from 'vitest'
import { useStore } from '../../../test/database.ts'
import { useMeans } from '../../../test/means.ts'
import { addInbox } from '../../desk/inboxes/inboxes.ts'
import { addRule } from '../../desk/rules/rules.ts'
import { addUser } from '../../desk/users/users.ts'
import { must } from '../../kit/must.ts'
import type { Id } from '../../kit/id.ts'
import type { InsideHandler } from '../../store/jobs/worker.ts'
import type { Tx } from '../../store/tx.ts'
import { triageHandlers } from './handler.ts'
import { triageJob } from './triage.ts'

const storeOf = useStore({ follows: { 'conversation.assigned': [triageJob] } })
const meansOf = useMeans()

async function fileLetter(
  tx: Tx,
  inboxId: Id,
): Promise<{ name: string; subjectId: Id; conversationId: Id; event: Id; data: object }> {
  const [conversationId, id] = [tx.mint(), tx.mint()]
  await tx.db
    .insertInto('conversation')
    .values({
      id: conversationId,
      number: conversationId,
      inbox_id: inboxId,
      subject: 'Hello',
      last_message_at: tx.now,
      created_at: tx.now,
    })
    .execute()
  await tx.db
    .insertInto('message')
    .values({
      conversation_id: conversationId,
      id,
      inbox_id: inboxId,
      direction: 'in',
      subject: 'Hello',
      text: 'Hello',
      reply_end: 5,
      received_at: tx.now,
      sender: JSON.stringify({ name: 'Dora', address: 'dora@acme.example' }),
      addressees: JSON.stringify({ to: [{ name: '', address: 'support@desk.example' }], cc: [] }),
    })
    .execute()
  return { name: 'message.received', subjectId: id, conversationId, event: tx.mint(), data: {} }
}

test('two workers at once do not give one person more than they can take, and acknowledge a sender once', async () => {
  const store = storeOf()
  const us = { actorId: null }
  const letters = await store.transact(us, async (tx) => {
    await addUser(tx, { email: 'ben@people.example', name: 'Ben', role: 'agent', passwordHash: null })
    await tx.db.updateTable('user').set({ capacity: 3 }).execute()
    const inbox = await addInbox(tx, {
      name: 'Support',
      addresses: ['support@desk.example'],
      autoReply: { subject: '', text: 'Soon.' },
    })
    await addRule(tx, {
      name: 'Load',
      inboxId: null,
      occasion: 'message.received',
      isEnabled: true,
      condition: { all: [] },
      actions: [{ do: 'assignBy', strategy: 'leastLoaded', teamId: null }],
    })
    const filed = []
    for (let n = 0; n < 8; n++) filed.push(await fileLetter(tx, inbox.id))
    return filed
  })
  const means = { ...(await meansOf(store)), proof: { isDemanded: false, servers: [] } }
  const route = must(triageHandlers(means, { calendars: new Map() })[triageJob], 'who routes') as InsideHandler
  const jobs = letters.map((payload) => ({
    id: payload.event,
    kind: triageJob,
    payload,
    attempts: 1,
    deaths: 0,
    serialKey: null,
  }))

  await Promise.all([jobs.slice(0, 4), jobs.slice(4)].map((batch) => store.transact(us, (tx) => route.run(tx, batch))))

  await store.transact(us, async (tx) => {
    const given = await tx.db.selectFrom('conversation').select('id').where('assignee_id', 'is not', null).execute()
    const outgoing = await tx.db
      .selectFrom('message')
      .select(['kind', 'subject'])
      .where('direction', '=', 'out')
      .execute()
    const reasons = await tx.db.selectFrom('routing').select('because').execute()
    const jobsLeft = await tx.db.selectFrom('job').select('kind').where('kind', '=', triageJob).execute()

    expect(given).toHaveLength(3)
    expect(outgoing).toEqual([{ kind: 'auto-reply', subject: 'We have received your message to Support' }])
    expect(reasons).toHaveLength(8)
    expect(
      must(
        reasons.find(({ because }) => because.includes('capacity')),
        'somebody who got none',
      ).because,
    ).toContain('not assigned: the only one is at capacity')
    expect(jobsLeft).toEqual([])
  })
})
