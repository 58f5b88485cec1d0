import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { startReply } from '../../flows/reply/start.ts'
import { must } from '../../kit/must.ts'
import { forwardedIn } from '../conversations/forwarded.ts'
import { changeContact } from './change.ts'
import { readContacts } from './contacts.ts'
import { listContacts } from './lists.ts'
import { makeContact } from './of-conversation.ts'
import { offersFor } from './offers.ts'

const signed = 'My kettle leaks.\n\n-- \nEmil Bolt\nHead of Purchasing\nBolt Works Ltd.\nTel: +44 20 7946 0000'

test(
  'what a signature tells is offered until it is known, with where it stands',
  onDesk(async ({ tx, store }) => {
    await receive(tx, testMeans(store), { from: 'emil@bolt-works.example', text: signed })
    const { id, contact_id: contactId } = must((await deskNow(tx))[0], 'it')
    const read = async () => must((await readContacts(tx, [contactId ?? '']))[0], 'Emil')

    const offers = await offersFor(tx, await read(), [id])
    for (const { field, value } of offers) await changeContact(tx, contactId ?? '', { [field]: value })

    expect(Object.fromEntries(offers.map(({ field, value }) => [field, value]))).toEqual({
      name: 'Emil Bolt',
      title: 'Head of Purchasing',
      companyName: 'Bolt Works Ltd.',
      phone: '+44 20 7946 0000',
    })
    expect(offers.map((one) => signed.slice(one.from, one.to))).toEqual(offers.map((one) => one.value))
    expect(await read()).toMatchObject({ name: 'Emil Bolt', title: 'Head of Purchasing', phone: '+44 20 7946 0000' })
    expect(await offersFor(tx, await read(), [id])).toEqual([])
  }),
)

test(
  'of a forward only what stands above it is its sender’s',
  onDesk(async ({ tx, store }) => {
    const head =
      '---------- Forwarded message ---------\nFrom: Fay <fay@spout.example>\nDate: 4 May 2026\nSubject: x\nTo: E'
    const text = `${signed}\n\n${head}\n\nIt leaks.\n\n-- \nFay\nTel: +44 20 7946 9999`
    await receive(tx, testMeans(store), { from: 'Emil <emil@bolt-works.example>', subject: 'Fwd: x', text })
    const { id, contact_id: contactId } = must((await deskNow(tx))[0], 'it')
    const [emil] = await readContacts(tx, [contactId ?? ''])

    expect(await offersFor(tx, must(emil, 'Emil'), [id])).toContainEqual(
      expect.objectContaining({ field: 'phone', value: '+44 20 7946 0000' }),
    )
  }),
)

test(
  'a stranger who writes into a conversation tells nothing of its contact, and no more do others',
  onDesk(async ({ tx, store, dora }) => {
    await receive(tx, testMeans(store), { messageId: 'q@acme.example' })
    await receive(tx, testMeans(store), { inReplyTo: 'q@acme.example', from: 'Eve <eve@evil.example>', text: signed })
    const { id } = must((await deskNow(tx))[0], 'it')
    const [contact] = await readContacts(tx, [dora.id])

    expect(await offersFor(tx, must(contact, 'Dora'), [id])).toEqual([])
  }),
)

const passedOn = {
  from: 'Emil <emil@bolt-works.example>',
  subject: 'Fwd: Kettle',
  text: 'For you.\n\n---------- Forwarded message ---------\nFrom: Fay Spout <fay@spout.example>\nDate: Mon, 4 May 2026 at 10:12\nSubject: Kettle\nTo: Emil\n\nIt leaks.',
}

test(
  'who wrote what was passed on is made the contact, gets the answers, and this is undone by making the other the contact again',
  onDesk(async ({ tx, store, history }) => {
    await receive(tx, testMeans(store), passedOn)
    const [was] = await deskNow(tx)
    const { id, inbox_id: inboxId, contact_id: emil } = must(was, 'it')
    const start = () => startReply(tx, { id, inboxId, version: 1 }, 'reply-all', undefined)

    expect(await forwardedIn(tx, id)).toMatchObject({
      by: { address: 'emil@bolt-works.example' },
      writer: { name: 'Fay Spout', address: 'fay@spout.example' },
    })
    expect((await start()).to).toMatchObject([{ address: 'emil@bolt-works.example' }])

    const fay = await makeContact(tx, id, 'Fay@spout.example')
    expect(await deskNow(tx)).toMatchObject([{ contact_id: fay }])
    expect(await start()).toMatchObject({
      to: [{ address: 'fay@spout.example' }],
      cc: [{ address: 'emil@bolt-works.example' }],
    })

    await makeContact(tx, id, 'emil@bolt-works.example')
    expect(await deskNow(tx)).toMatchObject([{ contact_id: emil }])
    expect((await start()).to).toMatchObject([{ address: 'emil@bolt-works.example' }])
    expect((await history(id)).filter((one) => one.name === 'conversation.contactChanged')).toHaveLength(2)
  }),
)

test(
  'nobody becomes the contact who takes no part, nor a stranger, nor an address of this desk',
  onDesk(async ({ tx, store }) => {
    await receive(tx, testMeans(store), { messageId: 'q@acme.example' })
    await receive(tx, testMeans(store), { inReplyTo: 'q@acme.example', from: 'Eve <eve@evil.example>' })
    const { id } = must((await deskNow(tx))[0], 'it')
    for (const address of ['eve@evil.example', 'fay@spout.example', ''])
      await expect(makeContact(tx, id, address)).rejects.toMatchObject({ code: 'contact-not-in-conversation' })

    await receive(tx, testMeans(store), {
      ...passedOn,
      text: passedOn.text.replace('fay@spout.example', 'support@desk.example'),
    })
    const own = (await deskNow(tx)).find((one) => one.from_address === 'emil@bolt-works.example')
    expect(await forwardedIn(tx, must(own, 'it').id)).toBeNull()
  }),
)

test(
  'of many with one name every page has the newest that are left, and each is shown to those alone who know them',
  onDesk(async ({ tx, ada, inboxes }) => {
    const all = Array.from({ length: 600 }, (_, n) => n + 1)
    await sql`insert into contact (id, name, created_at)
      select n, case when n % 3 = 0 then 'Carmen Diaz' else 'Carmela Ruiz' end, ${tx.now} from generate_series(1, 600) n`.execute(
      tx.db,
    )
    await sql`insert into contact_address select case when n % 7 = 0 then 'carmen.diaz' else 'c' end || n || '@acme.example', n
      from generate_series(1, 600) n`.execute(tx.db)
    await sql`insert into conversation (id, number, inbox_id, contact_id, subject, last_message_at, created_at)
      select n, n, ${inboxes.support}, n, 'c', ${tx.now}, ${tx.now} from generate_series(1, 600) n where n % 5 <> 0`.execute(
      tx.db,
    )
    const actor = await ada.actor()
    const found = async (q: string) => {
      const ids: number[] = []
      let cursor: string | undefined
      do {
        const page = await listContacts(tx, actor, { q, cursor, limit: 40 })
        ids.push(...page.contacts.map((one) => Number(one.id)))
        cursor = page.next ?? undefined
      } while (cursor !== undefined)
      return ids
    }

    const said = (n: number) => n % 5 !== 0 && (n % 3 === 0 || n % 7 === 0)
    expect(await found('Carmen dia')).toEqual(all.filter(said).toReversed())
    expect(await found('armen')).toEqual([])
  }),
)
