// Webhooks: which programs of others are told of what. An administrator makes them; they are told what that person may see, at servers that
// the desk's list allows (rules/outlets.ts), and nothing else.
import type { Selectable } from 'kysely'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { InputOf, OutputOf } from '../../kit/route.ts'
import { record } from '../../store/events.ts'
import { enqueue } from '../../store/jobs.ts'
import type { Keys } from '../../store/keys.ts'
import type { Tables } from '../../store/tables.ts'
import type { Tx } from '../../store/tx.ts'
import { refuseUnknownInboxes } from '../inboxes/known.ts'
import { hostOf } from '../rules/deed-words.ts'
import { mayCall, readOutlets } from '../rules/outlets.ts'
import { mayGrant, type Actor } from '../users/permissions.ts'
import type * as api from './webhooks.api.ts'
import type { DeliveryState, Webhook, WebhookDelivery } from './webhooks.api.ts'

export type StoredWebhook = Selectable<Tables['webhook']>
export type StoredDelivery = Selectable<Tables['webhook_delivery']>

/** The kind of job that makes one call. */
export const deliverJob = 'webhook.deliver'
export interface Calling {
  webhookId: Id
  deliveryId: Id
}
/** Of a desk. */
const MOST = 50
/** What its owner needs to be told of all that there is. */
const TOLD = ['conversation.read', 'contact.read', 'deal.read', 'task.read', 'sequence.read']
/** What is sent by hand, to see whether it comes. */
export const TESTED = 'webhook.tested'

const context = (id: Id) => `webhook.url:${id}`

export function urlOf(keys: Pick<Keys, 'open'>, row: Pick<StoredWebhook, 'id' | 'url'>): string {
  return keys.open(context(row.id), row.url).toString()
}

/** Made from the desk's own key, so nothing is kept. As Standard Webhooks writes keys. */
export function keyOf(keys: Pick<Keys, 'hmac'>, { id, key_number: number }: Pick<StoredWebhook, 'id' | 'key_number'>) {
  const bytes = keys.hmac('webhook subscription', `${id} ${number}`)
  return { bytes, text: `whsec_${bytes.toString('base64')}` }
}

export async function listWebhooks(tx: Tx): Promise<Webhook[]> {
  const rows = await tx.db.selectFrom('webhook').selectAll().orderBy('name').orderBy('id').execute()
  return await Promise.all(rows.map((row) => shown(tx, row)))
}

async function shown(tx: Tx, row: StoredWebhook): Promise<Webhook> {
  const [count] = await tx.query<{ waiting: number }>({
    name: 'webhook-waiting',
    text: `select count(*)::int as waiting from (select from webhook_delivery where webhook_id = $1 and state in ('waiting', 'sending') limit 1000) w`,
    values: [row.id],
  })
  return {
    id: row.id,
    name: row.name,
    kinds: row.kinds,
    inboxIds: row.inbox_ids,
    isWithContent: row.is_with_content,
    isEnabled: row.is_enabled,
    server: row.server,
    ownerId: row.owner_id,
    failingSince: row.failing_since?.toISOString() ?? null,
    waiting: count?.waiting ?? 0,
    version: row.version,
  }
}

/** It goes on when whoever made it does not look: so it has a person's rights, never those of a token for less. */
function ownerOf(actor: Actor): Id {
  if (actor.id === null) throw new Problem('denied', 'not-a-person', 'A webhook has the rights of a person: ask with a session or a token of theirs.') // prettier-ignore
  if (actor.isBound || !mayGrant(actor, TOLD))
    throw new Problem(
      'denied',
      'more-rights',
      'A token for less makes no webhook: it would be told more than it may read.',
    )
  return actor.id
}

type Wanted = InputOf<typeof api.addWebhook>

async function refuseUnfit(
  tx: Tx,
  actor: Actor,
  { inboxIds, url, isWithContent }: Pick<Wanted, 'inboxIds' | 'isWithContent'> & { url: string | undefined },
): Promise<void> {
  if (inboxIds) await refuseUnknownInboxes(tx, actor, inboxIds)
  if (url === undefined) return
  const unfit = (code: string, text: string, more = {}) => new Problem('invalid', code, text, { detail: { where: 'url', ...more } }) // prettier-ignore
  const parsed = URL.parse(url)
  if (!parsed || !/^https?:$/.test(parsed.protocol) || parsed.username || parsed.password)
    throw unfit('url-invalid', 'That is no address of the web. Write it as in https://desk.example/path.')
  if (isWithContent && parsed.protocol !== 'https:') throw unfit('url-plain', 'What is told in full needs https://.')
  if (!mayCall(await readOutlets(tx), url))
    throw unfit('webhook-beyond', `Webhooks may not call ${hostOf(url)}. An administrator can allow it: Settings → Rules → Where rules may send.`, { host: hostOf(url) }) // prettier-ignore
}

