// What an answer repeats of its conversation without marking it. Comparing takes long, so it comes before filing: the readers do it
// while no inbox is locked. A guess where the mail will belong is enough: filed elsewhere, nothing of it is used.
import { ownAddresses } from '../../desk/inboxes/addresses.ts'
import type { Means } from '../../desk/means.ts'
import type { Id } from '../../kit/id.ts'
import type { VisibleReply } from '../../mail/reply-text/reply-text.ts'
import { baseSubject } from '../../mail/subject.ts'
import type { Tx } from '../../store/tx.ts'
import { placeMails, sortMail } from './decide.ts'
import type { Incoming, Placed } from './placed.ts'
import { gatherEvidence, soughtBy } from './evidence.ts'

/** A greeting quotes nothing; and what is longer was no answer to a message. */
const SHORTEST = 60
const LONGEST = 30_000
const MESSAGES = 8
const LETTERS = 6000

/** An answer, and what others wrote before it. */
export interface Said {
  mail: Placed
  earlier: string[]
}

/** By `nameOf`. */
export type Repeats = ReadonlyMap<string, VisibleReply>

const nameOf = ({ intakeId, inboxId, conversationId }: Placed) => `${intakeId} ${inboxId} ${conversationId}`

/** Most answers mark what they quote, in their HTML or by words that are known; these are not asked about. */
function mayRepeat({ read: { text, quoted, kind, subject } }: Incoming): boolean {
  const isLong = text.length >= SHORTEST && text.length <= LONGEST
  return kind === 'message' && quoted === '' && isLong && !baseSubject(subject).isForward
}

export async function saidBefore(tx: Tx, { keys }: Pick<Means, 'keys'>, incoming: Incoming[]): Promise<Said[]> {
  const asked = incoming.filter(mayRepeat)
  if (asked.length === 0) return []
  const own = await ownAddresses(tx)
  const secret = keys.secret('reply')
  const sorted = asked.map((mail) => sortMail(mail, own, { secret, now: tx.now }))
  const evidence = await gatherEvidence(tx, sorted.map(soughtBy))
  const holders = { of: () => [], add: () => undefined }
  const { placed } = placeMails(sorted, { evidence, holders, own, now: tx.now, mint: tx.mint })
  const answers = placed.filter((mail) => !mail.isNew)
  if (answers.length === 0) return []
  const held = await tx.query<{ conversation_id: Id; sender: string; text: string }>({
    name: 'intake-said-before',
    text: `select m.conversation_id, lower(m.sender->>'address') as sender, left(m.text, least(m.reply_end, $2::int)) as text
      from unnest($1::bigint[]) asked(id)
      cross join lateral (select * from message where conversation_id = asked.id order by id desc limit $3) m`,
    values: [[...new Set(answers.map((mail) => mail.conversationId))], LETTERS, MESSAGES],
  })
  return answers.flatMap((mail) => {
    const theirs = held.filter((one) => one.conversation_id === mail.conversationId && one.sender !== mail.from)
    return theirs.length === 0 ? [] : [{ mail, earlier: theirs.map((one) => one.text) }]
  })
}

export async function repeatsIn({ reader }: Pick<Means, 'reader'>, said: Said[]): Promise<Repeats> {
  const found = await Promise.all(
    said.map(async ({ mail, earlier }) => {
      const { text, subject } = mail.read
      return [nameOf(mail), await reader.visibleReply({ text, html: null, subject, earlier })] as const
    }),
  )
  return new Map(found.flatMap(([name, reply]) => (reply && reply.quoted !== '' ? [[name, reply]] : [])))
}

export function withoutRepeated(placed: Placed[], repeats: Repeats): Placed[] {
  return placed.map((mail) => {
    const found = repeats.get(nameOf(mail))
    if (!found) return mail
    const { reply, quoted, signature, replyEnd, folded } = found
    return { ...mail, read: { ...mail.read, reply, quoted, signature, replyEnd, folded } }
  })
}
