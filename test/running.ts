// A test desk on which mail comes in and rules are read, now and later, by the product's own steps.
import type { Desk } from './desk.ts'
import { receive, testMeans, type Letter } from './arrivals.ts'
import { changeOutlets } from '../src/desk/rules/outlets.ts'
import { createRuleKeeper } from '../src/desk/rules/kept.ts'
import { triageHandlers } from '../src/flows/triage/handler.ts'
import { triage } from '../src/flows/triage/triage.ts'
import type { Id } from '../src/kit/id.ts'
import { must } from '../src/kit/must.ts'
import type { Job } from '../src/store/jobs/claim.ts'
import type { InsideHandler } from '../src/store/jobs/worker.ts'
import type { Tx } from '../src/store/tx.ts'

const HOUR = 3_600_000
/** Of a rule that holds for every mail. */
export const common = { inboxId: null, occasion: 'message.received' as const, isEnabled: true, condition: { all: [] } }
const fromDora = 'Authentication-Results: mx.desk.example; dmarc=pass header.from=acme.example'

/** A desk where mail comes in and rules are read, now and later. */
export function running({ tx, store }: Desk) {
  const means = testMeans(store)
  const handlers = triageHandlers(means, { calendars: new Map() })
  const at = (hours: number): Tx => ({ ...tx, now: new Date(tx.now.getTime() + hours * HOUR) })
  const letter = async (
    text: string,
    now = tx,
    more: string[] = [],
    thread: Pick<Letter, 'messageId' | 'inReplyTo'> = {},
  ) => {
    // prettier-ignore
    await receive(now, means, { text, subject: text, fields: [fromDora, ...more], recipients: ['support@desk.example'], ...thread })
    const newest = await now.db.selectFrom('message').select(['id', 'conversation_id']).where('direction', '=', 'in').orderBy('id', 'desc').executeTakeFirstOrThrow() // prettier-ignore
    const ids = { conversationId: newest.conversation_id, messageId: newest.id }
    await triage(now, [{ ...ids, occasion: 'message.received' }], { ...means, keeper: createRuleKeeper(), queueAutomatic: async () => undefined }) // prettier-ignore
    return ids
  }
  const changed = (now: Tx, conversationId: Id) =>
    triage(now, [{ conversationId, messageId: null, occasion: 'conversation.changed' }], { ...means, queueAutomatic: async () => undefined }) // prettier-ignore
  const jobs = async (kind: string) => await tx.db.selectFrom('job').selectAll().where('kind', '=', kind).orderBy('id').execute() // prettier-ignore
  /** As the worker: every job of this kind that is due then. */
  const work = async (kind: string, now: Tx) => {
    const due = (await jobs(kind)).filter((job) => job.run_at <= now.now)
    for (const job of due) await (must(handlers[kind], kind) as InsideHandler).run(now, [{ ...job, payload: job.payload, serialKey: null } as Job]) // prettier-ignore
    return due.length
  }
  const tags = async (id: Id) => (await tx.db.selectFrom('conversation').select('tags').where('id', '=', id).executeTakeFirstOrThrow()).tags // prettier-ignore
  const because = async (id: Id) => (await tx.db.selectFrom('routing').select('because').where('conversation_id', '=', id).orderBy('id', 'desc').executeTakeFirstOrThrow()).because // prettier-ignore
  return { means, handlers, at, letter, changed, jobs, work, tags, because }
}

/** An administrator says where rules may send. */
export const allow = (desk: Desk, forwardTo: string[], webhookTo: string[] = []) => changeOutlets(desk.ada, { forwardTo, webhookTo }) // prettier-ignore
