// Leaving a list: what a letter to many says about it (RFC 2369, RFC 8058), and what its link does. The link holds nothing but the
// enrolment and our signature; looking at it changes nothing.
import { timingSafeEqual } from 'node:crypto'
import { holdEnrolment } from '../../desk/sequences/enrolments.ts'
import { stopAllOf } from '../../desk/sequences/letters.ts'
import { addressesOf, optOut } from '../../desk/sequences/opt-outs.ts'
import type { Id } from '../../kit/id.ts'
import type { Keys } from '../../store/keys.ts'
import type { Tx } from '../../store/tx.ts'

type Signing = Pick<Keys, 'hmac'>
const SIGNED = 16

function signature(keys: Signing, id: Id): string {
  return keys.hmac('unsubscribe', id).subarray(0, SIGNED).toString('base64url')
}

export function linkFor(keys: Signing, publicUrl: string | null, id: Id): string | null {
  if (!publicUrl?.startsWith('https:')) return null // RFC 8058 §3.1: HTTPS alone
  return new URL(`/unsubscribe/${id}.${signature(keys, id)}`, publicUrl).href
}

/** Null: it is none of ours. */
export function readLink(keys: Signing, token: string): Id | null {
  const [id = '', given = ''] = token.split('.')
  if (!/^\d{1,19}$/.test(id)) return null
  const [wanted, has] = [Buffer.from(signature(keys, id)), Buffer.from(given)]
  return wanted.length === has.length && timingSafeEqual(wanted, has) ? id : null
}

/** Without an address of the web where people reach us, only the letter itself says how. */
export function headersFor(link: string | null, inboxAddress: string): [string, string][] {
  if (link === null) return [['List-Unsubscribe', `<mailto:${inboxAddress}?subject=unsubscribe>`]]
  return [
    ['List-Unsubscribe', `<${link}>`],
    ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'], // RFC 8058 §3.2
  ]
}

const feet: Record<string, [withLink: string, without: string]> = {
  en: ['If you would rather not get such letters:', 'If you would rather not get such letters, answer “unsubscribe”.'],
  nl: ['Liever geen brieven als deze:', 'Liever geen brieven als deze? Antwoord “uitschrijven”.'],
  de: ['Wenn Sie solche Briefe nicht mehr möchten:', 'Wenn Sie solche Briefe nicht mehr möchten, antworten Sie „abmelden“.'],
  tr: ['Bu tür iletileri istemiyorsanız:', 'Bu tür iletileri istemiyorsanız “listeden çıkar” diye yanıtlayın.'],
  az: ['Belə məktublar istəmirsinizsə:', 'Belə məktublar istəmirsinizsə, “siyahıdan çıxar” deyə cavab yazın.'],
  fr: ['Si vous ne souhaitez plus de tels messages :', 'Si vous ne souhaitez plus de tels messages, répondez « désabonner ».'],
  es: ['Si no desea recibir más cartas como esta:', 'Si no desea recibir más cartas como esta, responda «unsubscribe».'],
} // prettier-ignore

export function footFor(link: string | null): (language: string) => string {
  return (language) => {
    const [withLink, without] = feet[language] ?? feet['en'] ?? ['', '']
    return link === null ? without : `${withLink} ${link}`
  }
}

/** Also of one that has ended: whoever asks is asked nothing back. */
export async function unsubscribe(tx: Tx, enrolmentId: Id): Promise<boolean> {
  const row = await holdEnrolment(tx, enrolmentId)
  if (!row) return false
  const addresses = [row.address, ...(await addressesOf(tx, row.contact_id))]
  await optOut(tx, addresses, { source: 'link', contactId: row.contact_id })
  await stopAllOf(tx, row.contact_id, 'unsubscribed')
  return true
}
