import { expect, test } from 'vitest'
import { testMeans } from '../../../test/arrivals.ts'
import { type Desk, onDesk } from '../../../test/desk.ts'
import { addContact } from '../../desk/contacts/change.ts'
import { listCompanies } from '../../desk/contacts/company-records.ts'
import { exportedDeals } from '../../desk/deals/export.ts'
import { listOf } from '../../desk/deals/lists.ts'
import type { Id } from '../../kit/id.ts'
import { amountIn, dayIn } from './deal-cells.ts'
import { exportCompanies } from './export.ts'
import type { ImportNoun } from './import.api.ts'
import { importedRows } from './imported.ts'
import { beginImport, importNamed, startImport, undoImport } from './imports.ts'
import { runImport } from './run.ts'
import { runUndo } from './undo.ts'

/** Brought, and undone if asked, by as few rows at a time as show where one step ends. */
async function brought({ tx, store, ada }: Desk, noun: ImportNoun, file: string | Buffer) {
  const means = testMeans(store)
  const actor = await ada.actor()
  const { id } = await beginImport(ada, means, actor, { name: 'x.csv', noun, bytes: Buffer.from(file) })
  await startImport(ada, actor, id)
  const until = async (state: string, step: () => Promise<void>) => {
    for (let turns = 0; turns < 50 && (await importNamed(tx, actor, id)).state !== state; turns++) await step()
    return await importNamed(tx, actor, id)
  }
  const end = await until('done', () => runImport(tx, means, id, 2))
  const problems = (await importedRows(tx, id, 'failed', 0, 50)).map((one) => [one.line, ...one.problems.map(({ column, problem }) => `${column} ${problem}`)]) // prettier-ignore
  const undo = async () => {
    await undoImport(ada, actor, id)
    return await until('undone', () => runUndo(tx, id, 2))
  }
  return { id, end, problems, undo }
}

const companies = [
  'Company,Domain,Parent company,Employees,Tags,Phone',
  'Acme Tools,acme-tools.example,Acme Holding,120,"fair, vip",020 765 4321',
  'Bolt,bolt.example,,50-249,,',
  'Nobody,gmail.com,,,,',
  'Many,many.example,,lots,,',
  'Bolt again,bolt.example,,,,',
].join('\n')

test(
  'companies come in with whom they belong to, are known again by their domain, and go out as they came',
  onDesk(async (desk) => {
    const { tx, ada } = desk
    const actor = await ada.actor()
    const all = async () => (await listCompanies(tx, actor, { q: '', limit: 50 }).then(() => listCompanies(tx, actor, { limit: 50 }))).companies // prettier-ignore
    const before = (await all()).length

    const { end, problems, undo } = await brought(desk, 'company', companies)

    expect(end).toMatchObject({ noun: 'company', rows: 5, added: 2, failed: 3 })
    expect(problems).toEqual([
      [4, 'domain personalDomain'],
      [5, 'size not.size'],
      [6, 'domain twice'],
    ])
    const [acme] = (await listCompanies(tx, actor, { q: 'tools', limit: 9 })).companies
    expect(acme).toMatchObject({ domains: ['acme-tools.example'], parent: { name: 'Acme Holding' }, size: '50-249', tags: ['fair', 'vip'], phone: '020 765 4321' }) // prettier-ignore

    const file = await exportCompanies(ada, actor, {})
    const again = await brought(desk, 'company', file.toString().replace('50-249', '1000+'))
    expect(again.problems).toEqual([])
    expect((await listCompanies(tx, actor, { q: 'bolt', limit: 9 })).companies).toMatchObject([{ size: '1000+' }])
    await again.undo()
    expect((await listCompanies(tx, actor, { q: 'bolt', limit: 9 })).companies).toMatchObject([{ size: '50-249' }])

    // What was changed and put back counts as changed since; the others go, with the holding that was made on the way.
    expect(await undo()).toMatchObject({ kept: 1 })
    expect((await all()).length).toBe(before + 1)
  }),
)

const deals = [
  'Name;Pipeline;Stage;Amount;Currency;Expected;Owner;Company;Email;Tags',
  'Kettles;Sales;Proposal;"1.999,50";EUR;31.3.2027;Ben;Acme Tools;emil@acme-tools.example;fair',
  'Pots;Sales;Nowhere;12;EUR;;;;;',
  'Pans;Sales;;twelve;EUR;3/4/2027;Nobody;;;',
  'Kettles;Sales;;;;;;;;',
  'Lids;;;40;;;;;;',
].join('\n')

test(
  'deals come in with their people, are known again, and go out as they came; taken back they are gone',
  onDesk(async (desk) => {
    const { tx, ada, ben } = desk
    const actor = await ada.actor()
    const list = async () => (await listOf(tx, actor, { state: 'open', order: 'expected' }, { limit: 50 })).deals

    const { end, problems, undo } = await brought(desk, 'deal', deals)

    expect(end).toMatchObject({ added: 2, failed: 3 })
    expect(problems).toEqual([[3, 'stage not.stage'], [4, 'amount not.amount', 'expectedOn not.expectedOn', 'owner not.owner'], [5, 'name twice']]) // prettier-ignore
    expect(await list()).toMatchObject([
      { name: 'Kettles', amount: 199_950, expectedOn: '2027-03-31', ownerId: ben.id, tags: ['fair'], company: { name: 'Acme Tools' }, contacts: [{ name: 'emil@acme-tools.example' }] }, // prettier-ignore
      { name: 'Lids', amount: 4_000 },
    ])

    const file = String((await exportedDeals(ada, actor, { state: 'open', order: 'expected' })).bytes as Buffer)
    const again = await brought(desk, 'deal', file.replace('Lids', 'Lids of steel').replace('Proposal', 'Won'))
    expect(again.end).toMatchObject({ added: 0, updated: 2, failed: 0 })
    expect(await list()).toMatchObject([{ name: 'Lids of steel' }])
    await again.undo()
    expect((await list()).map((one) => one.name)).toEqual(['Kettles', 'Lids'])
    expect(await undo()).toMatchObject({ kept: 2 }) // both were changed since
  }),
)

test('amounts and days are read as people write them, and what could be two days is none', () => {
  const amounts = ['1.999,50', '1,999.50', '€ 2 000', '1999.5', '12', '1.999', 'twelve', '-3'].map((text) => amountIn(text, 'EUR')) // prettier-ignore
  expect(amounts).toEqual([199_950, 199_950, 200_000, 199_950, 1_200, 199_900, null, null])
  expect(amountIn('1.999', 'JPY')).toBe(1_999)
  expect(['2026-03-31', '2026-03-31T10:00:00Z', '31.3.2026', '3/4/2026', '31.2.2026'].map(dayIn)).toEqual(['2026-03-31', '2026-03-31', '2026-03-31', null, null]) // prettier-ignore
})

test(
  'somebody whom one does not see is not made the contact of a deal',
  onDesk(async (desk) => {
    const { ada, tx } = desk
    await addContact(ada, { name: 'Hidden', inboxIds: null, addresses: [{ address: 'hidden@bolt.example', label: '' }] }) // prettier-ignore

    const { problems } = await brought(desk, 'deal', 'Name,Email\nX,hidden@bolt.example\n')

    expect(problems).toEqual([[2, 'contact hidden']])
    expect(await tx.db.selectFrom('deal_contact').selectAll().execute()).toEqual([] satisfies { deal_id: Id }[])
  }),
)
