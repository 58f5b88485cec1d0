import { expect, test } from 'vitest'
import { deskNow, receive, testMeans, type Letter } from '../../../test/arrivals.ts'
import { onDesk, type Desk, type Person } from '../../../test/desk.ts'
import type { Id } from '../../kit/id.ts'
import type { Problem } from '../../kit/problem.ts'
import { must } from '../../kit/must.ts'
import { changeContact } from '../contacts/change.ts'
import { readContacts } from '../contacts/contacts.ts'
import { byActor, setFields as setRecord } from '../contacts/set-fields.ts'
import { mustSeeCompany } from '../contacts/sight.ts'
import * as change from '../conversations/change.ts'
import { listRows } from '../conversations/lists.ts'
import { beginFields, setFields } from '../conversations/own-fields.ts'
import { readConversation } from '../conversations/read.ts'
import { split } from '../conversations/split.ts'
import { addUser, changeUser } from '../users/users.ts'
import { addField as addRoute, changeField as changeRoute, type Field } from './fields.api.ts'
import { addField, archiveField, changeField, fieldsFor, listFields, orderFields, restoreField } from './fields.ts'

const choices = [{ name: 'Kettle' }, { name: 'Toaster', colour: 'red' }]
const add = async (who: Person, wanted: object): Promise<Field> =>
  await addField(who, await who.actor(), addRoute.input.parse({ noun: 'conversation', type: 'text', ...wanted }))
const alter = async (who: Person, field: Field, wanted: object): Promise<Field> =>
  await changeField(
    who,
    await who.actor(),
    changeRoute.input.parse({ id: field.id, version: field.version, ...wanted }),
  )

async function conversations({ tx, store }: Desk, ...letters: Letter[]): Promise<Id[]> {
  await receive(tx, testMeans(store), ...letters)
  return (await deskNow(tx)).map((one) => one.id)
}
const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'fine',
    (thrown: { code?: string; detail?: { where?: string } }) => [thrown.code, thrown.detail?.where],
  )

test(
  'a field keeps its key and its kind, loses no choice, and goes out of use and back',
  onDesk(async (desk) => {
    const { ada, ben } = desk
    const product = await add(ada, { name: 'Which product?', type: 'choice', choices })
    const other = await add(ada, { name: 'Straße', key: 'street' })
    expect(product.choices.map((one) => one.key)).toEqual(['kettle', 'toaster'])
    const [id = ''] = await conversations(desk, {})
    await setFields(ben, id, { which_product: 'toaster' })

    const renamed = await alter(ada, product, { name: 'Product', choices: [{ key: 'kettle', name: 'Water kettle' }] })

    expect(renamed).toMatchObject({ key: 'which_product', type: 'choice', name: 'Product', version: 2 })
    expect(renamed.choices).toMatchObject([{ name: 'Water kettle', isArchived: false }, { key: 'toaster', isArchived: true }]) // prettier-ignore
    expect(await problemOf(setFields(ben, id, { which_product: 'kettle' }))).toBe('fine')
    expect(await problemOf(setFields(ben, id, { which_product: 'toaster' }))).toEqual(['field-wrong', 'fields.which_product']) // prettier-ignore
    expect(await problemOf(alter(ada, product, { name: 'Late' }))).toEqual(['field-changed', undefined])
    expect(await problemOf(add(ada, { name: 'PRODUCT' }))).toEqual(['field-exists', 'name'])
    expect(await problemOf(add(ada, { name: 'Road', key: 'street' }))).toEqual(['field-key-taken', 'key'])
    expect(await problemOf(add(ada, { name: 'Empty', type: 'choice' }))).toEqual(['field-without-choices', 'choices'])
    await orderFields(ada, await ada.actor(), 'conversation', [other.id, product.id])
    await archiveField(ada, await ada.actor(), product.id)

    const values = (await readConversation(desk.tx, await ben.actor(), id)).fields
    expect(values).toEqual({ which_product: 'kettle' })
    expect(await problemOf(setFields(ben, id, { which_product: 'kettle', street: 'Main' }))).toBe('fine')
    expect(await problemOf(setFields(ben, id, { which_product: null }))).toBe('fine')
    expect(await problemOf(setFields(ben, id, { which_product: 'kettle' }))).toEqual(['field-wrong', 'fields.which_product']) // prettier-ignore
    expect(await problemOf(add(ada, { name: 'Again', key: 'which_product' }))).toEqual(['field-key-taken', 'key'])
    await restoreField(ada, await ada.actor(), product.id)
    expect((await listFields(desk.tx)).map((one) => [one.key, one.isArchived])).toEqual([['street', false], ['which_product', false]]) // prettier-ignore
  }),
)

