// Secrets anywhere in what leaves: in the writer's words, in the subject, in the mail that is quoted, and in what only the HTML says.
import type { Around, Found, Read } from './draft.ts'
import { cardsIn, ibansIn, nationalNumbersIn, type Secret } from './numbers.ts'
import { ownLinksIn, secretsIn } from './secrets.ts'

export function secretsOf(read: Read, around: Around): Found[] {
  const { subject, text, own, html, quoted = '' } = read
  const look = (words: string) => allIn(words, around)
  const inText = look(text)
  const hidden = html === null ? [] : look(wordsOf(html)).filter((one) => !inText.some((other) => other.check === one.check)) // prettier-ignore
  return [
    ...look(subject).map((one) => asFound(one, 'subject')),
    ...inText.map((one) => asFound(one, isOwn(own, one) ? 'text' : 'quote')),
    ...look(quoted).map(({ check, values }): Found => ({ check, where: 'quote', mend: { do: 'dropQuote' }, ...(values && { values }) })), // prettier-ignore
    ...hidden.map(({ check, values }): Found => ({ check, where: 'letter', ...(values && { values }) })),
  ]
}

/** Blanked where it is quoted between the lines, and shorter where it is below. */
const isOwn = (own: string, { start, end }: Secret) => own.slice(start, end).trim() !== ''

function asFound({ check, start, end, masked, values }: Secret, where: 'text' | 'subject' | 'quote'): Found {
  const mend = where === 'quote' ? ({ do: 'dropQuote' } as const) : ({ do: 'replace', with: masked } as const)
  return { check, where, start, end, mend, ...(values && { values }) }
}

function allIn(words: string, { rules, ownHosts }: Around): Secret[] {
  const opening = [...secretsIn(words), ...(ownHosts.size > 0 ? ownLinksIn(words, ownHosts) : [])]
  if (!/\d{2}/.test(words)) return opening
  const found = [...opening]
  // A number within another, or within a key, is told of once.
  for (const one of [...ibansIn(words, rules.ownAccounts), ...cardsIn(words), ...nationalNumbersIn(words)])
    if (!found.some((other) => one.start < other.end && other.start < one.end)) found.push(one)
  return found
}

/** Without its tags: what is told apart by them is one number to whoever reads it. */
const wordsOf = (html: string) =>
  html
    .replace(/<\/?(?:p|br|div|li|td|tr|blockquote)\b[^<>]{0,2000}>/gi, '\n')
    .replace(/<[^<>]{0,4000}>/g, '')
    .replaceAll('&nbsp;', ' ')
    .replace(/&#(?:x([\da-f]{1,6})|(\d{1,7}));/gi, (_, hex?: string, decimal?: string) =>
      signOf(hex ? parseInt(hex, 16) : Number(decimal)),
    ) // prettier-ignore
    .replace(/&shy;|[\u00ad\u200b-\u200d\u2060\ufeff]/g, '')
    .replaceAll('&amp;', '&')

const signOf = (code: number) => (code <= 0x10ffff ? String.fromCodePoint(code) : '')

/** The same words with every secret masked: for what is written down beside a letter. */
export function withoutSecrets(text: string): string {
  const found = [...secretsIn(text), ...ibansIn(text, []), ...cardsIn(text), ...nationalNumbersIn(text)]
  return found
    .toSorted((one, other) => other.start - one.start)
    .reduce((words, { start, end, masked }) => words.slice(0, start) + masked + words.slice(end), text)
}
