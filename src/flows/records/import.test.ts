import { expect, test } from 'vitest'
import { testMeans } from '../../../test/arrivals.ts'
import { type Desk, onDesk, type Person } from '../../../test/desk.ts'
import { addContact, changeContact } from '../../desk/contacts/change.ts'
import { addCompany } from '../../desk/contacts/company-records.ts'
import { readContacts } from '../../desk/contacts/contacts.ts'
import { listContacts } from '../../desk/contacts/lists.ts'
import { mustSeeCompany } from '../../desk/contacts/sight.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { exportContacts } from './export.ts'
import { importedRows } from './imported.ts'
import { beginImport, changeImport, importNamed, startImport, undoImport } from './imports.ts'
import { runImport } from './run.ts'
import { runUndo } from './undo.ts'

/** One keeping of files for each desk. */
const kept = new WeakMap<Desk, ReturnType<typeof testMeans>>()
function meansOf(desk: Desk) {
  const means = kept.get(desk) ?? testMeans(desk.store)
  kept.set(desk, means)
  return means
}
/** Until nothing is left of it, some rows at a time. */
async function finish(desk: Desk, id: Id, most = 7) {
  const { tx } = desk
  for (let turns = 0; turns < 100; turns++) {
    await runImport(tx, meansOf(desk), id, most)
    await runUndo(tx, id, most)
    const { state } = await tx.db.selectFrom('contact_import').select('state').where('id', '=', id).executeTakeFirstOrThrow() // prettier-ignore
    if (state === 'done' || state === 'undone') return
  }
}
const bring = async (desk: Desk, who: Person, name: string, text: string | Buffer) =>
  beginImport(who, meansOf(desk), await who.actor(), { name, bytes: Buffer.from(text) })
const namesOf = async (who: Person) => (await listContacts(who, await who.actor(), { limit: 100 })).contacts.map((one) => one.name).toSorted() // prettier-ignore

const table = [
  'Voornaam;Achternaam;E-mail;Telefoon;Bedrijf;Functie;Fase;Eigenaar',
  'Emil;Bolt;emil@bolt.example;+31 20 123 4567;Bolt Works;Inkoper;lead;Ben',
  'Fay;Spout;fay@bolt.example;;Bolt Works;;;',
  'Gus;;no address;;;;;',
  '"Ida ""the"" Great";;ida@gmail.com;;;;boss;',
  'Dora;van Acme;dora@acme.example;020 765 4321;;Head of purchasing;customer;nobody@people.example',
  'Emil;Twice;emil@bolt.example;;;;;',
].join('\r\n')

test(
  'columns are guessed, rows that are wrong are named with their line and the rest is imported; all of it is taken back',
  onDesk(async (desk) => {
    const { tx, ada, ben, dora } = desk
    const actor = await ada.actor()
    await tx.db.updateTable('contact').set({ inbox_ids: [] }).where('id', '=', dora.id).execute()
    const preview = await bring(desk, ada, 'klanten.csv', table.replace('nobody@people.example', ''))

    expect(preview.options).toMatchObject({ delimiter: ';', hasHeader: true, columns: ['givenName', 'familyName', 'email', 'phone', 'company', 'title', 'stage', 'owner'] }) // prettier-ignore
    expect(preview.sample.map((one) => [one.line, one.outcome])).toEqual([[2, 'added'], [3, 'added'], [4, 'failed'], [5, 'failed'], [6, 'updated'], [7, 'failed']]) // prettier-ignore

    await startImport(ada, actor, preview.id)
    await finish(desk, preview.id, 2)

    expect(await importNamed(tx, actor, preview.id)).toMatchObject({ state: 'done', rows: 6, position: 6, added: 2, updated: 1, skipped: 0, failed: 3 }) // prettier-ignore
    const failed = await importedRows(tx, preview.id, 'failed', 0, 10)
    expect(failed.map((one) => [one.line, one.problems.map(({ column, problem }) => `${column} ${problem}`)])).toEqual([
      [4, ['email not.email']],
      [5, ['stage not.stage']],
      [7, ['email twice']],
    ])
    const [emil] = (await listContacts(tx, actor, { q: 'emil', limit: 5 })).contacts
    expect(emil).toMatchObject({ name: 'Emil Bolt', title: 'Inkoper', stage: 'lead', ownerId: ben.id, phone: '+31 20 123 4567', company: { name: 'Bolt Works' } }) // prettier-ignore
    expect(must(emil, 'Emil').provenance['title']).toMatchObject({ from: 'import', by: preview.id })
    expect((await readContacts(tx, [dora.id]))[0]).toMatchObject({ name: 'Dora van Acme', stage: 'customer', addresses: [dora.address], phone: '020 765 4321' }) // prettier-ignore

    await changeContact(ben, must(emil, 'Emil').id, { notes: 'Called him.' })
    await undoImport(ada, actor, preview.id)
    await finish(desk, preview.id, 2)

    expect(await importNamed(tx, actor, preview.id)).toMatchObject({ state: 'undone', kept: 1 })
    expect(await namesOf(ada)).toEqual(['Dora', 'Emil Bolt'])
    expect((await readContacts(tx, [dora.id]))[0]).toMatchObject({ name: 'Dora', stage: null, phone: null })
  }),
)