test(
  'a changed value is an event with what was and what is; the same again is none; a mistake changes nothing and says where',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo } = desk
    await add(ada, { name: 'Product', type: 'choice', choices })
    await add(ada, { name: 'Price', type: 'money' })
    await add(ada, { name: 'Manager', type: 'user' })
    const [id = ''] = await conversations(desk, {})
    const gone = await addUser(tx, { email: 'gone@people.example', name: 'Gone', role: 'agent', passwordHash: null })
    await changeUser(ada, await ada.actor(), gone, { isDisabled: true })

    await setFields(ben, id, { product: 'kettle', price: '12.50' })
    await setFields(ben, id, { product: 'kettle', price: { amount: 12.5, currency: 'EUR' } })
    await setFields(ada, id, { product: null, manager: cleo.id })

    const row = must((await deskNow(tx))[0], 'it')
    expect(row.version).toBe(3)
    expect(row).toMatchObject({ fields: { price: { amount: 12.5, currency: 'EUR' }, manager: cleo.id }, marks: [`manager=${cleo.id}`] }) // prettier-ignore
    expect(await tx.db.selectFrom('field_point').selectAll().execute()).toEqual([{ conversation_id: id, key: 'price:EUR', value: 12.5 }]) // prettier-ignore
    const told = (await desk.history(id)).filter((one) => one.name === 'conversation.fieldsChanged')
    expect(told.map((one) => [one.by, one.data['changes']])).toEqual([
      ['ben', [{ key: 'product', from: null, to: 'kettle' }, { key: 'price', from: null, to: { amount: 12.5, currency: 'EUR' } }]], // prettier-ignore
      [
        'ada',
        [
          { key: 'product', from: 'kettle', to: null },
          { key: 'manager', from: null, to: cleo.id },
        ],
      ],
    ])
    expect(await problemOf(setFields(ben, id, { product: 'toaster', prise: 1 }))).toEqual([
      'field-unknown',
      'fields.prise',
    ])
    expect(await problemOf(setFields(ben, id, { manager: gone }))).toEqual(['field-wrong', 'fields.manager'])
    expect((await deskNow(tx))[0]).toMatchObject({ version: 3 })
  }),
)

test(
  'a field of an inbox is asked for there alone, is nobody’s business elsewhere, and is decided by who sees that inbox',
  onDesk(async (desk) => {
    const { tx, ada, ben, cleo, inboxes } = desk
    const iban = await add(ada, { name: 'Account', inboxIds: [inboxes.billing] })
    const [id = ''] = await conversations(desk, { recipients: ['support@desk.example'] })
    await tx.db.updateTable('user').set({ role: 'lead' }).where('id', 'in', [ben.id, cleo.id]).execute()

    expect(await fieldsFor(tx, await ben.actor())).toEqual([])
    const asked = async (who: Person, field: string) => await listRows(tx, await who.actor(), { view: 'all', limit: 9, field: [field] }).then(() => 'found', (thrown: Problem) => [thrown.message, thrown.detail['suggestion']]) // prettier-ignore
    expect(await asked(ada, 'acount=x')).toEqual(['There is no field “acount”. Did you mean “account”?', 'account'])
    expect(await asked(ben, 'acount=x')).toEqual(['There is no field “acount”.', undefined])
    expect(await asked(ben, 'account>5')).toEqual(['There is no field “account”.', undefined])
    expect(await asked(ben, 'account=x')).toBe('found') // as in a view that somebody shared
    expect(await problemOf(setFields(ben, id, { account: 'x' }))).toEqual(['field-wrong', 'fields.account'])
    expect(await problemOf(alter(ben, iban, { name: 'Mine' }))).toEqual(['field-missing', undefined])
    expect(await problemOf(add(ben, { name: 'Of all' }))).toEqual(['field-beyond', undefined])
    expect(await problemOf(add(ben, { name: 'Of others', inboxIds: [inboxes.billing] }))).toEqual([
      'field-missing',
      undefined,
    ])
    expect(await add(ben, { name: 'Of us', inboxIds: [inboxes.support] })).toMatchObject({ key: 'of_us' })
    await change.moveToInbox(ada, id, inboxes.billing)
    await setFields(ada, id, { account: 'NL00' })
    await change.moveToInbox(ada, id, inboxes.support)
    expect((await readConversation(tx, await ben.actor(), id)).fields).toEqual({ account: 'NL00' })
  }),
)

test(
  'today is the day where the asker is',
  onDesk(async (desk) => {
    const { tx, ada } = desk
    await add(ada, { name: 'Due', type: 'date' })
    const [id = ''] = await conversations(desk, {})
    const timeZone = tx.now.getUTCHours() < 11 ? 'Pacific/Pago_Pago' : 'Pacific/Kiritimati'
    await tx.db
      .updateTable('user')
      .set({ notices: JSON.stringify({ timeZone }) })
      .where('id', '=', ada.id)
      .execute()
    const today = new Intl.DateTimeFormat('en-CA', { timeZone }).format(tx.now)
    await setFields(ada, id, { due: today })
    const listed = async (more: object) => (await listRows(tx, await ada.actor(), { view: 'all', limit: 9, ...more })).conversations.length // prettier-ignore

    expect(today).not.toBe(tx.now.toISOString().slice(0, 10))
    expect([await listed({ field: ['due=today'] }), await listed({ q: 'field:"due=today"' })]).toEqual([1, 1])
    expect(await listed({ field: ['due=today+1'] })).toBe(0)
  }),
)

