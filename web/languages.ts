// The languages of the screen: what each calls itself, and which way it is read. A new one is a line here, a folder in locales/, a
// value of `locale` in src/desk/users/users.api.ts and its words in the mails (docs/translating.md).

interface LanguageEntry {
  /** In itself. */
  name: string
  dir: 'ltr' | 'rtl'
  /** Holds only some of the words, English the others, and nobody is offered it: it proves that a page can be turned round. */
  isSample?: true
}

export const languages = {
  en: { name: 'English', dir: 'ltr' },
  nl: { name: 'Nederlands', dir: 'ltr' },
  de: { name: 'Deutsch', dir: 'ltr' },
  az: { name: 'Azərbaycanca', dir: 'ltr' },
  tr: { name: 'Türkçe', dir: 'ltr' },
  ar: { name: 'العربية', dir: 'rtl', isSample: true },
} as const satisfies Record<string, LanguageEntry>

export type Language = keyof typeof languages

/** What a person can choose. */
export type Offered = {
  [Name in Language]: (typeof languages)[Name] extends { isSample: true } ? never : Name
}[Language]

export const isOffered = (language: Language): language is Offered => !('isSample' in languages[language])

export const offered = (Object.keys(languages) as Language[]).filter(isOffered)

export function isLanguage(name: string | null | undefined): name is Language {
  return name !== null && name !== undefined && Object.hasOwn(languages, name)
}
