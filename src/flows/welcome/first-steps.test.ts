import { expect, test } from 'vitest'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { openWebDoor } from '../../../test/web-door.ts'
import { createAccepting } from '../intake/accept.ts'

test(
  'whoever runs the desk is led until a test mail has come in like any other, and is led no longer once they say so',
  onDesk(async ({ ada, ben, tx, inboxes, store }) => {
    const means = testMeans(store)
    const door = openWebDoor(store, {}, { ...means, accepting: createAccepting(means, () => undefined) })
    const [asAda, asBen] = [await door.signedIn(ada.id), await door.signedIn(ben.id)]
    const session = async (as: string) => (await door.ask('GET', '/session', { as })).body
    expect(await session(asAda)).toMatchObject({ firstSteps: true })
    expect(await session(asBen)).toMatchObject({ firstSteps: false })

    const body = { inboxId: inboxes.support, subject: 'Does this reach the desk?', text: 'Hello' }
    expect((await door.ask('POST', '/first-steps/test-mail', { as: asAda, body })).status).toBe(202)
    await receive(tx, means)
    const [conversation] = await tx.db.selectFrom('conversation').selectAll().execute()

    expect(conversation).toMatchObject({ inbox_id: inboxes.support, subject: body.subject, from_address: 'ada@people.example' }) // prettier-ignore
    expect((await door.ask('GET', '/first-steps', { as: asAda })).body).toEqual({
      hasMailbox: false,
      hasMail: true,
      hasColleague: true,
      hasAnswer: false,
      smtpPort: 2525,
      hasWayOut: means.hasWayOut,
    })
    await door.ask('POST', '/first-steps/end', { as: asAda })
    expect(await session(asAda)).toMatchObject({ firstSteps: false })
  }),
)
