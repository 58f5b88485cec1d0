import { expect, test } from 'vitest'
import { words } from '../../../test/answering.ts'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { startConversation } from '../../flows/reply/send.ts'

test(
  'who would be taken for the desk is marked in the list and in what is found, by the names it has now; whom we wrote to is not',
  onDesk(async ({ tx, ben, ada, store, inboxes }) => {
    const means = testMeans(store)
    await receive(tx, means, { from: 'Northwind Returns <mallory@evil.example>', subject: 'Parcel' })
    await receive(tx, means, { from: 'Dora <dora@acme.example>', subject: 'Kettle' })
    const to = [{ name: 'Northwind Ltd', address: 'office@elsewhere.example' }]
    await startConversation(ben, means, await ben.actor(), { inboxId: inboxes.support, ...words, to, subject: 'Offer' })
    const door = openWebDoor(store, {}, means)
    const as = await door.signedIn(ben.id)
    const signs = async (query: string) => {
      const { body } = await door.ask('GET', `/conversations?view=all${query}`, { as })
      const rows = body.conversations as { subject: string; impostorSigns: string[] }[]
      return Object.fromEntries(rows.map((row) => [row.subject, row.impostorSigns]))
    }
    expect(await signs('')).toEqual({ Parcel: [], Kettle: [], Offer: [] })

    const named = { as: await door.signedIn(ada.id), body: { fromName: 'Northwind' } }
    await door.ask('PATCH', `/inboxes/${inboxes.support}`, named)

    expect(await signs('')).toEqual({ Parcel: ['own-name'], Kettle: [], Offer: [] })
    const { number } = await tx.db
      .selectFrom('conversation')
      .select('number')
      .where('subject', '=', 'Parcel')
      .executeTakeFirstOrThrow()
    expect(await signs(`&q=%23${number}`)).toEqual({ Parcel: ['own-name'] })
  }),
)
