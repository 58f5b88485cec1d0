import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk } from '../../../test/desk.ts'
import { must } from '../../kit/must.ts'
import { addContact, changeContact, historyOfRecord } from './change.ts'
import { addCompany } from './company-records.ts'
import type { Contact } from './contacts.api.ts'
import { readContacts } from './contacts.ts'
import { listContacts } from './lists.ts'
import { familyOf, merge, undoMerge } from './merge.ts'
import { byActor, setFields } from './set-fields.ts'
import { mustSeeContact } from './sight.ts'
import { findTwins, listTwins, settleTwin } from './twins.ts'

test(
  'two are made one, field by field, with mail and tasks; parted again each has what it had, and what was said since stays',
  onDesk(async ({ tx, store, ada, ben, dora }) => {
    await receive(tx, testMeans(store), { messageId: 'one@acme.example' })
    await receive(tx, testMeans(store), { messageId: 'two@home.example', from: 'Dora Home <dora@home.example>' })
    const home = must((await deskNow(tx)).find((one) => one.contact_id !== dora.id), 'the mail from home').contact_id ?? '' // prettier-ignore
    await changeContact(ben, dora.id, { title: 'Buyer', notes: 'Likes tea.', addTags: ['fair'] })
    await changeContact(ben, home, { title: 'Mother', stage: 'lead', notes: 'Two cats.', addTags: ['vip'], phones: [{ number: '+44 20 7946 0000', label: 'home' }] }) // prettier-ignore
    const [was, wasHome] = [await readContacts(tx, [dora.id]), await readContacts(tx, [home])].map((all) => must(all[0], 'them')) // prettier-ignore

    const id = await merge(ada, 'contact', dora.id, home, { title: 'Mother' })

    const [one] = await readContacts(tx, [dora.id])
    expect(one).toMatchObject({
      name: 'Dora',
      title: 'Mother',
      stage: 'lead',
      notes: 'Likes tea.\n\nTwo cats.',
      tags: ['fair', 'vip'],
      phone: '+44 20 7946 0000',
      addresses: [dora.address, 'dora@home.example'],
    })
    expect((await deskNow(tx)).map((row) => row.contact_id)).toEqual([dora.id, dora.id])
    expect(await mustSeeContact(tx, await ben.actor(), home)).toBe(dora.id)
    expect(await familyOf(tx, 'contact', home)).toEqual([dora.id, home])
    expect((await listContacts(tx, await ben.actor(), { q: 'dora', limit: 9 })).contacts).toHaveLength(1)
    const { events } = await historyOfRecord(tx, 'contact', dora.id, undefined)
    expect(events.some((event) => event.nounId === home && event.name === 'contact.changed')).toBe(true)
    await expect(setFields(ben, { noun: 'contact', id: home }, { title: 'x' }, byActor(ben))).rejects.toMatchObject({ code: 'record-merged' }) // prettier-ignore

    await receive(tx, testMeans(store), { messageId: 'three@home.example', from: 'Dora Home <dora@home.example>' })
    await changeContact(ben, dora.id, { language: 'nl' })
    await undoMerge(ada, id)

    const [now, nowHome] = [await readContacts(tx, [dora.id]), await readContacts(tx, [home])].map((all) => must(all[0], 'them')) // prettier-ignore
    const plain = ({ version: _v, changedAt: _c, provenance: _p, ...rest }: Contact) => rest
    expect(plain(must(now, 'now'))).toEqual({ ...plain(must(was, 'was')), language: 'nl' })
    expect(plain(must(nowHome, 'now'))).toEqual(plain(must(wasHome, 'was')))
    expect((await deskNow(tx)).filter((row) => row.contact_id === home)).toHaveLength(2)
    await expect(undoMerge(ada, id)).rejects.toMatchObject({ code: 'merge-undone' })
  }),
)

