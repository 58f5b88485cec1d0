import { expect, test } from 'vitest'
import { readCards } from './card.ts'

test('cards of all versions say who it is and how to reach them', () => {
  const old =
    'BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BC=\nller;Dora\nTEL;CELL:+31 6 1234\nEND:VCARD'
  const now =
    'BEGIN:VCARD\nVERSION:4.0\nFN:Ben\\, of Desk\nORG:Desk;Support\nTITLE:Agent\nitem1.EMAIL;TYPE=work:ben@desk.example\nTEL;VALUE=uri:tel:+31-20-1234\nEND:VCARD'

  expect(readCards(`${old}\n${now}\n`)).toEqual([
    { name: 'Dora Müller', organization: '', title: '', addresses: [], phones: ['+31 6 1234'] },
    {
      name: 'Ben, of Desk',
      organization: 'Desk, Support',
      title: 'Agent',
      addresses: ['ben@desk.example'],
      phones: ['+31-20-1234'],
    },
  ])
})
