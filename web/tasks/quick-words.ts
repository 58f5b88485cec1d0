// How people say when, in each language of the screen. Only what cannot mean anything else.

export interface QuickWords {
  /** For lower case. */
  locale: string
  /** Days from today. */
  days: Record<string, number>
  /** From Sunday. */
  weekdays: string[]
  /** Whose first group is the number. */
  inDays: RegExp
  inWeeks: RegExp
  /** Before a time, before a day. */
  at: string[]
  on: string[]
}

export const dayWords: Record<string, QuickWords> = {
  en: {
    locale: 'en',
    days: { today: 0, tomorrow: 1 },
    weekdays: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'],
    inDays: /^in (\d{1,3}) days?$/,
    inWeeks: /^in (\d{1,2}) weeks?$/,
    at: ['at'],
    on: ['on', 'by'],
  },
  nl: {
    locale: 'nl',
    days: { vandaag: 0, morgen: 1, overmorgen: 2 },
    weekdays: ['zondag', 'maandag', 'dinsdag', 'woensdag', 'donderdag', 'vrijdag', 'zaterdag'],
    inDays: /^over (\d{1,3}) dag(?:en)?$/,
    inWeeks: /^over (\d{1,2}) (?:week|weken)$/,
    at: ['om'],
    on: ['op'],
  },
  de: {
    locale: 'de',
    days: { heute: 0, morgen: 1, übermorgen: 2 },
    weekdays: ['sonntag', 'montag', 'dienstag', 'mittwoch', 'donnerstag', 'freitag', 'samstag'],
    inDays: /^in (\d{1,3}) tag(?:en)?$/,
    inWeeks: /^in (\d{1,2}) wochen?$/,
    at: ['um'],
    on: ['am', 'bis'],
  },
  tr: {
    locale: 'tr',
    days: { bugün: 0, yarın: 1, 'öbür gün': 2 },
    weekdays: ['pazar', 'pazartesi', 'salı', 'çarşamba', 'perşembe', 'cuma', 'cumartesi'],
    inDays: /^(\d{1,3}) gün sonra$/,
    inWeeks: /^(\d{1,2}) hafta sonra$/,
    at: ['saat'],
    on: [],
  },
  az: {
    locale: 'az',
    days: { 'bu gün': 0, bugün: 0, sabah: 1, 'birisi gün': 2 },
    weekdays: ['bazar', 'bazar ertəsi', 'çərşənbə axşamı', 'çərşənbə', 'cümə axşamı', 'cümə', 'şənbə'],
    inDays: /^(\d{1,3}) gün sonra$/,
    inWeeks: /^(\d{1,2}) həftə sonra$/,
    at: ['saat'],
    on: [],
  },
}
