import { expect, test } from 'vitest'
import { answerNow, makeDue, withLetter } from '../../../test/answering.ts'
import { onDesk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { outboxState } from './outbox-state.ts'

test(
  'what should have left is counted, with what the last server said and no address; what can be called back is not',
  onDesk(async (desk) => {
    const { tx, ben, ada, store } = desk
    const { means, conversation } = await withLetter(desk)
    const outboxId = await answerNow(ben, means, conversation.id)
    const young = await outboxState(tx)

    await makeDue(tx)
    await tx.db
      .updateTable('outbox')
      .set({ state: 'deferred', response: '451 4.7.1 <dora@acme.example> greylisted, come again' })
      .where('id', '=', outboxId)
      .execute()
    const door = openWebDoor(store, {}, means)
    const told = await door.ask('GET', '/outbox-state', { as: await door.signedIn(ada.id) })

    expect(young).toEqual({ waiting: 0, oldest: null, lastError: null, lastSent: null })
    expect(told.body).toMatchObject({
      hasWayOut: true,
      waiting: 1,
      lastError: '451 4.7.1 … greylisted, come again',
      lastSent: null,
    })
    expect(Date.parse(told.body.oldest)).not.toBeNaN()
  }),
)
