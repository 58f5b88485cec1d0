import { expect, test } from 'vitest'
import { readCard } from './card.ts'
import { newCard, writeCard } from './write-card.ts'

/** As a telephone writes them: groups with labels, a portrait, properties of its own, folded lines. */
const phones = [
  'BEGIN:VCARD',
  'VERSION:3.0',
  'PRODID:-//Some Phone//EN',
  'N:Vega;Dora;;;',
  'FN:Dora Vega',
  'ORG:Acme\\, Inc.;Buying;',
  'item1.EMAIL;type=INTERNET;type=pref:Dora@Acme.example',
  'item1.X-ABLabel:_$!<Office>!$_',
  'item2.TEL:+31 20 123 4567',
  'item2.X-ABLabel:desk',
  'TEL;type=CELL;type=VOICE:06 1234 5678',
  'ADR;type=WORK;LABEL="old words":;;Kade 1;Utrecht;;3511 AB;The Netherlands',
  'NOTE:Likes  tea\\; and\\nquiet',
  'X-SOMETHING;X-P="a;b:c":keep  me',
  'PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQ',
  ' gKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/2wBD',
  'REV:2026-03-02T11:00:00Z',
  'UID:4711-dora',
  'END:VCARD',
  '',
].join('\r\n')
const now = new Date('2026-03-02T12:00:00Z')

test('a card is read as the plain values of a contact', () => {
  const card = readCard(phones)

  expect(card).toEqual({
    uid: '4711-dora',
    isGroup: false,
    changedAt: new Date('2026-03-02T11:00:00Z'),
    values: {
      name: 'Dora Vega',
      addresses: ['dora@acme.example'],
      phones: ['+31 20 123 4567', '06 1234 5678'],
      company: 'Acme, Inc.',
      title: '',
      website: '',
      postalAddress: 'Kade 1\n3511 AB Utrecht\nThe Netherlands',
      notes: 'Likes  tea; and\nquiet',
    },
  })
})

test('what nobody changed is written back byte for byte', () => {
  expect(writeCard(phones, readCard(phones).values, now)).toBe(phones)

  const changed = writeCard(phones, { title: 'Head buyer' }, now)

  const added = changed.split('\r\n').filter((line) => !phones.split('\r\n').includes(line))
  const lost = phones.split('\r\n').filter((line) => !changed.split('\r\n').includes(line))
  expect(added).toEqual(['REV:20260302T120000Z', 'TITLE:Head buyer'])
  expect(lost).toEqual(['REV:2026-03-02T11:00:00Z'])
})

test('a number goes with the label that was its own, and the others keep theirs', () => {
  const changed = writeCard(phones, { phones: ['06 1234 5678', '+31 30 765 4321'] }, now)

  expect(changed).not.toContain('item2')
  expect(changed).toContain('item1.X-ABLabel:_$!<Office>!$_')
  expect(changed).toContain('TEL;TYPE=VOICE:+31 30 765 4321')
  expect(readCard(changed).values.phones).toEqual(['06 1234 5678', '+31 30 765 4321'])
})

test('a changed name, company or address leaves their kin alone and says what was meant', () => {
  const wanted = { name: 'Dora Vega; Ruiz', company: 'Acme', postalAddress: 'Kade 2, rear\n3511 AC Utrecht' }

  const changed = writeCard(phones, wanted, now)

  expect(readCard(changed).values).toMatchObject(wanted)
  expect(changed).toContain('ORG:Acme;Buying;')
  expect(changed).not.toContain('old words')
  expect(changed).toContain('ADR;type=WORK:')
})

test('what a contact says survives a card of its own, in any script and at any length', () => {
  const values = {
    name: 'Доро́фей “Ұлы” 王小明 😀 Vega',
    addresses: ['d@acme.example', 'd.vega@home.example'],
    phones: ['+994 12 345 67 89'],
    company: 'Söhne; Töchter, KG\\Co',
    title: 'Ə'.repeat(150),
    website: 'https://acme.example/a,b;c',
    postalAddress: 'Zeile 1\nZeile; 2',
    notes: 'Likes; kettles,\n\nand tea',
  }

  const card = newCard('uid-1', values, now)

  expect(readCard(card).values).toEqual(values)
  expect(Math.max(...card.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75)
})

test('what is no card, too old or too large is refused and not half read', () => {
  for (const text of [
    '',
    'hello',
    phones.replace('3.0', '2.1'),
    phones.replace('END:VCARD', ''),
    `${phones}${'x'.repeat(1_600_000)}`,
  ])
    expect(() => readCard(text)).toThrow(/card/i)
})
