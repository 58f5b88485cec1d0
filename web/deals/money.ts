// Amounts as people write and read them. They are kept in the smallest unit of their currency: cents, whole yen.

export function decimalsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

/** `whole`: sums are read without cents. */
export function inMoney(amount: number, currency: string, language: string, { whole = false } = {}): string {
  const digits = whole ? { maximumFractionDigits: 0, minimumFractionDigits: 0 } : {}
  return new Intl.NumberFormat(language, { style: 'currency', currency, ...digits }).format(amount / 10 ** decimalsOf(currency)) // prettier-ignore
}

/** `1.234,50` and `1,234.50` alike: the last sign parts the decimals where at most as many as the currency has follow. Null: nothing; NaN: no amount. */
export function readAmount(text: string, currency: string): number | null {
  const plain = text.replace(/[\s'’\u00a0\u202f]/g, '')
  if (plain === '') return null
  const decimals = decimalsOf(currency)
  const found = /^(\d[\d.,]*?)(?:[.,](\d+))?$/.exec(plain)
  if (!found) return NaN
  const [, front = '', behind] = found
  const isFraction = behind !== undefined && behind.length <= decimals && (behind.length !== 3 || decimals === 3)
  if (behind !== undefined && !isFraction && behind.length !== 3) return NaN
  const whole = front.replace(/[.,]/g, '') + (isFraction ? '' : (behind ?? ''))
  const fraction = (isFraction ? behind : '').padEnd(decimals, '0')
  return Number(whole + fraction)
}

/** As it stands in a field: 1999 cents are 19.99. */
export function writtenAmount(amount: number | null, currency: string): string {
  return amount === null ? '' : (amount / 10 ** decimalsOf(currency)).toFixed(decimalsOf(currency))
}