test(
  'a field may be called as something that every object has',
  onDesk(async (desk) => {
    const { ada } = desk
    const field = await add(ada, { name: 'Constructor', isRequired: true })
    const [id = ''] = await conversations(desk, {})

    expect(field.key).toBe('constructor_2')
    expect(await problemOf(add(ada, { name: 'Other', key: 'constructor' }))).toEqual(['field-key-taken', 'key'])
    expect(await problemOf(change.setStatus(ada, id, 'resolved'))).toEqual(['fields-required', 'fields.constructor_2'])
  }),
)

test(
  'what is needed is asked of people before they resolve, and of nobody else; a new conversation begins with what is usual',
  onDesk(async (desk) => {
    const { tx, ada, ben, inboxes } = desk
    const [old = '', id = ''] = await conversations(desk, { subject: 'A' }, { subject: 'B' })
    await add(ada, { name: 'Product', type: 'choice', choices, isRequired: true })
    await add(ada, { name: 'Weight', type: 'number', defaultValue: 3 })

    await beginFields(tx, [{ id, inboxId: inboxes.support }])

    expect((await readConversation(tx, await ben.actor(), id)).fields).toEqual({ weight: 3 })
    expect(await problemOf(change.setStatus(ben, id, 'resolved'))).toEqual(['fields-required', 'fields.product'])
    await change.setStatus(tx, old, 'resolved', { because: 'rule “Old”' })
    await setFields(ben, id, { product: 'kettle' })
    await change.setStatus(ben, id, 'resolved')
    expect((await deskNow(tx)).map((one) => one.status)).toEqual(['resolved', 'resolved'])
  }),
)

test(
  'lists are by what fields hold, page by page in their order, wherever the mark stands and however many there are',
  onDesk(async (desk) => {
    const { tx, ada, inboxes } = desk
    const actor = await ada.actor()
    for (const name of ['A', 'B', 'C', 'D', 'E']) await add(ada, { name, type: 'choice', choices })
    await add(ada, { name: 'Price', type: 'money' })
    const all = Array.from({ length: 120 }, (_, n) => ({ id: String(n + 1), n }))
    await tx.db
      .insertInto('conversation')
      .values(
        all.map(({ id, n }) => ({
          id,
          number: id,
          inbox_id: n % 7 === 0 ? inboxes.billing : inboxes.support,
          subject: id,
          created_at: tx.now,
          last_message_at: new Date(tx.now.getTime() - n * 60_000),
          status: n % 5 === 0 ? 'resolved' : 'open',
        })),
      ) // prettier-ignore
      .execute()
    const has = ({ n }: { n: number }) => ({
      // Some have all five, so that the last mark has no place of its own.
      ...(n % 2 === 0 ? { a: 'kettle', b: 'kettle', c: 'kettle', d: 'kettle' } : {}),
      ...(n % 3 === 0 ? { e: n % 4 === 0 ? 'toaster' : 'kettle' } : {}),
      ...(n % 6 === 0 ? { price: `${n} EUR` } : {}),
    })
    for (const one of all) await setFields(ada, one.id, has(one))
    const listed = async (asked: object) => {
      const found: string[] = []
      for (let cursor: string | undefined = undefined; ;) {
        const page: Awaited<ReturnType<typeof listRows>> = await listRows(tx, actor, { view: 'all', limit: 7, ...(cursor && { cursor }), ...asked }) // prettier-ignore
        found.push(...page.conversations.map((one) => one.id))
        if (page.next === null) return found
        cursor = page.next
      }
    }
    const wanted = (fits: (one: { n: number }) => boolean) => all.filter(fits).map((one) => one.id)

    expect(await listed({ field: ['a=kettle'] })).toEqual(wanted(({ n }) => n % 2 === 0))
    expect(await listed({ field: ['e=toaster'] })).toEqual(wanted(({ n }) => n % 12 === 0))
    expect(await listed({ field: ['e=kettle'], view: 'open' })).toEqual(wanted(({ n }) => n % 3 === 0 && n % 4 !== 0 && n % 5 !== 0)) // prettier-ignore
    expect(await listed({ field: ['a=kettle', 'e=toaster'] })).toEqual(wanted(({ n }) => n % 12 === 0))
    expect(await listed({ field: ['price>=60'] })).toEqual(wanted(({ n }) => n % 6 === 0 && n >= 60))
    expect(await listed({ field: ['price<12 EUR'], view: 'open' })).toEqual(wanted(({ n }) => n === 6))
    expect(await listed({ field: ['price<12 USD'] })).toEqual([])
    expect(await listed({ field: ['a=kettle', 'price>90'], inboxId: inboxes.billing })).toEqual(wanted(({ n }) => n % 42 === 0 && n > 90)) // prettier-ignore
    expect(await listed({ field: ['e='] })).toEqual(wanted(({ n }) => n % 3 !== 0))
    expect(await listed({ field: ['e='], inboxId: inboxes.billing })).toEqual(wanted(({ n }) => n % 3 !== 0 && n % 7 === 0)) // prettier-ignore
  }),
)

