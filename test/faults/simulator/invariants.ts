// What must hold when a simulated seed has come to its end, however it went. Each is a sentence; what is broken is told.
import type { Ground } from './ground.ts'
import type { Played } from './script.ts'

/** Of what came into being since `from`: text, and how many do not hold to it. Conversations are as young as what is in them, and begin every key. */
const sentences: Record<string, string> = {
  'messages came in twice': `select count(*) from (select 1 from message where conversation_id >= $1 and direction = 'in' and id >= $1 group by mail_id having count(*) > 1) o`,
  'raw mails belong to nothing': `select count(*) from raw where id >= $1 and not exists (select 1 from message where conversation_id >= $1 and raw_id = raw.id)`,
  'messages have no raw mail': `select count(*) from message where conversation_id >= $1 and id >= $1 and not exists (select 1 from raw where raw.id = raw_id)`,
  'work items are left': `select count(*) from intake where id >= $1`,
  'jobs are left or failed': `select count(*) from job where id >= $1`,
  'conversations count other than they hold': `select count(*) from conversation c where id >= $1 and message_count <> (select count(*) from message
     where conversation_id in (select id from conversation f where f.id = c.id or f.merged_into = c.id))`,
  'conversations stand empty and are not deleted': `select count(*) from conversation c where id >= $1 and merged_into is null and deleted_at is null
     and not exists (select 1 from message where conversation_id in (select id from conversation f where f.id = c.id or f.merged_into = c.id))`,
  'messages were routed other than once': `select count(*) from message m where conversation_id >= $1 and id >= $1 and direction = 'in'
     and 1 <> (select count(*) from routing r where r.conversation_id >= $1 and r.message_id = m.id)`,
  'messages have other than one event of their arrival': `select count(*) from message m where conversation_id >= $1 and id >= $1 and direction = 'in'
     and 1 <> (select count(*) from event e where e.noun_id = m.id and e.subject_id = m.conversation_id and name = 'message.received')`,
  'people were thanked twice': `select count(*) from (select 1 from message where conversation_id >= $1 and id >= $1 and kind = 'auto-reply' and direction = 'out'
     group by addressees->'to' having count(*) > 1) o`,
  'messages have other than one place in the outbox': `select count(*) from message m where conversation_id >= $1 and id >= $1 and direction = 'out'
     and 1 <> (select count(*) from outbox o where o.message_id = m.id)`,
  'places in the outbox have not ended, or are in no legal state': `select count(*) from outbox where id >= $1
     and (ended_at is null or state not in ('accepted', 'rejected', 'uncertain', 'cancelled'))`,
  'deliveries say other than the outbox': `select count(*) from outbox o join delivery d on d.message_id = o.message_id and d.conversation_id = o.conversation_id
     where o.id >= $1 and d.state <> case o.state when 'accepted' then 'delivered' when 'rejected' then 'failed' else o.state end`,
}

const COUNTS = `select ${Object.values(sentences)
  .map((one) => `(${one})::int`)
  .join(', ')}`

export async function broken(ground: Ground, from: string, played: Played): Promise<string[]> {
  const { pool } = ground.store
  const counts = await pool.query<number[]>({ name: 'invariants', text: COUNTS, values: [from], rowMode: 'array' })
  const wrong = Object.keys(sentences).flatMap((sentence, at) => {
    const count = counts.rows[0]?.[at] ?? 0
    return count > 0 ? [`${count} ${sentence}`] : []
  })
  return [
    ...wrong,
    ...(await strangers(ground, from, played)),
    ...(await arrived(ground, from, played)),
    ...(await left(ground, from, played)),
  ]
}

/** The thread, as the customer sees it: question and follow-up together, whichever came first. */
async function arrived({ store }: Ground, from: string, { letters }: Played): Promise<string[]> {
  const rows = await store.pool.query<{ mid: string; home: string }>(
    `select mail_id as mid, coalesce(merged_into, c.id) as home from message m join conversation c on c.id = m.conversation_id
      where m.conversation_id >= $1 and m.id >= $1 and direction = 'in'`,
    [from],
  )
  const homes = new Map(rows.rows.map((row) => [row.mid, row.home]))
  const lost = letters.filter((one) => !homes.has(one.mid)).map((one) => `${one.mid} is lost`)
  const [question, followUp] = letters
  const isTorn = homes.get(question?.mid ?? '') !== homes.get(followUp?.mid ?? '')
  return isTorn && lost.length === 0 ? ['a question and its follow-up lie apart'] : lost
}

/** Only what a stranger began is theirs. */
async function strangers({ store }: Ground, from: string, { stranger }: Played): Promise<string[]> {
  const rows = await store.pool.query(
    `select 1 from participant p join conversation c on c.id = p.conversation_id
      where c.id >= $1 and p.address = $2 and p.role <> 'sender'
        and $2 <> (select sender->>'address' from message m where m.conversation_id = c.id order by id limit 1)`,
    [from, stranger],
  )
  return rows.rows.length > 0 ? ['a stranger takes part'] : []
}

/** Each message at the relay once; twice only where that is said. The ids are those of the messages. */
async function left({ store }: Ground, from: string, { relayed }: Played): Promise<string[]> {
  const rows = await store.pool.query<{ mid: string; state: string; isDoubted: boolean }>(
    `select mail_id as mid, o.state, exists (select 1 from event e where e.noun_id = m.id and e.subject_id = m.conversation_id
        and e.name = 'message.uncertain') as "isDoubted" from message m join outbox o on o.message_id = m.id where m.conversation_id >= $1 and m.id >= $1`,
    [from],
  )
  const times = (mid: string) => relayed.filter((one) => one === mid).length
  const known = new Set(rows.rows.map((row) => row.mid))
  return [
    ...relayed.filter((mid) => !known.has(mid)).map((mid) => `${mid} left and is no message of ours`),
    ...rows.rows.flatMap(({ mid, state, isDoubted }) => {
      if (times(mid) > (isDoubted ? 2 : 1)) return [`${mid} left ${times(mid)} times`]
      if (state === 'accepted' && times(mid) === 0) return [`${mid} is called sent and never left`]
      if (state === 'cancelled' && times(mid) > 0) return [`${mid} was called back and left`]
      return state === 'rejected' && times(mid) > 0 && !isDoubted ? [`${mid} is called refused and left`] : []
    }),
  ]
}
