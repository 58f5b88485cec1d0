// Ages of many conversations together: days from two days on, hours below.
import type { Words } from '../words.ts'

export function ageOf(seconds: number, t: Words['t']): string {
  const hours = Math.round(seconds / 3600)
  return hours < 48 ? t('board.hours', { count: hours }) : t('board.days', { count: Math.round(hours / 24) })
}
