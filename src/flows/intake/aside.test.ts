import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { setStatus, snooze } from '../../desk/conversations/change.ts'
import { must } from '../../kit/must.ts'

const question = { messageId: 'q1@acme.example' }
const reply = { inReplyTo: 'q1@acme.example', references: '<q1@acme.example>', subject: 'Re: The parcel is late' }

test(
  'an answer of somebody who takes no part, or that is forged, ends nothing that waits for the customer; what is over it opens',
  onDesk(async ({ tx, ben, store }) => {
    const means = testMeans(store)
    await receive(tx, means, question)
    const { id } = must((await deskNow(tx))[0], 'it')
    const stranger = (n: number) => ({ ...reply, messageId: `s${n}@evil.example`, from: 'Eve <eve@evil.example>', text: `Aside ${n}` }) // prettier-ignore
    const forged = { ...reply, messageId: 'f@acme.example', text: 'Forged', fields: ['Authentication-Results: mx.desk.example; dmarc=fail header.from=acme.example'] } // prettier-ignore
    const now = async () => must((await deskNow(tx))[0], 'it')
    const until = new Date(tx.now.getTime() + 86_400_000)

    await setStatus(ben, id, 'waiting')
    await receive(tx, means, stranger(1), forged)
    expect(await now()).toMatchObject({ status: 'waiting', waiting_since: null, message_count: 3 })
    await snooze(ben, id, until)
    await receive(tx, means, stranger(2))
    expect(await now()).toMatchObject({ status: 'open', snoozed_until: until })
    await setStatus(ben, id, 'resolved')
    await receive(tx, means, stranger(3))
    expect(await now()).toMatchObject({ status: 'open' })
    await snooze(ben, id, until)
    await receive(tx, means, { ...reply, messageId: 'a2@acme.example', text: 'I wait.' })
    expect(await now()).toMatchObject({ status: 'open', snoozed_until: null })
  }),
)