export async function addWebhook(
  tx: Tx,
  keys: Keys,
  actor: Actor,
  wanted: Wanted,
): Promise<OutputOf<typeof api.addWebhook>> {
  const ownerId = ownerOf(actor)
  await refuseUnfit(tx, actor, wanted)
  const { count } = await tx.db.selectFrom('webhook').select(({ fn }) => fn.countAll<string>().as('count')).executeTakeFirstOrThrow() // prettier-ignore
  if (Number(count) >= MOST) throw new Problem('conflict', 'too-many-webhooks', `There are ${MOST} webhooks already. Take one away that nobody needs.`) // prettier-ignore
  const id = tx.mint()
  const row = await tx.db
    .insertInto('webhook')
    .values({
      id,
      ...columns(wanted),
      ...address(keys, id, wanted.url),
      owner_id: ownerId,
      begun_at_id: id,
      seen_to_id: id,
      created_at: tx.now,
      changed_at: tx.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, 'webhook.added', id, told(row))
  return { ...(await shown(tx, row)), key: keyOf(keys, row).text }
}

const columns = ({ name, kinds, inboxIds, isWithContent, isEnabled }: Omit<Wanted, 'url'>) => ({
  name,
  kinds: [...new Set(kinds)],
  inbox_ids: inboxIds,
  is_with_content: isWithContent,
  is_enabled: isEnabled,
})

function address(keys: Pick<Keys, 'seal'>, id: Id, url: string) {
  return { url: keys.seal(context(id), url), server: URL.parse(url)?.origin ?? '' }
}

const told = ({ name, server, kinds, is_enabled: isEnabled }: StoredWebhook) => ({ name, server, kinds, isEnabled })

export async function changeWebhook(
  tx: Tx,
  keys: Keys,
  actor: Actor,
  { id, version, url, ...wanted }: InputOf<typeof api.changeWebhook>,
): Promise<Webhook> {
  const ownerId = ownerOf(actor)
  const was = await webhookRow(tx, id)
  await refuseUnfit(tx, actor, { ...wanted, url: url ?? (wanted.isEnabled ? urlOf(keys, was) : undefined) })
  const row = await tx.db
    .updateTable('webhook')
    .set((is) => ({
      ...columns(wanted),
      ...(url !== undefined && address(keys, was.id, url)),
      owner_id: ownerId,
      // What happened while it was switched off is not told.
      ...(wanted.isEnabled && !was.is_enabled && { begun_at_id: tx.mint(), failing_since: null }),
      changed_at: tx.now,
      version: is('version', '+', 1),
    }))
    .where('id', '=', was.id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw new Problem('conflict', 'webhook-changed', 'Somebody has changed this webhook since you opened it. Open it again.') // prettier-ignore
  await record(tx, 'webhook.changed', row.id, told(row))
  return await shown(tx, row)
}

export async function removeWebhook(tx: Tx, id: Id): Promise<void> {
  const row = await webhookRow(tx, id)
  // In this order: whoever follows it now ends first, and leaves nothing behind.
  await tx.db.deleteFrom('webhook').where('id', '=', row.id).execute()
  await tx.db.deleteFrom('webhook_delivery').where('webhook_id', '=', row.id).execute()
  await record(tx, 'webhook.removed', row.id, told(row))
}

/** With `isNew` what is on its way is signed by the new one too. */
export async function readKey(
  tx: Tx,
  keys: Keys,
  actor: Actor,
  { id, isNew }: { id: Id; isNew: boolean },
): Promise<{ key: string }> {
  ownerOf(actor)
  const was = await webhookRow(tx, id)
  if (!isNew) {
    await record(tx, 'webhook.keyShown', was.id, {})
    return { key: keyOf(keys, was).text }
  }
  const row = await tx.db
    .updateTable('webhook')
    .set((is) => ({ key_number: is('key_number', '+', 1), changed_at: tx.now }))
    .where('id', '=', was.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await record(tx, 'webhook.keyRenewed', row.id, {})
  return { key: keyOf(keys, row).text }
}

export async function webhookRow(tx: Tx, id: Id): Promise<StoredWebhook> {
  const row = await tx.db.selectFrom('webhook').selectAll().where('id', '=', /^\d{1,18}$/.test(id) ? id : '0').executeTakeFirst() // prettier-ignore
  if (!row) throw new Problem('missing', 'webhook-missing', 'There is no such webhook.', { detail: { id } })
  return row
}

export async function testWebhook(tx: Tx, id: Id): Promise<WebhookDelivery> {
  const { id: webhookId } = await webhookRow(tx, id)
  const eventId = tx.mint()
  const event = { id: eventId, name: TESTED, subjectId: webhookId, nounId: webhookId, at: tx.now }
  const [row] = await putDeliveries(tx, webhookId, [event])
  return shownDelivery(row as StoredDelivery)
}

export interface Happened {
  id: Id
  name: string
  subjectId: Id
  nounId: Id
  at: Date
}

/** Each once. The call is made by its job, in the same commit. */
export async function putDeliveries(tx: Tx, webhookId: Id, events: readonly Happened[]): Promise<StoredDelivery[]> {
  if (events.length === 0) return []
  const rows = await tx.db
    .insertInto('webhook_delivery')
    .values(
      events.map((one) => ({
        webhook_id: webhookId,
        id: tx.mint(),
        event_id: one.id,
        event: one.name,
        subject_id: one.subjectId,
        noun_id: one.nounId,
        at: one.at,
        state: 'waiting',
        next_at: tx.now,
        created_at: tx.now,
      })),
    )
    .onConflict((clash) => clash.columns(['webhook_id', 'event_id']).doNothing())
    .returningAll()
    .execute()
  for (const row of rows) await call(tx, row)
  return rows
}

async function call(tx: Tx, { webhook_id: webhookId, id: deliveryId }: StoredDelivery): Promise<void> {
  await enqueue(tx, deliverJob, { webhookId, deliveryId } satisfies Calling, { priority: -1 }) // behind what mail waits for
}

export async function listDeliveries(
  tx: Tx,
  { id, state, cursor, limit }: InputOf<typeof api.listWebhookDeliveries>,
): Promise<OutputOf<typeof api.listWebhookDeliveries>> {
  const { id: webhookId } = await webhookRow(tx, id)
  const rows = await tx.query<StoredDelivery>({
    name: state ? 'webhook-deliveries-state' : 'webhook-deliveries',
    text: `select * from webhook_delivery where webhook_id = $1 and id < $2::bigint ${state ? 'and state = $4' : ''} order by id desc limit $3`,
    values: [webhookId, cursor && /^\d{1,18}$/.test(cursor) ? cursor : '9223372036854775807', limit + 1, ...(state ? [state] : [])], // prettier-ignore
  })
  const page = rows.slice(0, limit)
  return { deliveries: page.map(shownDelivery), next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
}

function shownDelivery(row: StoredDelivery): WebhookDelivery {
  return {
    id: row.id,
    event: row.event,
    at: row.at.toISOString(),
    state: row.state as DeliveryState,
    attempts: row.attempts,
    status: row.status,
    error: row.error,
    nextAt: row.next_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
  }
}

/** One that is under way is left alone: it is being told. */
export async function replay(tx: Tx, { id, deliveryId }: { id: Id; deliveryId: Id }): Promise<WebhookDelivery> {
  const { id: webhookId } = await webhookRow(tx, id)
  const row = await tx.db
    .updateTable('webhook_delivery')
    .set({ state: 'waiting', attempts: 0, status: null, error: null, next_at: tx.now, ended_at: null })
    .where('webhook_id', '=', webhookId)
    .where('id', '=', /^\d{1,18}$/.test(deliveryId) ? deliveryId : '0')
    .where('ended_at', 'is not', null)
    .returningAll()
    .executeTakeFirst()
  if (!row)
    throw new Problem('missing', 'delivery-missing', 'There is no such call in the log, or it is still being made.')
  await record(tx, 'webhook.replayed', webhookId, { event: row.event })
  await call(tx, row)
  return shownDelivery(row)
}
