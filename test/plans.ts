// Query plans: a desk of any size made inside the database in seconds, the statements that verbs really send, and which indexes
// PostgreSQL would read for them.
import type pg from 'pg'
import { must } from '../src/kit/must.ts'
import { bind } from '../src/store/access/bound.ts'
import { createTx, type Store } from '../src/store/store.ts'
import type { Tx } from '../src/store/tx.ts'

/** Conversations `from` to `to` with all that belongs to them: 20 inboxes, 40 users, a thirtieth of them open. Statistics are fresh. */
export async function fill(client: pg.ClientBase, from: number, to: number): Promise<void> {
  const series = `generate_series(${from + 1}::bigint, ${to}) n`
  const at = `timestamptz '2026-01-01' - n * interval '3 minutes'`
  const status = `case when n % 30 = 0 then 'open' when n % 50 = 7 then 'waiting' else 'resolved' end`
  // Words: one in every message, one in every tenth, one of its own; in 60 months.
  const words = `array['x', 'w' || n % 10, 'u' || n, 'v' || n % 977]`
  const bucket = `(612 + (n % 60))::int`
  const month = `(select string_agg(substr('0123456789abcdefghijklmnopqrstuvwxyz', digit + 1, 1), '') from unnest(array[(${bucket} / 36) % 36, ${bucket} % 36]) digit)`
  for (const sql of [
    `insert into contact (id, name, created_at) select n, 'Name' || n % 97 || ' Family' || n % 9973, now() from ${series}`,
    `insert into contact_address select 'a' || n || '@customer' || n % 5000 || '.example', n from ${series}`,
    `insert into conversation (id, number, inbox_id, contact_id, subject, status, priority, category_id, tags, assignee_id, team_id,
       last_message_at, last_inbound_at, waiting_since, created_at, snoozed_until, held, merged_into)
     select n, n + 1000, 1 + n % 20, n, 'subject ' || n, ${status}, case when n % 40 = 0 then 'urgent' else 'normal' end,
       1 + n % 14, case when n % 5 = 0 then array['tag' || n % 60] else '{}' end, case when n % 3 = 0 then null else 1 + n % 40 end,
       case when n % 4 = 0 then 1 + n % 6 end, ${at}, ${at}, case when n % 30 = 0 then ${at} end, ${at}, case when n % 300 = 0 then now() + interval '1 day' end,
       case when n % 400 = 1 then 'junk' end, case when n % 100 = 3 then n - 1 end from ${series}`,
    `insert into message (conversation_id, id, inbox_id, direction, sender, addressees, subject, text, reply_end, received_at)
     select n, n, 1 + n % 20, 'in', '{"name":"","address":"a@b.example"}', '{"from":[],"replyTo":[],"to":[],"cc":[],"bcc":[]}',
       'subject', 'some text', 9, ${at} from ${series}`,
    `insert into message_search select n, n, 1 + n % 20, ${bucket}, ${at},
       array_to_tsvector(array(select ${month} || ':' || word from unnest(${words}) word)) from ${series}`,
    `insert into search_bucket select generate_series(612, 671) on conflict do nothing`,
    `insert into participant (conversation_id, address, role, since) select n, 'a' || n || '@c.example', 'requester', ${at} from ${series}`,
    `insert into event (subject_id, id, name, noun_id, data, at) select n, n, 'conversation.assigned', n, '{}', ${at} from ${series}`,
    `insert into routing select n, n, n, 'because', '[]', ${at} from ${series}`,
    `insert into clock (conversation_id, id, measure, started_at, worked_ms, elapsed_ms, due_at, ledger)
     select n, n, 'nextResponse', ${at}, 0, 0, ${at} + interval '1 year', '[]' from ${series} where n % 30 = 0`,
    `insert into reading (conversation_id, message_id, inbox_id, body, at) select n, n, 1 + n % 20,
       '{"intents": [], "entities": [], "keyPhrases": [], "frustration": null, "category": null, "priority": null,
         "origin": {"value": "person", "confidence": 1, "evidence": [], "because": null},
         "needsReply": {"value": true, "confidence": 1, "evidence": [], "because": null}}'::jsonb || jsonb_build_object('twin', case when n % 100 = 0 then jsonb_build_object('conversationId', (n - 100)::text, 'likeness', 0.9) end), ${at}
     from ${series} where n % 4 = 0`,
    `insert into seen select n, 1 + n % 40, ${at} from ${series}`,
    `insert into note (conversation_id, id, text, created_at) select n, n, 'a note', ${at} from ${series} where n % 10 = 0`,
    `insert into task (id, title, text, owner_id, team_id, asked_by, priority, due_at, conversation_id, contact_id, done_at, created_at, changed_at)
     select n, 'a task', '', case when n % 3 > 0 then 1 + n % 40 end, case when n % 6 = 0 then 1 + n % 6 end, 1 + n % 37, 'normal',
       case when n % 4 > 0 then ${at} end, n, n, case when n % 10 > 0 then ${at} end, ${at}, ${at} from ${series}`,
    `insert into deal (id, pipeline_id, stage_id, kind, name, words, currency, amount, expected_on, owner_id, company_id, conversation_id,
       entered_at, closed_at, created_at, changed_at)
     select n, 9001, case when n % 5 < 3 then 9011 + n % 3 when n % 5 = 3 then 9015 else 9016 end,
       case when n % 5 < 3 then 'open' when n % 5 = 3 then 'won' else 'lost' end, 'deal ' || n, array_to_tsvector(array['deal', 'n' || n % 5000]), 'EUR', 100 * n,
       case when n % 4 > 0 then (${at})::date end, case when n % 3 > 0 then 1 + n % 40 end, n, case when n % 2 = 0 then n end, ${at},
       case when n % 5 >= 3 then ${at} end, ${at}, ${at} from ${series}`,
    `insert into deal_contact select n, n, 'other', 0 from ${series}`,
    `insert into deal_conversation select n, n, 'said by hand', 1, null, ${at} from ${series} where n % 2 = 0`,
    `insert into deal_stay select n, n, 9011 + n % 3, ${at}, null, ${at} + interval '3 days' from ${series}`,
    `insert into enrolment (id, sequence_id, contact_id, address, conversation_id, sender_id, is_to_many, state, step, due_at, created_at, changed_at)
     select n, 1 + n % 7, n, 'a' || n || '@customer' || n % 5000 || '.example', n, 1 + n % 40, true, case when n % 100 = 0 then 'waiting' else 'stopped' end, 1,
       case when n % 100 = 0 then ${at} + interval '1 year' end, ${at}, ${at} from ${series} where n % 10 = 0`,
    `insert into sequence_letter select n, 'first', n, n, ${at} from ${series} where n % 10 = 0`,
    `insert into timeline (subject_id, reference_id, kind, noun, at, conversation_id, because, confidence)
     select n % 1000, n, 'message', 'contact', ${at}, n, 'sender', 1 from ${series}`,
    `insert into attachment select n, n, n, 1, null, 'a.pdf', 'application/pdf', 1, '' from ${series} where n % 10 = 0`,
    `insert into delivery select n, n, 'a@b.example', 'delivered', null, ${at} from ${series} where n % 3 = 0`,
    `insert into outbox (id, conversation_id, message_id, raw_id, envelope_from, recipients, state, run_at, queued_at)
     select n, n, n, n, 'a@b.example', '{a@b.example}', case when n % 500 = 0 then 'queued' else 'accepted' end, ${at}, ${at} from ${series} where n % 3 = 0`,
    `insert into change (id, seq, name, subject_id, inbox_id, at) select n, case when n <= ${to} - 5 then n end, 'message.received', n, 1 + n % 20, ${at} from ${series}`,
    `insert into job (id, kind, payload, run_at) select n, 'a.job', '{}', ${at} from ${series} where n % 20 = 0`,
    `insert into intake (id, source, inbox_ids, recipients, received_at) select n, 'smtp', '{1}', '{a@b.example}', ${at} from ${series} where n % 20 = 0`,
    `insert into search_pending select n, n, ${at} from ${series} where n % 20 = 0`,
    `insert into fact (conversation_id, kind, source_id, at, inbox_id, category_id, priority, tags, person_id, since, until, calendar_ms, business_ms, is_final)
     select n, kind, case when kind = 'opened' then 0 else n end, ${at}, 1 + n % 20, 1 + n % 14, 'normal', '{}', 1 + n % 40, ${at},
       case when kind = 'opened' and n % 30 > 0 then ${at} + interval '1 day' end, n, n, kind = 'resolved'
     from ${series} cross join unnest(array['received', 'opened', 'answered', 'resolved']) kind where n % 5 = 0`,
    `insert into fact_day select inbox_id, to_char(at at time zone 'UTC', 'YYYY-MM-DD'), kind, count(*) from fact group by 1, 2, 3
     on conflict (inbox_id, day, kind) do update set amount = excluded.amount`,
    `insert into tally select 1 + n % 20, n % 40, 'open', n, 1 from generate_series(1, 2000) n on conflict do nothing`,
  ])
    await client.query(sql)
  await client.query('update change_counter set seq = $1', [to])
  await client.query('analyze')
}

