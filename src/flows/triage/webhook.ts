// Telling another program that a rule held: a signed POST, tried again while the other side is busy, and seen in the conversation and
// among the failed jobs where it is not taken.
import type { Action, Rule } from '../../desk/rules/rules.api.ts'
import { hostOf } from '../../desk/rules/deed-words.ts'
import { why, whyProblem, type Why } from '../../desk/reasons.ts'
import { mayCall, readOutlets } from '../../desk/rules/outlets.ts'
import type { StoredFacts } from '../../desk/rules/stored-facts.ts'
import { webhookSecret } from '../../desk/rules/webhook-secret.ts'
import type { Id } from '../../kit/id.ts'
import { Problem, toProblem, translations } from '../../kit/problem.ts'
import { record } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { OutsideHandler } from '../../store/jobs/worker.ts'
import type { Keys } from '../../store/keys.ts'
import type { Store } from '../../store/store.ts'
import type { Tx } from '../../store/tx.ts'
import { createHmac } from 'node:crypto'
import { mustStillBeOpen } from './still-open.ts'

export const webhookJob = 'triage.webhook'
/** Whoever takes longer is tried again: senders are checked in the same lane, and mail waits for that. */
const WITHIN = 5_000
/** With the waiting between them about an hour and a half. */
const ATTEMPTS = 10

interface Call {
  url: string
  conversationId: Id
  inboxId: Id
  ruleName: string
  hasText: boolean
  /** The body, as it was when the rule held: every try sends the same. */
  body: string
}

/** Answers what to say of it. Of a mail that opens an account, or in a private conversation, no words go along. */
export async function tellWebhook(
  tx: Tx,
  { conversationId, messageId, isSecret, isPrivate, facts, from }: StoredFacts,
  rule: Rule,
  { url, isWithText }: Extract<Action, { do: 'webhook' }>,
): Promise<Why> {
  if (!mayCall(await readOutlets(tx), url)) return why('didNotTold', { host: hostOf(url) })
  const hasText = isWithText && !isSecret && !isPrivate
  const now = await tx.db
    .selectFrom('conversation')
    .select(['number', 'inbox_id', 'status', 'priority', 'category_id', 'tags', 'assignee_id', 'team_id'])
    .where('id', '=', conversationId)
    .executeTakeFirstOrThrow()
  const body = JSON.stringify({
    event: 'rule.held',
    id: tx.mint(),
    at: tx.now.toISOString(),
    occasion: facts.occasion,
    rule: { id: rule.id, name: rule.name, version: rule.version },
    conversation: {
      id: conversationId,
      number: now.number,
      inboxId: now.inbox_id,
      status: now.status,
      priority: now.priority,
      categoryId: now.category_id,
      tags: now.tags,
      assigneeId: now.assignee_id,
      teamId: now.team_id,
    },
    message: { id: messageId, ...(hasText && { from, subject: facts.subject, text: facts.body.whole }) },
  })
  const call: Call = { url, conversationId, inboxId: now.inbox_id, ruleName: rule.name, hasText, body }
  await enqueue(tx, webhookJob, call, { priority: -1 }) // behind what mail waits for
  return why(isWithText && !hasText ? 'didWillTellBare' : 'didWillTell', { host: hostOf(url) })
}

/** The product's one guarded client (`doors/outbound`). */
export type Post = (asked: {
  url: string
  method: 'POST'
  headers: Record<string, string>
  body: string
  isSecret: boolean
  within: number
}) => Promise<{ status: number }>

export function webhookHandler(keys: Keys, post: Post): OutsideHandler {
  return {
    attempts: ATTEMPTS,
    runOutside: async (store, job) => {
      const call = job.payload as Call
      try {
        await store.transact({ actorId: null }, (tx) => mustStillLeave(tx, call))
        await send(store, keys, post, call, job.id)
      } catch (thrown) {
        const problem = toProblem(thrown)
        const isOver = !translations[problem.kind].retry || job.attempts >= ATTEMPTS
        if (isOver) await store.transact({ actorId: null }, (tx) => tellFailure(tx, call, problem))
        throw problem
      }
    },
  }
}

/** It may have waited for an hour and a half since a rule said so. */
async function mustStillLeave(tx: Tx, { url, hasText, conversationId }: Call): Promise<void> {
  if (!mayCall(await readOutlets(tx), url))
    throw new Problem('invalid', 'webhook-beyond', `Webhooks may no longer call ${hostOf(url)}.`)
  if (hasText) await mustStillBeOpen(tx, conversationId)
}

async function send(store: Store, keys: Keys, post: Post, { url, body, hasText }: Call, id: Id): Promise<void> {
  const at = Math.floor(store.clock.now().getTime() / 1000)
  const signature = createHmac('sha256', webhookSecret(keys, url)).update(`${at}.${body}`).digest('hex')
  const headers = {
    'content-type': 'application/json',
    'x-postroom-delivery': id,
    'x-postroom-signature': `t=${at},v1=${signature}`,
  }
  const { status } = await post({ url, method: 'POST', headers, body, isSecret: hasText, within: WITHIN })
  if (status >= 200 && status < 300) return
  const isBusy = status >= 500 || status === 408 || status === 425 || status === 429
  throw new Problem(isBusy ? 'busy' : 'invalid', 'webhook-refused', `${hostOf(url)} answered ${status}.`, {
    detail: { status },
  })
}

async function tellFailure(
  tx: Tx,
  { conversationId, inboxId, url, ruleName }: Call,
  { code, message, detail }: Problem,
) {
  const { status } = detail
  const values: Record<string, number> = typeof status === 'number' ? { status } : {}
  const data = { rule: ruleName, host: hostOf(url), ...whyProblem(code, message, { ...values, host: hostOf(url) }) }
  await record(tx, 'webhook.failed', conversationId, data, { conversationId, inboxId })
}
