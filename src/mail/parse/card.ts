// A visiting card (vCard 2.1 to 4.0, RFC 6350): who, and how to reach them.
import { decodeQuotedPrintable } from './encodings.ts'
import { decodeText } from './charset.ts'
import { readComponents, unescaped, type Component, type ContentLine } from './content-lines.ts'

export interface Card {
  name: string
  organization: string
  title: string
  addresses: string[]
  phones: string[]
}

const MOST_CARDS = 50
const MOST_LINES = 20

export function readCards(text: string): Card[] {
  return readComponents(joined(text))
    .filter(({ name }) => name === 'VCARD')
    .slice(0, MOST_CARDS)
    .map(cardOf)
}

/** vCard 2.1 goes on behind the soft break of quoted-printable, without folding. */
const joined = (text: string): string => (/QUOTED-PRINTABLE/i.test(text) ? text.replaceAll('=\n', '') : text)

function cardOf(card: Component): Card {
  const values = (name: string): string[] =>
    card.lines
      .filter((line) => line.name === name)
      .slice(0, MOST_LINES)
      .map(valueOf)
      .filter(Boolean)
  const [name = ''] = values('FN')
  const [parts = ''] = values('N')
  const [last = '', first = ''] = parts.split(';')
  return {
    name: name || `${first} ${last}`.trim(),
    organization: (values('ORG')[0] ?? '').split(';').filter(Boolean).join(', '),
    title: values('TITLE')[0] ?? '',
    addresses: values('EMAIL').map((one) => one.replace(/^mailto:/i, '')),
    phones: values('TEL').map((one) => one.replace(/^tel:/i, '')),
  }
}

function valueOf({ parameters, value }: ContentLine): string {
  const isQuoted = /QUOTED-PRINTABLE/i.test(`${parameters.get('ENCODING')} ${parameters.get('TYPE')}`)
  const text = isQuoted
    ? decodeText(decodeQuotedPrintable(Buffer.from(value, 'latin1')), parameters.get('CHARSET') ?? 'utf-8').text
    : value
  return unescaped(text)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, 300)
}
