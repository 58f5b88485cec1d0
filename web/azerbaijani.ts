// Dates in Azerbaijani, for browsers that know the language by name only (Chromium ships its months as "M03"). Pure.
import { wallIn, zoneHere } from './zone.ts'

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

export function azClock(date: Date, zone = zoneHere()): string {
  const { hour, minute } = wallIn(zone, date)
  return `${two(hour)}:${two(minute)}`
}

export function azDay(date: Date, hasYear: boolean, zone = zoneHere()): string {
  const { year, month, day } = wallIn(zone, date)
  return `${day} ${months[month - 1]}${hasYear ? ` ${year}` : ''}`
}

export function azExactly(date: Date, zone = zoneHere()): string {
  const { year, month, day, weekday, second } = wallIn(zone, date)
  return `${day} ${longMonths[month - 1]} ${year}, ${days[weekday]}, ${azClock(date, zone)}:${two(second)}`
}

export function azWeekday(date: Date, zone = zoneHere()): string {
  return days[wallIn(zone, date).weekday] ?? ''
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
