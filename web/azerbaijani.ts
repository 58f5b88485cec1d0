// Dates in Azerbaijani, for browsers that know the language by name only (Chromium ships its months as "M03"). Pure.

const months = ['yan', 'fev', 'mar', 'apr', 'may', 'iyn', 'iyl', 'avq', 'sen', 'okt', 'noy', 'dek']
const longMonths = [
  'yanvar',
  'fevral',
  'mart',
  'aprel',
  'may',
  'iyun',
  'iyul',
  'avqust',
  'sentyabr',
  'oktyabr',
  'noyabr',
  'dekabr',
]
const days = ['bazar', 'bazar ertəsi', 'çərşənbə axşamı', 'çərşənbə', 'cümə axşamı', 'cümə', 'şənbə']

const two = (number: number) => String(number).padStart(2, '0')

export function azClock(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

export function azDay(date: Date, hasYear: boolean): string {
  return `${date.getDate()} ${months[date.getMonth()]}${hasYear ? ` ${date.getFullYear()}` : ''}`
}

export function azExactly(date: Date): string {
  const day = `${date.getDate()} ${longMonths[date.getMonth()]} ${date.getFullYear()}, ${days[date.getDay()]}`
  return `${day}, ${azClock(date)}:${two(date.getSeconds())}`
}

export function azWeekday(date: Date): string {
  return days[date.getDay()] ?? ''
}

/** `amount` units before now; 0 and below 1: now. */
export function azAgo(amount: number, unit: 'minute' | 'hour'): string {
  if (amount === 0) return 'indi'
  const name = unit === 'minute' ? 'dəqiqə' : 'saat'
  return amount > 0 ? `${amount} ${name} əvvəl` : `${-amount} ${name} sonra`
}

export function azShort(amount: number, unit: 'minute' | 'hour'): string {
  return `${Math.abs(amount)} ${unit === 'minute' ? 'dəq' : 'saat'}`
}