test(
  'whoever is here is left as they are or made once more, as was chosen, and nobody unseen is touched',
  onDesk(async (desk) => {
    const { tx, ada, cleo, inboxes } = desk
    const phone = [{ number: '+44 20 7946 0000', label: '' }]
    await addContact(ada, { name: 'Known', addresses: [{ address: 'known@bolt.example', label: '' }], phones: phone })
    await addContact(ada, {
      name: 'Hidden',
      inboxIds: null,
      addresses: [{ address: 'hidden@bolt.example', label: '' }],
    })
    const text = 'name,email,phone\nNew name,known@bolt.example,\nBy phone,,020 7946 0000\nSeen,hidden@bolt.example,\n'
    const lead = { ...(await cleo.actor()), permissions: (await ada.actor()).permissions }
    const outcome = async (duplicates: 'skip' | 'create', who: Person, actor: Awaited<ReturnType<Person['actor']>>) => {
      const { id } = await beginImport(who, meansOf(desk), actor, { name: 'x.csv', bytes: Buffer.from(text) })
      const preview = await changeImport(who, meansOf(desk), actor, id, { duplicates, inboxIds: [inboxes.billing] })
      return preview.sample.map((one) => one.outcome)
    }

    expect(await outcome('skip', ada, await ada.actor())).toEqual(['skipped', 'skipped', 'skipped'])
    expect(await outcome('skip', cleo, lead)).toEqual(['skipped', 'skipped', 'skipped'])
    expect(await outcome('create', ada, await ada.actor())).toEqual(['failed', 'added', 'skipped'])
    expect((await namesOf(ada)).includes('New name')).toBe(false)
    expect((await tx.db.selectFrom('contact').select('name').where('name', '=', 'Hidden').execute()).length).toBe(1)
  }),
)

const cards = [
  'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Emil Bolt\r\nEMAIL;TYPE=work:emil@bolt.example\r\nTEL;VALUE=uri:tel:+31-20-123-4567\r\nORG:Bolt Works;Sales\r\nADR:;;Main street 1;Leiden;;2311 AB;Netherlands\r\nNOTE:Likes\\, kettles\\nand tea\r\nEND:VCARD',
  'BEGIN:VCARD\r\nVERSION:3.0\r\nthis is no card\r\nEND:VCARD',
  'BEGIN:VCARD\r\nVERSION:3.0\r\nN:Spout;Fay;;;\r\nFN:Fay Spout\r\nEMAIL:fay@bolt.example\r\nCATEGORIES:fair,vip\r\nEND:VCARD',
].join('\r\n')

test(
  'cards come in, a broken one does not take the others with it, and what goes out comes in again as it was',
  onDesk(async (desk) => {
    const { tx, ada } = desk
    const actor = await ada.actor()
    const { id, format, sample } = await bring(desk, ada, 'people.vcf', cards)
    expect([format, sample.map((one) => one.outcome)]).toEqual(['vcard', ['added', 'failed', 'added']])
    await startImport(ada, actor, id)
    await finish(desk, id)

    const before = (await listContacts(tx, actor, { q: 'bolt', limit: 9 })).contacts
    expect(before.map((one) => [one.name, one.phone, one.postalAddress, one.notes, one.tags])).toEqual([
      ['Fay Spout', null, null, null, ['fair', 'vip']],
      ['Emil Bolt', '+31-20-123-4567', 'Main street 1\n2311 AB Leiden\nNetherlands', 'Likes, kettles\nand tea', []],
    ])

    await changeContact(ada, must(before[1], 'Emil').id, { title: '=HYPERLINK("https://evil.example")', notes: 'x\ny' })
    for (const as of ['csv', 'vcard'] as const) {
      const file = await exportContacts(ada, actor, as, { q: 'bolt' })
      if (as === 'csv') expect(file.toString()).toContain(`"'=HYPERLINK`)
      const was = (await listContacts(tx, actor, { q: 'bolt', limit: 9 })).contacts
      await tx.db.deleteFrom('contact_address').where('address', 'like', '%bolt.example').execute()
      await tx.db.deleteFrom('contact_phone').execute()
      await tx.db.updateTable('contact').set({ merged_into: '1' }).where('name', '<>', 'Dora').execute()
      const again = await bring(desk, ada, `again.${as}`, file)
      await startImport(ada, actor, again.id)
      await finish(desk, again.id)
      const now = (await listContacts(tx, actor, { q: 'bolt', limit: 9 })).contacts
      const plain = (all: typeof now) => all.map(({ name, addresses, phone, title, notes, tags, company }) => ({ name, addresses, phone, title, notes, tags, company: company?.name })).toSorted((a, b) => (a.name < b.name ? -1 : 1)) // prettier-ignore
      expect(plain(now)).toEqual(plain(was))
    }
  }),
)

test(
  'nobody comes to see a company by bringing in somebody who is said to work there',
  onDesk(async (desk) => {
    const { tx, ada, ben, inboxes } = desk
    const hidden = await addCompany(ada, { name: 'Hidden Works', inboxIds: [inboxes.billing] }, { from: 'person', by: ada.id }) // prettier-ignore
    const { id } = await bring(desk, ben, 'x.csv', 'Name,Email,Company\nEmil,emil@gmail.com,Hidden Works')
    await startImport(ben, await ben.actor(), id)

    await finish(desk, id)

    await expect(mustSeeCompany(tx, await ben.actor(), hidden)).rejects.toMatchObject({ code: 'company-missing' })
    const [emil] = (await listContacts(tx, await ada.actor(), { q: 'emil', limit: 5 })).contacts
    expect(emil?.company).toMatchObject({ name: 'Hidden Works' })
    expect(emil?.company?.id).not.toBe(hidden)
  }),
)
