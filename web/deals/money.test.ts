import { expect, test } from 'vitest'
import { inMoney, readAmount, writtenAmount } from './money.ts'

test('an amount is understood however its thousands and its cents are parted, and kept in the smallest unit', () => {
  const read = (text: string, currency = 'EUR') => readAmount(text, currency)

  expect([read('1999'), read('19.99'), read('19,9'), read('1.234,50'), read('1,234.50'), read('1 234 567')]).toEqual([199_900, 1_999, 1_990, 123_450, 123_450, 123_456_700]) // prettier-ignore
  expect([read('1.234'), read('1,234')]).toEqual([123_400, 123_400])
  expect([read('1.234', 'TND'), read('300', 'JPY'), read('')]).toEqual([1_234, 300, null])
  expect([read('abc'), read('12.3456'), read('-5')]).toEqual([NaN, NaN, NaN])
  expect([writtenAmount(1_999, 'EUR'), writtenAmount(300, 'JPY'), writtenAmount(null, 'EUR')]).toEqual(['19.99', '300', '']) // prettier-ignore
  expect(inMoney(123_456, 'EUR', 'en', { whole: true })).toBe('€1,235')
})
