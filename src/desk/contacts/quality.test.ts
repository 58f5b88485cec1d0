import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { takesMail } from '../../flows/records/check-domain.ts'
import { checkAddress } from './address-check.ts'
import { addContact } from './change.ts'
import { readQuality, reportOf } from './quality.ts'

test('an address tells whether it is one, a job’s, thrown away or mistyped, and what was meant', () => {
  const told = (address: string) =>
    checkAddress(address).map((one) => (one.kind === 'typo' ? `typo ${one.meant}` : one.kind))

  expect(told('dora@acme.example')).toEqual([])
  expect(told('grüße@bücher.example')).toEqual([]) // RFC 6531
  expect(told('"a b"@acme.example')).toEqual([])
  for (const wrong of ['dora', 'dora@', '@acme.example', 'a b@acme.example', `${'x'.repeat(65)}@acme.example`])
    expect(told(wrong), wrong).toEqual(['syntax'])
  expect(told('Info+fair@acme.example')).toEqual(['role'])
  expect(told('x@mailinator.com')).toEqual(['disposable'])
  const slips = [
    'gmial.com',
    'gmai.com',
    'gmaill.com',
    'gnail.com',
    'gmail.con',
    'gmail.co',
    'hotmial.com',
    'outlok.com',
  ]
  for (const domain of slips) expect(told(`dora@${domain}`)[0], domain).toMatch(/^typo dora@(gmail|hotmail|outlook)\.com$/) // prettier-ignore
  // Great ones themselves, what is near them and real, and what is near nothing.
  for (const domain of ['gmail.com', 'ymail.com', 'mail.com', 'email.com', 'yahoo.it', 'mail.example', 'acme.com'])
    expect(told(`dora@${domain}`), domain).toEqual([])
})

test('a domain takes mail by its MX, else by its address; one that says it takes none does not; silence says nothing', async () => {
  const answers: Record<string, Record<string, unknown[] | string>> = {
    'acme.example': { MX: [{ exchange: 'mx.acme.example', priority: 10 }] },
    'old.example': { MX: [], A: ['192.0.2.1'] },
    'null.example': { MX: [{ exchange: '', priority: 0 }] },
    'none.example': { MX: 'ENODATA', A: 'ENOTFOUND', AAAA: 'ENOTFOUND' },
    'slow.example': { MX: 'ETIMEOUT' },
  }
  const lookUp = async (name: string, type: string) => {
    const answer = answers[name]?.[type] ?? []
    if (typeof answer === 'string') throw Object.assign(new Error(answer), { code: answer })
    return answer
  }

  const told = await Promise.all(Object.keys(answers).map((name) => takesMail(lookUp, name)))

  expect(told).toEqual(['mail', 'mail', 'nothing', 'nothing', 'unknown'])
})

test(
  'a list is told how much is known of those in it, what is missing, and whose address is in doubt',
  onDesk(async ({ tx, ada, ben, dora }) => {
    const address = (one: string) => [{ address: one, label: '' }]
    await addContact(ada, { name: 'Emil Bolt', title: 'Buyer', language: 'nl', ownerId: ben.id, companyId: dora.companyId, addresses: address('emil@bolt.example'), phones: [{ number: '+31 20 123 4567', label: '' }] }) // prettier-ignore
    await addContact(ada, { name: 'fay@gmial.com', addresses: address('fay@gmial.com') })
    await addContact(ada, { name: 'Gus', addresses: address('gus@dead.example') })
    const at = tx.now
    await tx.db.insertInto('mail_domain').values({ domain: 'dead.example', takes: 'nothing', checked_at: at }).execute()
    const quality = async (filters: object) => readQuality(tx, await ben.actor(), filters)

    expect(await quality({ ownerId: ben.id })).toMatchObject({ looked: 1, isWhole: true, score: 100, badAddress: 0 })
    expect(await quality({})).toMatchObject({ looked: 3, badAddress: 2, stale: 0, lacks: { name: 1, owner: 2, phone: 2 } }) // prettier-ignore
    await tx.db
      .updateTable('contact')
      .set({ created_at: new Date('2020-01-01'), changed_at: null })
      .execute()
    expect(await quality({})).toMatchObject({ stale: 3 })
    expect(await quality({ q: 'nobody' })).toMatchObject({ looked: 0, score: null })
    expect(await reportOf(tx, ['gus@dead.example'])).toEqual([
      { address: 'gus@dead.example', findings: [{ kind: 'noMail', checkedAt: at.toISOString() }], checkedAt: at.toISOString() }, // prettier-ignore
    ])
  }),
)
