import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { holdOutbox } from './after-restore.ts'

test(
  'after a restore nothing that was on its way is sent by itself, and its conversation says why',
  onDesk(async ({ tx, inboxes, history }) => {
    const [conversationId, messageId] = [tx.mint(), tx.mint()]
    const at = tx.now
    const common = { id: conversationId, number: '1', inbox_id: inboxes.support, subject: 'Lamp' }
    await tx.db
      .insertInto('conversation')
      .values({ ...common, last_message_at: at, created_at: at })
      .execute()
    const row = { conversation_id: conversationId, message_id: messageId, raw_id: '1', envelope_from: 'a@desk.example' }
    const times = { run_at: at, queued_at: at, recipients: ['dora@acme.example'] }
    for (const [id, state] of [
      ['1', 'queued'],
      ['2', 'sending'],
      ['3', 'deferred'],
      ['4', 'accepted'],
    ] as const)
      await tx.db
        .insertInto('outbox')
        .values({ ...row, ...times, id, state })
        .execute()
    const delivery = { conversation_id: conversationId, message_id: messageId, changed_at: at }
    await tx.db
      .insertInto('delivery')
      .values({ ...delivery, recipient: 'dora@acme.example', state: 'queued' })
      .execute()

    expect(await holdOutbox(tx)).toBe(3)

    const states = await tx.db.selectFrom('outbox').select(['id', 'state']).orderBy('id').execute()
    expect(states.map((one) => one.state)).toEqual(['uncertain', 'uncertain', 'uncertain', 'accepted'])
    expect(await tx.db.selectFrom('delivery').select('state').execute()).toEqual([{ state: 'uncertain' }])
    expect(await history(conversationId)).toMatchObject([{ name: 'message.uncertain' }, {}, {}])
    expect(await holdOutbox(tx)).toBe(0)
  }),
)
