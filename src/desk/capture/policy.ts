// What is logged and what never: of the desk, of an inbox, of a person.
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { normalizeAddress } from '../../mail/address.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { can, type Actor } from '../users/permissions.ts'
import { DeskLog, InboxLog, type LogPolicies, type NeverLog, PersonLog } from './capture.api.ts'

/** The scope of the desk. */
const DESK: Id = '0'

interface Row {
  scope_id: Id
  body: unknown
  version: number
}

export async function readLogPolicies(tx: Tx, actor: Actor): Promise<LogPolicies> {
  const inboxIds = [...actor.inboxIds]
  const rows = await tx.query<Row>({
    name: 'log-policies',
    text: 'select scope_id, body, version from log_policy where scope_id = any($1::bigint[])',
    values: [[DESK, actor.id ?? DESK, ...inboxIds]],
  })
  const of = (id: Id) => rows.find((row) => row.scope_id === id) ?? { body: {}, version: 0 }
  const own = await ownInboxes(tx, actor)
  const [desk, mine] = [of(DESK), actor.id === null ? { body: {}, version: 0 } : of(actor.id)]
  return {
    desk: { ...DeskLog.parse(desk.body), version: desk.version },
    inboxes: inboxIds.map((id) => ({ inboxId: id, ...InboxLog.parse(of(id).body), version: of(id).version, isOwn: own.has(id) })), // prettier-ignore
    own: { ...PersonLog.parse(mine.body), version: mine.version },
  }
}

/** Inboxes that were given to this person alone: their own mailbox is read into such a one. */
async function ownInboxes(tx: Tx, { id }: Actor): Promise<ReadonlySet<Id>> {
  if (id === null) return new Set()
  const rows = await tx.query<{ id: Id }>({
    name: 'own-inboxes',
    text: `select i.id from inbox i join inbox_access g on g.inbox_id = i.id where not i.is_open_to_all and i.archived_at is null
      group by i.id having count(*) = 1 and min(g.user_id) = $1`,
    values: [id],
  })
  return new Set(rows.map((row) => row.id))
}

export async function changeDeskLog(tx: Tx, wanted: DeskLog, version: number): Promise<void> {
  await write(tx, DESK, { ...wanted, never: tidy(wanted.never) }, version)
}

export async function changeInboxLog(
  tx: Tx,
  actor: Actor,
  inboxId: Id,
  wanted: InboxLog,
  version: number,
): Promise<void> {
  if (!can(actor, 'contact.write', inboxId))
    throw new Problem('missing', 'inbox-missing', 'There is no such inbox.', { detail: { inboxId } })
  if (!can(actor, 'inbox.configure', inboxId) && !(await ownInboxes(tx, actor)).has(inboxId))
    throw new Problem('denied', 'not-permitted', 'You may not do this.', { detail: { needs: 'inbox.configure' } })
  await write(tx, inboxId, wanted, version)
}

export async function changeOwnLog(tx: Tx, wanted: PersonLog, version: number): Promise<void> {
  if (tx.actorId === null) throw new Problem('invalid', 'nobody', 'A program of the desk has no mail of its own.')
  await write(tx, tx.actorId, { never: tidy(wanted.never) }, version)
}

async function write(tx: Tx, scopeId: Id, body: object, version: number): Promise<void> {
  const rows = await tx.query({
    name: 'log-policy-write',
    text: `insert into log_policy (scope_id, body, version, changed_at) select $1, $2, 1, $4 where $3 = 0 or exists (select from log_policy where scope_id = $1)
      on conflict (scope_id) do update set body = excluded.body, version = log_policy.version + 1, changed_at = excluded.changed_at
        where log_policy.version = $3 returning version`,
    values: [scopeId, JSON.stringify(body), version, tx.now],
  })
  if (rows.length === 0)
    throw new Problem('conflict', 'policy-changed', 'Somebody has changed this since you looked at it. Look again, then repeat.') // prettier-ignore
  await record(tx, 'logPolicy.changed', scopeId === DESK ? '0' : scopeId, { scopeId })
}

/** As addresses and domains are compared. */
function tidy({ addresses, domains, words, tags }: NeverLog): NeverLog {
  const each = (some: string[]) => [...new Set(some)]
  return {
    addresses: each(addresses.map(normalizeAddress)),
    domains: each(domains.map((one) => one.replace(/^(?:\*\.|@)/, '').toLowerCase())),
    words: each(words),
    tags: each(tags),
  }
}
