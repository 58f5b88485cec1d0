// Who takes part in a conversation that was split off, and who no longer does in the one it was taken out of.
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { normalizeAddress, withoutDetail } from '../../mail/address.ts'
import type { Tx } from '../../store/tx.ts'
import { ownAddresses } from '../inboxes/addresses.ts'
import type { Participant, Person, Told } from './split-told.ts'

/**
 * The new one's are those of its messages, its first sender asking. Whom only they brought in is gone from the old one: answers
 * those, for the undo.
 */
export async function shareParticipants(
  tx: Tx,
  { head, family, newId }: { head: Id; family: Id[]; newId: Id },
  { moved, stay }: { moved: Told[]; stay: Told[] },
): Promise<Participant[]> {
  const known = await tx.db.selectFrom('participant').selectAll().where('conversation_id', 'in', family).execute()
  const own = await ownAddresses(tx)
  const isOwn = (address: string) => own.has(address) || own.has(withoutDetail(address).address)
  const [theirs, others] = [peopleIn(moved), peopleIn(stay)]
  const first = moved.find((one) => one.direction === 'in') ?? must(moved[0], 'a message')
  const asker = normalizeAddress((first.direction === 'in' ? first.sender : first.addressees.to[0])?.address ?? '')
  const rows = [...theirs.values()].flatMap(({ address, name }) => {
    const was = known.find((row) => row.address === address)
    // Who was in nobody's list is in none now.
    if (!address.includes('@') || isOwn(address) || (!was && address !== asker)) return []
    const role = address === asker ? 'requester' : was?.role === 'requester' ? 'cc' : (was?.role ?? 'cc')
    const since = was?.since ?? first.received_at
    return [{ conversation_id: newId, address, name, contact_id: was?.contact_id ?? null, role, since }]
  })
  if (rows.length > 0) await tx.db.insertInto('participant').values(rows).execute()
  const gone = known.filter(
    (one) => theirs.has(one.address) && !others.has(one.address) && (one.role !== 'requester' || one.conversation_id !== head), // prettier-ignore
  )
  for (const { conversation_id: id, address } of gone)
    await tx.db.deleteFrom('participant').where('conversation_id', '=', id).where('address', '=', address).execute()
  return gone
}

function peopleIn(messages: Told[]): Map<string, Person> {
  const people = messages.flatMap(({ sender, addressees: { from, to, cc } }) => [sender, ...from, ...to, ...cc])
  return new Map(
    people.map((one) => [normalizeAddress(one.address), { ...one, address: normalizeAddress(one.address) }]),
  )
}