test(
  'who said what comes along; who became part of somebody who became part of another is that other; parted again it was said as before',
  onDesk(async ({ tx, ada, ben, dora }) => {
    const said = { from: 'signature' as const, by: '77' }
    const number = '+44 20 7946 0000'
    const [fay, gus] = [await addContact(ben, { name: 'Fay' }), await addContact(ben, { name: 'Gus' })]
    await setFields(ben, { noun: 'contact', id: fay }, { title: 'Buyer', phones: [{ number, label: '' }] }, said)
    await changeContact(ben, dora.id, { territory: 'North' })
    const toldOf = async (id: string) => must((await readContacts(tx, [id]))[0], 'them').provenance
    const before = await toldOf(dora.id)

    const first = await merge(ada, 'contact', gus, fay, {})
    const second = await merge(ada, 'contact', dora.id, gus, { territory: 'South' })

    expect(await toldOf(dora.id)).toMatchObject({
      title: said,
      [`phones.${number}`]: said,
      territory: { from: 'merge' },
    })
    expect(await mustSeeContact(tx, await ben.actor(), fay)).toBe(dora.id)
    await expect(undoMerge(ada, first)).rejects.toMatchObject({ code: 'merge-further' })

    await undoMerge(ada, second)
    expect(await mustSeeContact(tx, await ben.actor(), fay)).toBe(gus)
    const after = await toldOf(dora.id)
    expect(after['territory']).toEqual(before['territory'])
    expect(Object.keys(after).filter((key) => key.startsWith('phones.') || key === 'title')).toEqual([])
    expect(await toldOf(gus)).toMatchObject({ title: said })
    await undoMerge(ada, first)
    expect(await mustSeeContact(tx, await ben.actor(), fay)).toBe(fay)
  }),
)

test(
  'companies are joined with their people and domains, and parted again',
  onDesk(async ({ tx, ada, dora }) => {
    const works = await addCompany(ada, { name: 'Acme Works', domains: ['acme-works.example'], size: '10-49' })
    const emil = await addContact(ada, { name: 'Emil', companyId: works })
    const companyOf = async (id: string) => must((await readContacts(tx, [id]))[0], 'them').company

    const id = await merge(ada, 'company', dora.companyId, works, {})
    expect(await companyOf(emil)).toMatchObject({ id: dora.companyId, domains: ['acme.example', 'acme-works.example'] })

    await undoMerge(ada, id)
    expect(await companyOf(emil)).toMatchObject({ id: works, name: 'Acme Works', domains: ['acme-works.example'] })
    expect(await companyOf(dora.id)).toMatchObject({ domains: ['acme.example'] })
  }),
)

test(
  'twins are found with their reasons, shown to whoever sees both, and not again once they are said to be two',
  onDesk(async ({ tx, ada, ben, dora, inboxes }) => {
    const add = (name: string, address: string, more: object = {}) => addContact(ada, { name, addresses: [{ address, label: '' }], ...more }) // prettier-ignore
    const phones = [{ number: '+31 20 123 4567', label: '' }]
    await add('Emil Bolt', 'emil@bolt.example', { phones, companyId: dora.companyId })
    await add('E. Bolt', 'e.bolt@bolt.example', { phones: [{ number: '020 123 4567', label: '' }] })
    const third = await add('Emil Bolt', 'emil.bolt@bolt.example', { companyId: dora.companyId, inboxIds: [inboxes.billing] }) // prettier-ignore
    await add('Fay', 'fay.spout+news@gmail.com')
    await add('Fay Spout', 'fayspout@googlemail.com')
    await findTwins(tx)
    const shown = async (who: typeof ben) =>
      (await listTwins(tx, await who.actor(), { noun: 'contact', limit: 9 })).twins

    expect((await shown(ada)).map(({ one, other, reasons }) => [one.name, other.name, reasons])).toEqual([
      ['Fay', 'Fay Spout', [{ kind: 'address', value: 'fayspout@gmail.com' }]],
      ['Emil Bolt', 'Emil Bolt', [{ kind: 'nameAndCompany', value: 'emil bolt, Acme' }]],
      ['Emil Bolt', 'E. Bolt', [{ kind: 'phone', value: '201234567' }]],
    ])
    expect((await shown(ben)).flatMap(({ one, other }) => [one.id, other.id])).not.toContain(third)

    const [fays] = await shown(ada)
    await settleTwin(ada, 'contact', must(fays, 'the two').one.id, must(fays, 'the two').other.id, true)
    await findTwins(tx)
    expect((await shown(ada)).map(({ one }) => one.name)).toEqual(['Emil Bolt', 'Emil Bolt'])

    const [emils] = await shown(ada)
    const id = await merge(ada, 'contact', must(emils, 'the two').one.id, must(emils, 'the two').other.id, {})
    expect(await shown(ada)).not.toContainEqual(emils)
    await undoMerge(ada, id)
    expect(await shown(ada)).toContainEqual(emils)
  }),
)
