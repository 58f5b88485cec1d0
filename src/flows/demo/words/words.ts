// Every language of the sample conversations.
import { english } from './en.ts'
import { dutch, german } from './germanic.ts'
import { arabic, azerbaijani, japanese, polish, turkish } from './others.ts'
import { french, portuguese, spanish } from './romance.ts'
import type { Tongue } from './script.ts'

export const tongues: Tongue[] = [
  english,
  dutch,
  german,
  french,
  spanish,
  azerbaijani,
  portuguese,
  turkish,
  polish,
  arabic,
  japanese,
]

export const products = ['Lumo 2', 'Arca', 'Nido XL', 'Tavi', 'Sola 40', 'Ondo']
