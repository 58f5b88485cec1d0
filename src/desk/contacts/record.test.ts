import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { type Desk, onDesk, type Person } from '../../../test/desk.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { addField } from '../fields/fields.ts'
import { addField as addFieldRoute } from '../fields/fields.api.ts'
import { addContact, changeContact, changeContacts, historyOfRecord } from './change.ts'
import { addCompany, listCompanies } from './company-records.ts'
import { readContacts } from './contacts.ts'
import { listContacts } from './lists.ts'
import { byActor, setFields } from './set-fields.ts'
import { mustSeeCompany, mustSeeContact } from './sight.ts'

const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'fine',
    (thrown: { code?: string }) => thrown.code,
  )
const contactOf = async (tx: Desk['tx'], id: Id) => must((await readContacts(tx, [id]))[0], 'the contact')
const found = async (who: Person, filters: object) =>
  (await listContacts(who, await who.actor(), { limit: 50, ...filters })).contacts.map((one) => one.name)

test(
  'each field remembers who said it, from where and when; the same again is no change; what it was takes it back',
  onDesk(async ({ tx, ben, dora }) => {
    const record = { noun: 'contact' as const, id: dora.id }
    const book = { from: 'addressBook' as const, by: '7', at: new Date('2026-01-02T03:04:05Z') }

    const byBook = await setFields(tx, record, { title: 'Buyer', phones: [{ number: '+44 20 7946 0000', label: 'work' }] }, book) // prettier-ignore
    const byBen = await setFields(ben, record, { title: 'Head of purchasing', stage: 'customer' }, byActor(ben))
    const again = await setFields(ben, record, { stage: 'customer' }, byActor(ben))

    expect(byBook.changed.toSorted()).toEqual(['phones', 'title'])
    expect(byBen.before).toEqual({ title: 'Buyer', stage: null })
    expect(again.changed).toEqual([])
    const known = await contactOf(tx, dora.id)
    expect(known).toMatchObject({ title: 'Head of purchasing', phone: '+44 20 7946 0000', stage: 'customer', version: 3 }) // prettier-ignore
    expect(known.provenance).toMatchObject({
      title: { from: 'person', by: ben.id },
      'phones.+44 20 7946 0000': { from: 'addressBook', by: '7', at: '2026-01-02T03:04:05.000Z' },
    })
    const { events } = await historyOfRecord(tx, 'contact', dora.id, undefined)
    expect(events.map((one) => [one.name, one.actorId, one.data['changed']])).toEqual([
      ['contact.changed', ben.id, ['title', 'stage']],
      ['contact.changed', null, ['title', 'phones']],
    ])

    await setFields(ben, record, byBen.before, byActor(ben))
    expect(await contactOf(tx, dora.id)).toMatchObject({ title: 'Buyer', stage: null })
  }),
)

test(
  'what cannot be is refused, and nobody’s address is taken from them',
  onDesk(async ({ tx, ada, ben, dora }) => {
    const emil = await addContact(ben, { name: 'Emil', addresses: [{ address: 'Emil@Bolt.example', label: 'work' }] })
    const bolt = await addCompany(ben, { name: 'Bolt', domains: ['bolt.example'] })
    const works = await addCompany(ben, { name: 'Bolt works', parentId: bolt })
    const set = (values: object) => problemOf(setFields(tx, { noun: 'contact', id: emil }, values, byActor(ben)))
    const setCompany = (values: object) => problemOf(setFields(tx, { noun: 'company', id: bolt }, values, byActor(ben)))
    await tx.db.updateTable('user').set({ disabled_at: tx.now }).where('id', '=', ada.id).execute()

    expect(await set({ addresses: [{ address: dora.address, label: '' }] })).toBe('address-taken')
    expect(await set({ addresses: [{ address: 'no address', label: '' }] })).toBe('address-wrong')
    expect(await set({ ownerId: ada.id })).toBe('owner-missing')
    expect(await set({ companyId: '17' })).toBe('company-missing')
    expect(await set({ timeZone: 'Mars/Olympus' })).toBe('time-zone-unknown')
    expect(await set({ language: 'not a language' })).toBe('language-unknown')
    expect(await setCompany({ parentId: works })).toBe('company-circle')
    expect(await setCompany({ domains: ['gmail.com'] })).toBe('domain-personal')
    expect(await setCompany({ domains: ['acme.example'] })).toBe('domain-taken')
    expect((await contactOf(tx, dora.id)).addresses).toEqual([dora.address])
    expect((await contactOf(tx, emil)).addresses).toEqual(['emil@bolt.example'])
  }),
)

