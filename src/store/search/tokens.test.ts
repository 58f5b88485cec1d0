import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../kit/fold.ts'
import { askedOf, tokensOf } from './tokens.ts'

test('what people type finds what others wrote: case, accents and letters of their own do not matter', () => {
  expect(fold('Ünïcødé STRASSE straße')).toBe('unicode strasse strasse')
  expect([fold('İSTANBUL'), fold('ılıq'), fold('Ilıq'), fold('Əliyev'), fold('Łódź')]).toEqual([
    'istanbul',
    'iliq',
    'iliq',
    'eliyev',
    'lodz',
  ])
  expect(fold('ΟΔΟΣ')).toBe(fold('οδός'))
  expect(fold('ガ')).toBe('ガ') // a mark that makes another letter stays
})

test('addresses, numbers and compounds are found by their parts', () => {
  expect(tokensOf('Re: INV-2024/001 from dora@acme.example')).toEqual([
    're',
    'inv',
    '2024',
    '001',
    'from',
    'dora',
    'acme',
    'example',
  ])
})

test('scripts without blanks give pairs, and their last sign', () => {
  expect(tokensOf('我要退款 ok')).toEqual(['我要', '要退', '退款', '款', 'ok'])
  expect(tokensOf('订单abc')).toEqual(['订单', '单', 'abc'])
  expect(tokensOf('ขอคืนเงิน').length).toBeGreaterThan(5)
})

test('a word of four letters or more, and the last one, also finds what begins with it', () => {
  expect(askedOf('the order is la', true)).toEqual([
    { text: 'the', isPrefix: false },
    { text: 'order', isPrefix: true },
    { text: 'is', isPrefix: false },
    { text: 'la', isPrefix: true },
  ])
  expect(askedOf('款', false)).toEqual([{ text: '款', isPrefix: true }])
})

test('every word of any text is found by itself, and no token holds what could end a quote', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      const tokens = tokensOf(text)
      for (const one of askedOf(text, false))
        expect(tokens.some((token) => (one.isPrefix ? token.startsWith(one.text) : token === one.text))).toBe(true)
      for (const token of tokens) expect(token).toMatch(/^[\p{L}\p{N}\p{M}ー]+$/u)
    }),
  )
})
