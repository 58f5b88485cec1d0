// One call of a webhook: marked as being made in a commit of its own, signed as Standard Webhooks says, tried again with growing pauses,
// and given up where everybody sees it. What the other side answers is never kept beyond its number.
import { createHmac } from 'node:crypto'
import { mayCall, readOutlets } from '../../desk/rules/outlets.ts'
import { hostOf } from '../../desk/rules/deed-words.ts'
import { actorOf } from '../../desk/users/actors.ts'
import { keyOf, urlOf, type Calling, type StoredDelivery, type StoredWebhook } from '../../desk/webhooks/webhooks.ts'
import { Problem, toProblem } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import type { OutsideHandler } from '../../store/jobs/worker.ts'
import { backOff } from '../../store/jobs/claim.ts'
import type { Keys } from '../../store/keys.ts'
import type { Tx } from '../../store/tx.ts'
import type { Post } from '../triage/webhook.ts'
import { payloadOf } from './payload.ts'

/** Whoever takes longer is tried again: senders are checked in the same lane. */
const WITHIN = 5_000
/** With the waiting between them four to five hours. */
export const ATTEMPTS = 14

interface Prepared {
  row: StoredDelivery
  url: string
  headers: Record<string, string>
  body: string
  isSecret: boolean
}

export function deliverHandler(keys: Keys, post: Post): OutsideHandler {
  return {
    attempts: ATTEMPTS,
    runOutside: async (store, job) => {
      const calling = job.payload as Calling
      const prepared = await store.transact({ actorId: null }, (tx) => prepare(tx, keys, calling))
      if (prepared === null) return
      const { row, ...call } = prepared
      const { status, problem } = await answered(post, call)
      if (problem === null) {
        await store.transact({ actorId: null }, (tx) => taken(tx, row, status))
        return
      }
      const isOver = row.attempts >= ATTEMPTS || status === 410 || problem.code === 'webhook-beyond' // RFC 9110 §15.5.11: gone
      await store.transact({ actorId: null }, (tx) => notTaken(tx, row, { status, problem, isOver }))
      if (!isOver) throw new Problem('busy', problem.code, problem.message)
    },
  }
}

async function answered(post: Post, { url, headers, body, isSecret }: Omit<Prepared, 'row'>) {
  try {
    const { status } = await post({ url, method: 'POST', headers, body, isSecret, within: WITHIN })
    const isTaken = status >= 200 && status < 300
    return { status, problem: isTaken ? null : new Problem('busy', 'webhook-refused', `${hostOf(url)} answered ${status}.`) } // prettier-ignore
  } catch (thrown) {
    return { status: null, problem: toProblem(thrown) }
  }
}

/** Null: there is nothing to tell any more. */
async function prepare(tx: Tx, keys: Keys, { webhookId, deliveryId }: Calling): Promise<Prepared | null> {
  const webhook = await tx.db.selectFrom('webhook').selectAll().where('id', '=', webhookId).executeTakeFirst()
  const was = await tx.db.selectFrom('webhook_delivery').selectAll().where('webhook_id', '=', webhookId).where('id', '=', deliveryId).forUpdate().executeTakeFirst() // prettier-ignore
  if (!webhook || !was || was.ended_at) return null
  const payload = await payloadFor(tx, webhook, was)
  if (payload === null) {
    await settle(tx, was, { state: 'unseen', ended_at: tx.now, next_at: null })
    return null
  }
  const url = urlOf(keys, webhook)
  const row = { ...was, attempts: was.attempts + 1 }
  if (!mayCall(await readOutlets(tx), url)) {
    const problem = new Problem('invalid', 'webhook-beyond', `Webhooks may no longer call ${hostOf(url)}.`)
    await notTaken(tx, row, { status: null, problem, isOver: true })
    return null
  }
  await settle(tx, was, { state: 'sending', attempts: row.attempts })
  const body = JSON.stringify(payload)
  const isSecret = webhook.is_with_content
  return { row, url, body, isSecret, headers: headersFor(keys, webhook, { id: was.event_id, at: tx.now, body }) }
}

async function payloadFor(tx: Tx, webhook: StoredWebhook, row: StoredDelivery) {
  const actor = await actorOf(tx, webhook.owner_id)
  if (!webhook.is_enabled || !actor?.permissions.has('webhook.manage')) return null
  const event = { id: row.event_id, name: row.event, subjectId: row.subject_id, nounId: row.noun_id, at: row.at }
  return await payloadOf(tx, actor, event, { inboxIds: webhook.inbox_ids, isWithContent: webhook.is_with_content })
}

/** Every try of one event has its id, so that who is told twice knows. Standard Webhooks 1.0, “Signature scheme”. */
export function headersFor(
  keys: Pick<Keys, 'hmac'>,
  webhook: Pick<StoredWebhook, 'id' | 'key_number'>,
  { id, at, body }: { id: string; at: Date; body: string },
): Record<string, string> {
  const name = `evt_${id}`
  const seconds = Math.floor(at.getTime() / 1000)
  const signature = createHmac('sha256', keyOf(keys, webhook).bytes)
    .update(`${name}.${seconds}.${body}`)
    .digest('base64')
  return {
    'content-type': 'application/json',
    'webhook-id': name,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  }
}

type Fields = Partial<Pick<StoredDelivery, 'state' | 'attempts' | 'status' | 'error' | 'next_at' | 'ended_at'>>

async function settle(tx: Tx, { webhook_id, id }: StoredDelivery, fields: Fields): Promise<void> {
  await tx.db.updateTable('webhook_delivery').set(fields).where('webhook_id', '=', webhook_id).where('id', '=', id).execute() // prettier-ignore
}

async function taken(tx: Tx, row: StoredDelivery, status: number | null): Promise<void> {
  await settle(tx, row, { state: 'taken', status, error: null, next_at: null, ended_at: tx.now })
  await tx.query({
    name: 'webhook-well',
    text: 'update webhook set failing_since = null where id = $1 and failing_since is not null',
    values: [row.webhook_id],
  })
}

interface NotTaken {
  status: number | null
  problem: Problem
  isOver: boolean
}

async function notTaken(tx: Tx, row: StoredDelivery, { status, problem, isOver }: NotTaken): Promise<void> {
  const nextAt = isOver ? null : new Date(tx.now.getTime() + backOff(row.attempts, 0.5))
  const how = isOver ? { state: 'givenUp', ended_at: tx.now } : { state: 'waiting' }
  await settle(tx, row, {
    ...how,
    attempts: row.attempts,
    status,
    error: problem.message.slice(0, 300),
    next_at: nextAt,
  })
  await tx.query({
    name: status === 410 ? 'webhook-gone' : 'webhook-failing',
    text: `update webhook set failing_since = coalesce(failing_since, $2)${status === 410 ? ', is_enabled = false' : ''} where id = $1`,
    values: [row.webhook_id, tx.now],
  })
  if (isOver) await record(tx, 'webhook.gaveUp', row.webhook_id, { event: row.event, because: problem.message })
}
