// The words on the screen: catalogues per language, loaded when needed; ICU plurals; dates and numbers as the reader writes
// them. No component holds text of its own.
import { i18n } from '@lingui/core'
import { useLingui } from '@lingui/react'
import type deals from './locales/en/deals.json'
import type desk from './locales/en/desk.json'
import type bulk from './locales/en/bulk.json'
import type keys from './locales/en/keys.json'
import type paper from './locales/en/paper.json'
import type problems from './locales/en/problems.json'
import type records from './locales/en/records.json'
import type reports from './locales/en/reports.json'
import type books from './locales/en/books.json'
import type calendars from './locales/en/calendars.json'
import type settings from './locales/en/settings.json'
import type reasons from './locales/en/reasons.json'
import type sequences from './locales/en/sequences.json'
import type tasks from './locales/en/tasks.json'
import type timeline from './locales/en/timeline.json'
import type workflows from './locales/en/workflows.json'
import type webhooks from './locales/en/webhooks.json'
import type together from './locales/en/together.json'
import type welcome from './locales/en/welcome.json'
import { isLanguage, isOffered, languages, type Language } from './languages.ts'

export type WordKey =
  | keyof typeof desk
  | keyof typeof settings
  | keyof typeof tasks
  | keyof typeof sequences
  | keyof typeof workflows
  | keyof typeof webhooks
  | keyof typeof keys
  | keyof typeof bulk
  | keyof typeof paper
  | keyof typeof problems
  | keyof typeof records
  | keyof typeof reports
  | keyof typeof welcome
  | keyof typeof reasons
  | keyof typeof deals
  | keyof typeof books
  | keyof typeof calendars
  | keyof typeof timeline
  | keyof typeof together

const catalogues = import.meta.glob<{ messages: Record<string, string> }>('./locales/*/*.json')
const KEPT = 'postroom-language'

/** The language chosen here before, else the browser's, else English. */
export function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT)
  if (isLanguage(kept)) return kept
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2))
  return wanted.filter(isLanguage).find(isOffered) ?? 'en'
}

async function catalogue(language: Language, part: string): Promise<Record<string, string>> {
  const load = catalogues[`./locales/${language}/${part}.json`]
  const own = load ? (await load()).messages : {}
  return isOffered(language) ? own : { ...(await catalogue('en', part)), ...own }
}

/** Stands among the words of a part once it is learned. */
const LEARNT = 'part '

/** With the words of all that has been opened so far. */
export async function speak(language: Language): Promise<void> {
  const learnt = Object.keys(i18n.messages).filter((key) => key.startsWith(LEARNT))
  const parts = ['desk', ...learnt.map((key) => key.slice(LEARNT.length))]
  const all = await Promise.all(parts.map((part) => catalogue(language, part)))
  i18n.loadAndActivate({
    locale: language,
    messages: Object.assign({}, ...all, ...learnt.map((key) => ({ [key]: '' }))),
  })
  document.documentElement.lang = language
  document.documentElement.dir = languages[language].dir
  localStorage.setItem(KEPT, language)
}

/** Adds the words of parts that are not on the first page (settings, tasks). */
export async function learnWords(...parts: string[]): Promise<void> {
  const { locale } = i18n
  const unknown = parts.filter((part) => !(LEARNT + part in i18n.messages))
  const all = await Promise.all(unknown.map((part) => catalogue(locale as Language, part)))
  for (const [at, part] of unknown.entries()) i18n.load(locale, { ...all[at], [LEARNT + part]: '' })
}

/** For what is fetched when it is opened: itself and its words. */
export async function withWords<T>(fetched: Promise<T>, ...parts: string[]): Promise<T> {
  const [there] = await Promise.all([fetched, learnWords(...parts)])
  return there
}

export interface Words {
  t: (key: WordKey, values?: Record<string, unknown>) => string
  /** For keys put together from data; answers `otherwise` where there is no such word. */
  tOr: (key: string, otherwise: string, values?: Record<string, unknown>) => string
  language: Language
}

const FROM_RIGHT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
/** A letter, and beside it something that is none. */
const isMixed = (text: string) => /\p{L}/u.test(text) && /\P{L}/u.test(text)

/** What is written the other way round keeps to itself (UAX 9): it must not turn the sentence round that it is put in. */
export function isolated(
  values: Record<string, unknown> | undefined,
  { dir } = languages[i18n.locale as Language] ?? languages.en,
): Record<string, unknown> | undefined {
  if (!values) return values
  const isOther = (text: string) =>
    dir === 'ltr' ? FROM_RIGHT.test(text) : !FROM_RIGHT.test(text) && isMixed(text) && !/^[\w-]+$/.test(text)
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && isOther(value) ? `\u2068${value}\u2069` : value,
    ]),
  )
}

export function wordsOf(): Words {
  return {
    t: (key, values) => i18n._(key, isolated(values)),
    tOr: (key, otherwise, values) => (key in i18n.messages ? i18n._(key, isolated(values)) : otherwise),
    language: i18n.locale as Language,
  }
}

export function useWords(): Words {
  useLingui() // draws anew when the language changes
  return wordsOf()
}
