// Automatic messages are counted like any other.
import { expect, test } from 'vitest'
import { deskNow, receive } from '../../../test/arrivals.ts'
import { withLetter } from '../../../test/answering.ts'
import { onDesk } from '../../../test/desk.ts'
import { merge } from '../../desk/conversations/merge.ts'
import { must } from '../../kit/must.ts'
import { queueAutomatic } from './automatic.ts'

test(
  'one that answers a part of a merged conversation counts in the part and in the whole',
  onDesk(async (desk) => {
    const { means } = await withLetter(desk)
    await receive(desk.tx, means, { messageId: 'q2@acme.example', subject: 'Another matter' })
    const [whole, part] = await deskNow(desk.tx)
    const [wholeId, partId] = [must(whole, 'the one').id, must(part, 'the other').id]
    await merge(desk.tx, partId, wholeId)

    await queueAutomatic(desk.tx, means, {
      conversationId: partId,
      inboxId: desk.inboxes.support,
      messageId: must(part?.messages[0], 'its letter').id,
      to: { name: 'Dora', address: 'dora@acme.example' },
      subject: '',
      text: 'Thank you for writing.',
    })

    const [after] = await deskNow(desk.tx)
    expect(after).toMatchObject({ id: wholeId, message_count: 3 })
    expect(after?.messages).toHaveLength(3)
  }),
)
