// Where rules may send: an administrator's list, kept as a setting and empty until somebody has written it. Asked when a rule is saved,
// again when it is carried out, and once more when a call leaves.
import { isIP } from 'node:net'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { domainOf, isAddress, normalizeAddress, withoutDetail } from '../../mail/address.ts'
import { record } from '../../store/events.ts'
import type { Tx } from '../../store/tx.ts'
import { seesInbox } from '../conversations/serves.ts'
import { RuleOutlets } from './outlets.api.ts'

const NAME = 'rule-outlets'

export async function readOutlets(tx: Tx): Promise<RuleOutlets> {
  const [row] = await tx.query<{ value: unknown }>({
    name: 'rule-outlets',
    text: `select value from setting where name = '${NAME}'`,
    values: [],
  })
  return row ? RuleOutlets.parse(row.value) : { webhookTo: [], forwardTo: [] }
}

/** Refuses what is no server and no address, with its place. */
export async function changeOutlets(tx: Tx, wanted: RuleOutlets): Promise<RuleOutlets> {
  const from = await readOutlets(tx)
  const to: RuleOutlets = {
    webhookTo: listOf(wanted.webhookTo, 'webhookTo', serverNamed),
    forwardTo: listOf(wanted.forwardTo, 'forwardTo', targetNamed),
  }
  const value = JSON.stringify(to)
  await tx.db
    .insertInto('setting')
    .values({ name: NAME, value, changed_at: tx.now })
    .onConflict((clash) => clash.column('name').doUpdateSet({ value, changed_at: tx.now }))
    .execute()
  await record(tx, 'ruleOutlets.changed', '0', { from, to })
  return to
}

function listOf(
  entries: readonly string[],
  field: keyof RuleOutlets,
  read: (entry: string) => string | null,
): string[] {
  const all = entries.map((entry, at) => {
    const known = read(entry.trim().toLowerCase())
    if (known !== null) return known
    const example = field === 'webhookTo' ? 'hooks.partner.example, or .partner.example for all below it' : 'repairs@partner.example, or partner.example for all of it' // prettier-ignore
    throw new Problem('invalid', 'outlet-unfit', `“${entry}” cannot be allowed. Write it as in ${example}.`, {
      detail: { where: `${field}.${at}`, entry },
    })
  })
  return [...new Set(all)]
}

/** As it stands in an address of the web, without scheme and port. Whole ends of the internet (`.com`) are nobody's partner. */
function serverNamed(entry: string): string | null {
  const isBelow = entry.startsWith('.')
  const bare = isBelow ? entry.slice(1) : entry
  const url = /^[^/?#@\\\s]+$/.test(bare) ? URL.parse(`https://${bare}/`) : null
  if (!url?.hostname || url.host !== url.hostname || url.port !== '' || bare.endsWith('.') || bare.endsWith(':'))
    return null
  if (isBelow && (isIP(url.hostname) !== 0 || !url.hostname.includes('.'))) return null
  return `${isBelow ? '.' : ''}${url.hostname}`
}

function targetNamed(entry: string): string | null {
  if (entry.includes('@')) return isAddress(entry) ? normalizeAddress(entry) : null
  return isAddress(`x@${entry}`) && entry.includes('.') ? normalizeAddress(`x@${entry}`).slice(2) : null
}

/** Whether a webhook may call there. */
export function mayCall({ webhookTo }: Pick<RuleOutlets, 'webhookTo'>, url: string): boolean {
  const host = URL.parse(url)?.hostname.toLowerCase()
  if (!host) return false
  return webhookTo.some((one) => (one.startsWith('.') ? host.endsWith(one) : host === one))
}

/** Why mail is not forwarded somewhere; `because` begins no sentence. */
export interface ForwardRefusal {
  code: 'forward-beyond' | 'forward-blind' | 'forward-left'
  because: string
  values: Record<string, string>
}

/**
 * Why mail of an inbox may not be forwarded there; null: it may. A colleague is asked about first, also behind a plus-part: whatever
 * domain is allowed, nobody here gets mail of an inbox that they do not see. `inboxIds` null: of every inbox.
 */
export async function refusesForwardTo(
  tx: Tx,
  { forwardTo }: Pick<RuleOutlets, 'forwardTo'>,
  to: string,
  inboxIds: readonly Id[] | null,
): Promise<ForwardRefusal | null> {
  const address = normalizeAddress(to)
  const colleagues = await tx.db
    .selectFrom('user')
    .select(['id', 'name', 'disabled_at'])
    .where('email', 'in', [address, withoutDetail(address).address])
    .execute()
  if (colleagues.length === 0)
    return forwardTo.some((one) => one === address || one === domainOf(address))
      ? null
      : { code: 'forward-beyond', because: 'it is no colleague’s, and an administrator has not allowed it', values: {} }
  for (const { id, name, disabled_at } of colleagues) {
    if (disabled_at !== null) return { code: 'forward-left', because: `${name} no longer works here`, values: { name } }
    for (const inboxId of inboxIds ?? (await allInboxes(tx))) {
      if (await seesInbox(tx, id, inboxId)) continue
      const inbox = await nameOfInbox(tx, inboxId)
      return { code: 'forward-blind', because: `${name} does not see the inbox “${inbox}”`, values: { name, inbox } }
    }
  }
  return null
}

async function allInboxes(tx: Tx): Promise<Id[]> {
  const rows = await tx.db.selectFrom('inbox').select('id').where('archived_at', 'is', null).orderBy('id').execute()
  return rows.map((row) => row.id)
}

async function nameOfInbox(tx: Tx, id: Id): Promise<string> {
  const row = await tx.db.selectFrom('inbox').select('name').where('id', '=', id).executeTakeFirst()
  return row?.name ?? ''
}