export interface Statement {
  name: string | undefined
  text: string
  values: unknown[]
}

/** What `work` sends, in a transaction that is undone. */
export async function statementsOf(store: Store, work: (tx: Tx) => Promise<unknown>): Promise<Statement[]> {
  const client = await store.pool.connect()
  const sent: Statement[] = []
  const listening = new Proxy(client, {
    get: (target, key) => {
      if (key !== 'query') return Reflect.get(target, key) as unknown
      return (asked: string | Statement, ...values: unknown[][]) => {
        const one = typeof asked === 'string' ? { name: undefined, text: asked, values: values[0] ?? [] } : asked
        sent.push({ name: one.name, text: one.text, values: one.values })
        return (target.query as (...given: unknown[]) => unknown)(asked, ...values)
      }
    },
  })
  const bound = bind(listening, true)
  try {
    await client.query('begin')
    const given = { now: store.clock.now(), mint: store.mint, follows: {}, wake: new Set<never>(), afterCommit: [] }
    await work(createTx(bound, { actorId: null, ...given }))
    return sent
  } finally {
    bound.close()
    await client.query('rollback')
    client.release()
  }
}

interface Node {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  Plans?: Node[]
}

/** Which tables it reads and how: `conversation by conversation_by_inbox`, `conversation whole`. Prepared ones also as planned for any values. */
export async function waysOf(client: pg.ClientBase, { name, text, values }: Statement): Promise<string[]> {
  const plans = [await client.query<{ 'QUERY PLAN': { Plan: Node }[] }>(`explain (format json) ${text}`, values)]
  if (name !== undefined) plans.push(await client.query(`explain (generic_plan, format json) ${text}`))
  const ways = plans.flatMap(({ rows }) => nodesOf(must(rows[0]?.['QUERY PLAN'][0], 'a plan').Plan))
  return [...new Set(ways)].toSorted()
}

function nodesOf(node: Node, above?: Node): string[] {
  const table = node['Relation Name'] ?? above?.['Relation Name'] ?? ''
  const below = (node.Plans ?? []).flatMap((one) => nodesOf(one, { ...node, 'Relation Name': table }))
  if (node['Node Type'] === 'Seq Scan') return [`${table} whole`, ...below]
  return node['Index Name'] ? [`${table} by ${node['Index Name']}`, ...below] : below
}
