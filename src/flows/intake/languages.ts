// In which language somebody writes whose mail is too short to tell: the one they used last. Asked only for mails that need it, all
// of a batch at once.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import type { Placed } from './placed.ts'

/** Too short to tell by itself: whoever wrote Dutch last time is taken to write Dutch. */
export async function withLanguages(tx: Tx, placed: Placed[]): Promise<Placed[]> {
  const isAsked = ({ read, from, held }: Placed) =>
    read.language === null && read.kind === 'message' && read.reply.trim() !== '' && from !== null && held === null
  const addresses = [...new Set(placed.filter(isAsked).map((mail) => mail.from))]
  if (addresses.length === 0) return placed
  const contacts = await tx.query<{ address: string; contact_id: Id; language: string | null }>({
    name: 'intake-contact-languages',
    text: `select a.address, a.contact_id, k.language from contact_address a join contact k on k.id = a.contact_id
      where a.address = any($1::text[])`,
    values: [addresses],
  })
  const unknown = contacts.flatMap((one) => (one.language === null ? one.contact_id : []))
  const spoken = unknown.length === 0 ? [] : await languagesSpoken(tx, unknown)
  const lastOf = new Map(
    contacts.map((one) => [
      one.address,
      one.language ?? spoken.find((two) => two.contact_id === one.contact_id)?.language ?? null,
    ]),
  )
  return placed.map((mail) =>
    isAsked(mail) ? { ...mail, read: { ...mail.read, language: lastOf.get(mail.from ?? '') ?? null } } : mail,
  )
}

function languagesSpoken(tx: Tx, contactIds: Id[]): Promise<{ contact_id: Id; language: string }[]> {
  return tx.query({
    name: 'intake-languages-spoken',
    text: `select asked.id as contact_id, c.language from unnest($1::bigint[]) asked(id)
      cross join lateral (select language from conversation
        where contact_id = asked.id and language is not null order by last_message_at desc limit 1) c`,
    values: [contactIds],
  })
}
