import { expect, test } from 'vitest'
import { useStore } from '../../../test/database.ts'
import type { Tx } from '../../store/tx.ts'
import { underway } from './move-messages.ts'

const store = useStore()
const act = <T>(verb: (tx: Tx) => Promise<T>) => store().transact({ actorId: null }, verb)

test('what waits to be sent again may move, unless somebody is just taking it up', async () => {
  const of = { conversation_id: '1', raw_id: '1', envelope_from: '', recipients: ['dora@acme.example'] }
  await act(({ db, now }) =>
    db
      .insertInto('outbox')
      .values([
        { ...of, id: '1', message_id: '1', state: 'deferred', run_at: now, queued_at: now },
        { ...of, id: '2', message_id: '2', state: 'deferred', run_at: now, queued_at: now },
        { ...of, id: '3', message_id: '3', state: 'queued', run_at: now, queued_at: now },
        { ...of, id: '4', message_id: '4', state: 'accepted', run_at: now, queued_at: now },
      ])
      .execute(),
  )

  const found = await act(async (worker) => {
    await worker.db.selectFrom('outbox').select('id').where('id', '=', '1').forUpdate().execute()
    return await act((tx) => underway(tx, ['1', '2', '3', '4'], ['1']))
  })

  expect([...found].toSorted()).toEqual(['1', '3'])
})
