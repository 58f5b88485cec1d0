// A category as its keepers describe it, and the letters made up from that: with them mail is classified before there is an example.
import type { Letter } from '../letter.ts'

export interface Category {
  id: string
  name: string
  description?: string
  keywords?: readonly string[]
}

/** "card_payment", "cardPayment" and "card payment" say the same. */
const inWords = (name: string): string => name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replaceAll('_', ' ')

export function lettersOf({ name, description = '', keywords = [] }: Category): Letter[] {
  const named = inWords(name)
  const letters = [
    { subject: '', text: named },
    // Subject and text are told apart, and a name may be found in either.
    { subject: named, text: '' },
    { subject: '', text: description },
    { subject: '', text: keywords.join('. ') },
    { subject: keywords.join('. '), text: '' },
  ]
  return letters.filter(({ subject, text }) => subject.trim() !== '' || text.trim() !== '')
}