test(
  'who has not written is seen by those they were opened to and by whoever looks after them',
  onDesk(async ({ tx, ada, ben, cleo, inboxes }) => {
    const all = await addContact(ada, { name: 'Open' })
    const few = await addContact(ada, { name: 'Billed', inboxIds: [inboxes.billing] })
    const none = await addContact(ada, { name: 'Kept', inboxIds: null })
    const sees = async (who: Person, id: Id) => problemOf(mustSeeContact(tx, await who.actor(), id))

    expect([await sees(ben, all), await sees(ben, few), await sees(cleo, few), await sees(ben, none)]).toEqual(['fine', 'contact-missing', 'fine', 'contact-missing']) // prettier-ignore
    expect(await found(ben, {})).toEqual(['Open'])
    await setFields(ada, { noun: 'contact', id: none }, { ownerId: ben.id }, byActor(ada))
    expect(await found(ben, {})).toEqual(['Kept', 'Open'])
    const bound = { ...(await ben.actor()), isBound: true }
    expect(await problemOf(mustSeeContact(tx, bound, all))).toBe('contact-missing')

    const company = await addCompany(ada, { name: 'Hidden', inboxIds: null })
    expect(await problemOf(mustSeeCompany(tx, await ben.actor(), company))).toBe('company-missing')
    await setFields(ada, { noun: 'contact', id: all }, { companyId: company }, byActor(ada))
    expect(await problemOf(mustSeeCompany(tx, await ben.actor(), company))).toBe('fine')
  }),
)

test(
  'lists are narrowed by owner, company, stage, tag, field, what is lacking and how long it is quiet',
  onDesk(async ({ tx, store, ada, ben, dora }) => {
    const field = { noun: 'contact', type: 'choice', name: 'Tier', key: 'tier', choices: [{ name: 'Gold' }] }
    await addField(ada, await ada.actor(), addFieldRoute.input.parse(field))
    await receive(tx, testMeans(store), {})
    const emil = await addContact(ben, { name: 'Emil Bolt', addresses: [{ address: 'emil@bolt.example', label: '' }] })
    await addContact(ben, { name: 'Fay Spout', title: 'Plumber' })

    const before = await changeContacts(ben, [
      { id: emil, ownerId: ben.id, stage: 'lead', addTags: ['fair'], fields: { tier: 'gold' } },
      { id: dora.id, addTags: ['fair'] },
    ])

    const first = await listContacts(ben, await ben.actor(), { order: 'name', limit: 2 })
    const rest = await listContacts(ben, await ben.actor(), { order: 'name', limit: 2, cursor: first.next ?? '' })
    expect([first, rest].map((page) => page.contacts.map((one) => one.name))).toEqual([['Dora', 'Emil Bolt'], ['Fay Spout']]) // prettier-ignore
    expect(await found(ben, { order: 'name', q: 'bolt' })).toEqual(['Emil Bolt'])
    expect(await found(ben, { ownerId: ben.id })).toEqual(['Emil Bolt'])
    expect(await found(ben, { ownerId: 'none', stage: 'none' })).toEqual(['Fay Spout', 'Dora'])
    expect(await found(ben, { tag: 'fair' })).toEqual(['Emil Bolt', 'Dora'])
    expect(await found(ben, { field: 'tier=gold' })).toEqual(['Emil Bolt'])
    expect(await found(ben, { companyId: dora.companyId })).toEqual(['Dora'])
    expect(await found(ben, { lacks: 'title' })).toEqual(['Emil Bolt', 'Dora'])
    expect(await found(ben, { q: 'bolt', stage: 'lead' })).toEqual(['Emil Bolt'])
    expect(await found(ben, { q: 'bolt', stage: 'customer' })).toEqual([])
    await tx.db
      .updateTable('contact')
      .set({ changed_at: new Date('2020-01-01') })
      .execute()
    expect(await found(ben, { quietDays: 30 })).toEqual(['Fay Spout', 'Emil Bolt'])

    await changeContacts(ben, before)
    expect(await contactOf(tx, emil)).toMatchObject({ ownerId: null, stage: null, tags: [], fields: {} })
    expect((await listCompanies(ben, await ben.actor(), { q: 'acme', limit: 5 })).companies.map((one) => one.name)).toEqual(['Acme']) // prettier-ignore
  }),
)

test(
  'a first number set alone leaves the others, and the company is renamed by the contact’s card',
  onDesk(async ({ tx, ben, dora }) => {
    await changeContact(ben, dora.id, { phones: [{ number: '111222', label: '' }, { number: '333444', label: 'home' }] }) // prettier-ignore

    await changeContact(ben, dora.id, { phone: '555666', companyName: 'Acme Ltd.' })

    expect(await contactOf(tx, dora.id)).toMatchObject({
      phone: '555666',
      phones: [{ number: '555666' }, { number: '333444', label: 'home' }],
      company: { name: 'Acme Ltd.' },
    })
    expect((await deskNow(tx)).length).toBe(0)
  }),
)
