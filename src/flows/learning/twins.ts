// A mail that says nearly the same as another of its inbox whose conversation is open: somebody wrote twice, or to two addresses. Found
// by bands of their signatures, each one look into an index; how alike two are is then told by their words.
import { bandsOf, likeness, type Signature, signatureOf } from '../../ai/readings/duplicates.ts'
import type { Letter } from '../../ai/letter.ts'
import type { ReadingBody } from '../../desk/readings/readings.api.ts'
import { firstIdAt, type Id } from '../../kit/id.ts'
import { insertRows } from '../../store/access/rows.ts'
import type { Tx } from '../../store/tx.ts'
import { lettersOfMessages } from './examples.ts'
import { rounded } from './learned.ts'

export interface Searcher {
  conversationId: Id
  messageId: Id
  inboxId: Id
  letter: Letter
}

/** Of a signature’s bands, each a row: at a likeness of 0.8 nineteen in twenty share one of so many, at 0.9 all but one in two hundred. */
const BANDS = 4
const ALIKE = 0.8
/** Shorter ones are alike because there is little to say. */
const FEWEST_WORDS = 12
/** Of each band the newest; and of all that share one, so many are compared. */
const LOOKED = 3
const DAYS = 30 * 86_400_000

type Twin = ReadingBody['twin']

/** By the id of the message. Those of one batch find each other, the later the earlier. */
export async function findTwins(tx: Tx, searchers: readonly Searcher[]): Promise<Map<Id, Twin>> {
  const signed = searchers.flatMap((one) => {
    const signature = isLong(one.letter) ? signatureOf(one.letter) : null
    return signature ? [{ ...one, signature, keys: keysOf(signature, one.inboxId) }] : []
  })
  await insertRows(
    tx,
    {
      name: 'twin-keys',
      head: 'insert into twin_key (hash, message_id, conversation_id) values',
      tail: 'on conflict do nothing',
    },
    signed.flatMap(({ keys, messageId, conversationId }) => keys.map((key) => [key, messageId, conversationId])),
  )
  if (signed.length === 0) return new Map()
  const shared = await sharing(tx, signed)
  if (shared.length === 0) return new Map()
  const letters = await lettersOfMessages(tx, await stillOpen(tx, shared))
  const byMail = Map.groupBy(shared, (one) => one.asked)
  return new Map(
    signed.flatMap(({ messageId, conversationId, signature }) => {
      const alike = (byMail.get(messageId) ?? [])
        .filter((one) => one.conversationId !== conversationId)
        .slice(0, LOOKED)
        .flatMap((one): { conversationId: Id; likeness: number }[] => {
          const letter = letters.get(one.messageId)
          const other = letter && signatureOf(letter)
          return other ? [{ conversationId: one.conversationId, likeness: rounded(likeness(signature, other)) }] : []
        })
        .filter((one) => one.likeness >= ALIKE)
        .toSorted((one, other) => other.likeness - one.likeness)
      return alike[0] ? [[messageId, alike[0]] as const] : []
    }),
  )
}

const isLong = ({ text }: Letter): boolean => text.split(/\s+/, FEWEST_WORDS + 1).length > FEWEST_WORDS

/** Signed 32-bit numbers. An inbox has its own, so that nothing is found across inboxes. */
function keysOf(signature: Signature, inboxId: Id): number[] {
  const salt = Number(BigInt(inboxId) & 0xffffffffn)
  return bandsOf(signature)
    .slice(0, BANDS)
    .map((band) => Math.imul(band ^ salt, 0x9e3779b1))
}

interface Shared {
  asked: Id
  conversationId: Id
  messageId: Id
}

/** Each once, the one that shares most bands first. */
async function sharing(tx: Tx, signed: { messageId: Id; keys: number[] }[]): Promise<Shared[]> {
  return await tx.query<Shared>({
    name: 'twin-look',
    text: `select asked.message_id as asked, k.conversation_id as "conversationId", k.message_id as "messageId"
      from unnest($1::bigint[], $2::int[]) as asked (message_id, hash)
      cross join lateral (select * from twin_key k where k.hash = asked.hash and k.message_id < asked.message_id and k.message_id > $3
        order by k.message_id desc limit ${LOOKED}) k
      group by 1, 2, 3 order by count(*) desc, 3 desc`,
    values: [
      signed.flatMap(({ messageId, keys }) => keys.map(() => messageId)),
      signed.flatMap(({ keys }) => keys),
      firstIdAt(tx.now.getTime() - DAYS),
    ],
  })
}

async function stillOpen(tx: Tx, shared: Shared[]): Promise<Shared[]> {
  const rows = await tx.query<{ id: Id }>({
    name: 'twin-open',
    text: `select id from conversation where id = any($1::bigint[]) and status <> 'resolved' and deleted_at is null and merged_into is null`,
    values: [[...new Set(shared.map((one) => one.conversationId))]],
  })
  const open = new Set(rows.map((row) => row.id))
  return shared.filter((one) => open.has(one.conversationId))
}

/** A schedule's work: what is older than a month is nobody's twin any more. */
export async function forgetTwinKeys(tx: Tx): Promise<void> {
  await tx.query({
    name: 'twin-forget',
    text: 'delete from twin_key where message_id < $1',
    values: [firstIdAt(tx.now.getTime() - DAYS)],
  })
}