test(
  'what lies behind more than a thousand others is found too: by the place of its mark, or among those that have no place',
  onDesk(async ({ tx, ada, inboxes }) => {
    const actor = await ada.actor()
    for (const name of ['A', 'B', 'C', 'D', 'E']) await add(ada, { name, type: 'choice', choices })
    const common = { inbox_id: inboxes.support, subject: 'x', created_at: tx.now }
    const at = (n: number) => new Date(tx.now.getTime() - n * 60_000)
    const rows = Array.from({ length: 1_110 }, (_, n) => ({ ...common, id: String(n + 1), number: String(n + 1), last_message_at: at(n) })) // prettier-ignore
    await tx.db.insertInto('conversation').values(rows).execute()
    const old = ['1105', '1107', '1109']
    for (const id of old) await setFields(ada, id, { a: 'kettle', b: 'kettle', c: 'kettle', d: 'kettle', e: 'toaster' })
    await setFields(ada, '1108', { e: 'toaster' })
    const listed = async (field: string) => (await listRows(tx, actor, { view: 'all', limit: 9, field: [field] })).conversations.map((one) => one.id) // prettier-ignore

    expect(await listed('d=kettle')).toEqual(old)
    expect(await listed('e=toaster')).toEqual(['1105', '1107', '1108', '1109'])
  }),
)

test(
  'contacts and companies have fields too, for whoever sees them',
  onDesk(async (desk) => {
    const { tx, ada, ben, dora, history } = desk
    await add(ada, { noun: 'contact', name: 'Tier', type: 'choice', choices: [{ name: 'Gold' }] })
    await add(ada, { noun: 'company', name: 'Since', type: 'date' })
    expect(await problemOf(add(ada, { noun: 'contact', name: 'Needed', isRequired: true }))).toEqual(['field-of-conversations', 'noun']) // prettier-ignore
    expect(await problemOf(mustSeeCompany(tx, await ben.actor(), dora.companyId))).toEqual([
      'company-missing',
      undefined,
    ])
    await conversations(desk, { recipients: ['support@desk.example'] })

    await mustSeeCompany(tx, await ben.actor(), dora.companyId)
    await changeContact(ben, dora.id, { fields: { tier: 'gold' } })
    await setRecord(ben, { noun: 'company', id: dora.companyId }, { fields: { since: '2020-01-01' } }, byActor(ben))

    expect(await readContacts(tx, [dora.id])).toMatchObject([{ fields: { tier: 'gold' }, company: { fields: { since: '2020-01-01' } } }]) // prettier-ignore
    expect(await history(dora.id)).toMatchObject([{ name: 'contact.changed', by: 'ben', data: { changes: [{ field: 'fields.tier', from: null, to: 'gold' }] } }]) // prettier-ignore
    expect(await problemOf(changeContact(ben, dora.id, { fields: { tier: 'silver' } }))).toEqual(['field-wrong', 'fields.tier']) // prettier-ignore
  }),
)

test(
  'what is split off begins with the values of what it came from, and is found by them',
  onDesk(async (desk) => {
    const { tx, ada, store } = desk
    await add(ada, { name: 'Price', type: 'number' })
    await receive(
      tx,
      testMeans(store),
      { messageId: 'a@acme.example' },
      { inReplyTo: 'a@acme.example', text: 'Another matter' },
    )
    const { id } = must((await deskNow(tx))[0], 'it')
    await setFields(ada, id, { price: 5 })
    const [, second] = await tx.db.selectFrom('message').select('id').orderBy('id').execute()

    const newId = await split(ada, id, must(second, 'a message').id, { andLater: false })
    await setFields(ada, id, { price: 6 })

    const found = await listRows(tx, await ada.actor(), { view: 'all', limit: 9, field: ['price=5'] })
    expect(found.conversations.map((one) => [one.id, one.fields])).toEqual([[newId, { price: 5 }]])
    expect((await listRows(tx, await ada.actor(), { view: 'all', limit: 9, field: ['price<6'] })).conversations).toHaveLength(1) // prettier-ignore
  }),
)
