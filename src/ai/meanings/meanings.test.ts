import { expect, test } from 'vitest'
import { wordsOf } from '../words.ts'
import { az } from './az.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { meaningsOf } from './meanings.ts'
import { nl } from './nl.ts'
import { ru } from './ru.ts'
import { tr } from './tr.ts'

const names = Object.keys(en)
const meant = (text: string): string[] => meaningsOf(wordsOf(text, 100)).map(({ meaning }) => names[meaning - 1] ?? '')

test('what eight languages call a thing is one', () => {
  const parcels = [
    'my parcel',
    'mein Paket',
    'mijn pakket',
    'mon colis',
    'mi paquete',
    'kolim',
    'bağlamam',
    'моя посылка',
  ]

  expect(parcels.map(meant)).toEqual(parcels.map(() => ['parcel']))
})

test('with any ending, in any case, without accents, and in more words than one', () => {
  expect(meant('Rueckgabe? RÜCKGABEN, ruckgabe')).toEqual(['return', 'return', 'return'])
  expect(meant('money back')).toEqual(['refund'])
  expect(meant('the money is back')).toEqual(['money'])
  expect(meant('ürünü geri gönderdim')).toEqual(['product', 'return'])
  expect(meant('I cannot log in')).toEqual(['not', 'login'])
})

test('with one slip, and no more', () => {
  const slips = ['delivry', 'delliver', 'recieved', 'pasword', 'trakcing', 'cancle', 'Retourre']

  expect(slips.flatMap(meant)).toEqual(['deliver', 'deliver', 'arrive', 'password', 'track', 'cancel', 'return'])
  expect(meant('psswrod tor')).toEqual([])
})

test('each says where it stands', () => {
  expect(meaningsOf(wordsOf('hello, top up my card', 100)).map(({ first, last }) => [first, last])).toEqual([
    [0, 0],
    [1, 2],
    [4, 4],
  ])
})

test('within a language no word means two things, and none is said already by a shorter one', () => {
  const wrong = [en, nl, de, fr, es, tr, az, ru].flatMap((table) => {
    const said = Object.entries<string>(table).flatMap(([meaning, line]) =>
      line.split('|').map((one) => [one, meaning] as const),
    )
    const seen = new Map(said)
    const isSaid = ([one, meaning]: readonly [string, string]): boolean =>
      !one.includes(' ') &&
      Array.from(one, (_, end) => `${one.slice(0, end)}*`).some((stem) => stem !== one && seen.get(stem) === meaning)
    return said.filter((one) => seen.get(one[0]) !== one[1] || isSaid(one)).map(([one]) => one)
  })

  expect(wrong).toEqual([])
})
