// With two connections: what one transaction alone cannot show.
import { expect, test } from 'vitest'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { useStore } from '../../../test/database.ts'
import { lockConversation } from '../../desk/conversations/touch.ts'
import { addInbox } from '../../desk/inboxes/inboxes.ts'
import { addRule } from '../../desk/rules/rules.ts'
import { addUser } from '../../desk/users/users.ts'
import { must } from '../../kit/must.ts'
import { holdChoosing } from '../assignment/roster.ts'
import { dueJob, type Due } from './courses.ts'
import { askAgain } from './due.ts'
import { triage } from './triage.ts'

const storeOf = useStore()
const us = { actorId: null }

test('a rule that is asked again and mail of the same conversation that is read never wait for each other', async () => {
  const store = storeOf()
  const means = { ...testMeans(store), queueAutomatic: async () => undefined }
  const due = await store.transact(us, async (tx) => {
    await addUser(tx, { email: 'ben@people.example', name: 'Ben', role: 'agent', passwordHash: null })
    await addInbox(tx, { name: 'Support', addresses: ['support@desk.example'] })
    const after = { minutes: 1, counts: 'calendar' as const, unless: [] }
    const actions = [{ do: 'assignBy' as const, strategy: 'roundRobin' as const, teamId: null }]
    await addRule(tx, { name: 'Late', inboxId: null, occasion: 'message.received', condition: { all: [] }, actions, after, isEnabled: true }) // prettier-ignore
    await receive(tx, means, {})
    const mail = await tx.db.selectFrom('message').select(['id', 'conversation_id']).executeTakeFirstOrThrow()
    await triage(tx, [{ conversationId: mail.conversation_id, messageId: mail.id, occasion: 'message.received' }], means) // prettier-ignore
    const job = await tx.db.selectFrom('job').select('payload').where('kind', '=', dueJob).executeTakeFirstOrThrow()
    return job.payload as unknown as Due
  })
  store.clock.advance(120_000)
  const waiting = async () => {
    const text = `select count(*)::int as count from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())` // prettier-ignore
    return must((await store.pool.query<{ count: number }>(text)).rows[0], 'a count').count
  }
  let asked: Promise<void> | undefined
  // What the database ends because two wait for each other is tried again: nobody would notice but by the count.
  const tries = { triage: 0, again: 0 }

  // As triage does, with the mail that comes just then.
  await store.transact(us, async (tx) => {
    tries.triage++
    await holdChoosing(tx)
    await lockConversation(tx, due.conversationId)
    asked = store.transact(us, (other) => {
      tries.again++
      return askAgain(other, due, means)
    })
    asked.catch(() => undefined)
    await expect.poll(waiting).toBeGreaterThan(0)
    await tx.query({ name: 'course-touch', text: 'update rule_course set held_at = held_at where conversation_id = $1', values: [due.conversationId] }) // prettier-ignore
  })

  await expect(asked).resolves.toBeUndefined()
  expect(tries).toEqual({ triage: 1, again: 1 })
  const now = await store.transact(us, (tx) => lockConversation(tx, due.conversationId))
  expect(now.assignee_id).not.toBeNull()
})
