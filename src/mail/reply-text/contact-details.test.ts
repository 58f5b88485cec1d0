import { expect, test } from 'vitest'
import { contactDetails } from './contact-details.ts'

const dora = { name: 'Dora Field', address: 'dora@acme.example' }
const told = (text: string, sender = dora) =>
  Object.fromEntries(contactDetails(text, sender).map(({ field, value }) => [field, value]))

test.each([
  [
    'under two dashes',
    'It boils.\n\n-- \nDora Field\nHead of Purchasing\nAcme Kettles Ltd.\n12 Kettle Street\nLondon NW1 4AB\nTel: +44 20 7946 0000 | Fax: +44 20 7946 0001\nwww.acme.example',
    {
      name: 'Dora Field',
      title: 'Head of Purchasing',
      company: 'Acme Kettles Ltd.',
      postalAddress: '12 Kettle Street\nLondon NW1 4AB',
      phone: '+44 20 7946 0000',
      website: 'www.acme.example',
    },
  ],
  [
    'German, after a greeting',
    'Er kocht.\n\nMit freundlichen Grüßen\n\nDora Field\nGeschäftsführerin\n\nKessel Feld GmbH & Co. KG\nKesselstraße 12 · 10115 Berlin\nTelefon 030 1234567\nHRB 123456 B\nUSt-IdNr. DE123456789',
    {
      name: 'Dora Field',
      title: 'Geschäftsführerin',
      company: 'Kessel Feld GmbH & Co. KG',
      postalAddress: 'Kesselstraße 12 · 10115 Berlin',
      phone: '030 1234567',
    },
  ],
  [
    'Azerbaijani, with a disclaimer',
    'Qaynayır.\n\nHörmətlə,\nDora Field\nSatış üzrə menecer\n“Çaynik” MMC\nNizami küçəsi 12, Bakı AZ1000\nMob.: (+994 50) 123 45 67\n\nBu məktub məxfidir və yalnız ünvanlandığı şəxs üçündür.',
    {
      name: 'Dora Field',
      title: 'Satış üzrə menecer',
      company: '“Çaynik” MMC',
      postalAddress: 'Nizami küçəsi 12, Bakı AZ1000',
      phone: '(+994 50) 123 45 67',
    },
  ],
  [
    'in one line, its company as in the address',
    'Yes.\n\nKind regards,\nDora | Sales | Acme | 06-12345678',
    { name: 'Dora', title: 'Sales', company: 'Acme', phone: '06-12345678' },
  ],
  ['a name only', 'Yes.\n\nBest,\nDora', { name: 'Dora' }],
  ['nothing', 'My order 4711 of 2026-05-04 costs 1200.50, call 020 7946 0000 for it.', {}],
  ['a phone’s own line', 'Yes.\n\nSent from my iPhone', {}],
])('%s', (_what, text, details) => {
  expect(told(text)).toEqual(details)
})

test('a name is taken from the signature where the header has none', () => {
  const text = 'Yes.\n\n-- \nDora Maria Field\nAcme'
  expect(told(text, { name: '', address: 'info@acme.example' })).toEqual({ name: 'Dora Maria Field', company: 'Acme' })
})

test('each stands where it is said to stand', () => {
  const text = 'Yes.\n\nBest regards,\n  *Dora Field* | Engineer\nm: +31 6 12345678'
  const details = contactDetails(text, dora)
  expect(details.map((one) => text.slice(one.from, one.to))).toEqual(details.map((one) => one.value))
  expect(details).toHaveLength(3)
})

test('all of their numbers are told, each by what it is called, and no fax', () => {
  const text =
    'Yes.\n\n-- \nDora Field\nT: +44 20 7946 0000 M: +44 7700 900123\nDirect: +44 20 7946 0009\nFax: +44 20 7946 0001\nTel +44 20 7946 0000'
  const phones = contactDetails(text, dora).filter((one) => one.field === 'phone')

  expect(phones.map(({ value, label }) => [value, label])).toEqual([
    ['+44 20 7946 0000', ''],
    ['+44 7700 900123', 'mobile'],
    ['+44 20 7946 0009', 'direct'],
  ])
  expect(phones.map((one) => text.slice(one.from, one.to))).toEqual(phones.map((one) => one.value))
})

test('a signature as long as a stranger likes takes no longer', () => {
  for (const flood of ['1 ', '+1(', 'www.', 'a|', 'Street 1\n', '-- \n', 'A b '])
    expect(contactDetails(`x\n-- \n${flood.repeat(100_000)}`, dora).length).toBeLessThan(10)
})
