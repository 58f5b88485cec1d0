// Which inbox an envelope recipient belongs to: exact address, or the same without its plus-part (support+anything@).
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import { isAddress, isSamePlace, normalizeAddress, withoutDetail } from '../../mail/address.ts'
import type { Tx } from '../../store/tx.ts'

/** The inboxes behind these recipients, each once, keyed by the normalised recipient; recipients of nobody are left out. */
export async function inboxesOf(tx: Tx, recipients: string[]): Promise<Map<string, Id>> {
  const forms = recipients.map((recipient) => {
    const exact = normalizeAddress(recipient)
    return { exact, plain: withoutDetail(exact).address }
  })
  const rows = await tx.query<{ address: string; inbox_id: Id }>({
    name: 'inbox-by-address',
    text: `select a.address, a.inbox_id from inbox_address a join inbox i on i.id = a.inbox_id
           where a.address = any($1::text[]) and i.archived_at is null`,
    values: [[...new Set(forms.flatMap((form) => [form.exact, form.plain]))]],
  })
  const byAddress = new Map(rows.map((row) => [row.address, row.inbox_id]))
  const found = new Map<string, Id>()
  for (const { exact, plain } of forms) {
    const inboxId = byAddress.get(exact) ?? byAddress.get(plain)
    if (inboxId) found.set(exact, inboxId)
  }
  return found
}

/** Every address this desk receives for: mail from one of them is our own, and no user may have one. */
export async function ownAddresses(tx: Tx): Promise<Set<string>> {
  const rows = await tx.query<{ address: string }>({
    name: 'own-addresses',
    text: 'select address from inbox_address',
    values: [],
  })
  return new Set(rows.map((row) => row.address))
}

/** Gives an inbox exactly these addresses; the first is the one mail is sent from. */
export async function setAddresses(tx: Tx, inboxId: Id, addresses: string[]): Promise<void> {
  const wanted = [...new Set(addresses.map((address) => checkedAddress(address)))]
  const taken = await tx.db
    .selectFrom('inbox_address')
    .select('address')
    .where('address', 'in', wanted)
    .where('inbox_id', '<>', inboxId)
    .executeTakeFirst()
  if (taken)
    throw new Problem('invalid', 'address-taken', `${taken.address} belongs to another inbox.`, {
      detail: { address: taken.address },
    })
  const users = await tx.db.selectFrom('user').select('email').execute()
  const user = users.find(({ email }) => wanted.some((address) => isSamePlace(address, email)))
  if (user)
    throw new Problem(
      'invalid',
      'address-of-user',
      `${user.email} is a colleague's sign-in address. An inbox needs an address of its own.`,
      { detail: { address: user.email } },
    )
  await tx.db.deleteFrom('inbox_address').where('inbox_id', '=', inboxId).execute()
  await tx.db
    .insertInto('inbox_address')
    .values(wanted.map((address, at) => ({ address, inbox_id: inboxId, is_primary: at === 0, created_at: tx.now })))
    .execute()
}

function checkedAddress(text: string): string {
  const address = normalizeAddress(text)
  if (!isAddress(address))
    throw new Problem('invalid', 'bad-address', `“${text}” is not a mail address.`, { detail: { address: text } })
  return address
}
