import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold, partsOf } from './fold.ts'

/** Without our own letters: what Unicode says of case and accents. */
const byUnicode = (text: string) =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')

test('what people type is what it is folded to', () => {
  expect(['Sifariş', 'ÜBERFÄLLIG', 'straße', 'İstanbul', 'ılıq', 'Łódź', 'ΟΔΟΣ', 'Йод', 'cœur'].map(fold)).toEqual([
    'sifaris',
    'uberfallig',
    'strasse',
    'istanbul',
    'iliq',
    'lodz',
    'οδοσ',
    'иод',
    'coeur',
  ])
})

test('letter by letter is the same as the whole word at once', () => {
  const ours = /[əıßłøđðþæœħŋŧςĸ]/
  const signs = Array.from({ length: 0x600 }, (_, code) => String.fromCharCode(code)).filter(
    (sign) => !ours.test(byUnicode(sign)),
  )
  expect(signs.filter((sign) => fold(sign) !== byUnicode(sign)).filter((sign) => sign < '\u0591')).toEqual([])
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...signs.slice(0, 0x480))), (chosen) => {
      const word = chosen.join('')
      expect(fold(word)).toBe(byUnicode(word))
    }),
  )
})

test('a word is parted where the script changes to one without blanks', () => {
  expect(partsOf('iPhone手机2')).toEqual([
    { text: 'iPhone', isRun: false },
    { text: '手机', isRun: true },
    { text: '2', isRun: false },
  ])
})
