// What a finding says, in the reader's language; days and languages by their names.
import type { Finding } from '../../../src/flows/reply/checks/judge.api.ts'
import { azDay, azWeekday } from '../../azerbaijani.ts'
import type { Words } from '../../words.ts'

export function sayFinding({ code, says, values, where }: Finding, { tOr, t, language }: Words): string {
  const named = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, asRead(name, value, language)]))
  const said = tOr(`check.said.${code}`, says, named)
  return where === 'quote' ? t('check.quoted', { said }) : said
}

function asRead(name: string, value: string, language: string): string {
  if (name === 'written' || name === 'theirs') {
    const names = new Intl.DisplayNames([language], { type: 'language', fallback: 'code' })
    return value.split(', ').map((code) => names.of(code) ?? code).join(', ') // prettier-ignore
  }
  if (name !== 'date') return value
  const day = new Date(`${value}T12:00:00`)
  if (language === 'az') return `${azDay(day, true)}, ${azWeekday(day)}`
  return day.toLocaleDateString(language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
}
