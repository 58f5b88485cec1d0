// What the desk knows already about a mail that was just placed: the words it repeats of this conversation, and the language its
// writer used last. Asked only for mails that need it, all of a batch at once.
import type { Id } from '../../kit/id.ts'
import { baseSubject } from '../../mail/subject.ts'
import { visibleReply } from '../../mail/reply-text/reply-text.ts'
import type { Tx } from '../../store/tx.ts'
import type { Placed } from './decide.ts'

/** A greeting quotes nothing; and what is longer was no answer to a message. */
const SHORTEST = 60
const LONGEST = 30_000
const MESSAGES = 8
const LETTERS = 6000

export async function withWhatIsKnown(tx: Tx, placed: Placed[]): Promise<Placed[]> {
  return withLanguages(tx, await withoutRepeated(tx, placed))
}

/** Most answers mark what they quote, in their HTML or by words that are known; these are not asked about. */
function mayRepeat({ isNew, read }: Placed): boolean {
  const { text, quoted, kind } = read
  const isLong = text.length >= SHORTEST && text.length <= LONGEST
  return !isNew && kind === 'message' && quoted === '' && isLong && !baseSubject(read.subject).isForward
}

async function withoutRepeated(tx: Tx, placed: Placed[]): Promise<Placed[]> {
  const asked = placed.filter(mayRepeat)
  if (asked.length === 0) return placed
  const held = await tx.query<{ conversation_id: Id; sender: string; text: string }>({
    name: 'intake-said-before',
    text: `select m.conversation_id, lower(m.sender->>'address') as sender, left(m.text, least(m.reply_end, $2::int)) as text
      from unnest($1::bigint[]) asked(id)
      cross join lateral (select * from message where conversation_id = asked.id order by id desc limit $3) m`,
    values: [[...new Set(asked.map((mail) => mail.conversationId))], LETTERS, MESSAGES],
  })
  return placed.map((mail) => {
    if (!mayRepeat(mail)) return mail
    const earlier = held
      .filter((one) => one.conversation_id === mail.conversationId && one.sender !== mail.from)
      .map((one) => one.text)
    const { text, subject } = mail.read
    const found = visibleReply({ text, html: null, subject, earlier })
    if (found.quoted === '') return mail
    const { reply, quoted, signature, replyEnd, folded } = found
    return { ...mail, read: { ...mail.read, reply, quoted, signature, replyEnd, folded } }
  })
}

/** Too short to tell by itself: whoever wrote Dutch last time is taken to write Dutch. */
async function withLanguages(tx: Tx, placed: Placed[]): Promise<Placed[]> {
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
