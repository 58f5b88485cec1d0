// Finding a contact among a million: by a name that few have and one that all have, by an address, narrowed, and by name in order.
import type { ContactFilters } from '../../src/desk/contacts/contacts.api.ts'
import { contactIds } from '../../src/desk/contacts/lists.ts'
import { type Actor, permissionsOf } from '../../src/desk/users/permissions.ts'
import type { Store } from '../../src/store/store.ts'
import { createRandom } from '../load/random.ts'
import { addressOf, type Customers } from './load.ts'

const GOAL = 100
const ASKED = 300
const us = { actorId: null, readOnly: true }

export async function searches(
  store: Store,
  { contacts, companies, inboxIds }: Customers,
  say: (text: string) => void,
): Promise<string[]> {
  const random = createRandom(9)
  const ben: Actor = { kind: 'user', id: '7', name: 'Ben', tokenId: null, role: 'agent', permissions: new Set(permissionsOf.agent), inboxIds: inboxIds.slice(0, 12), isBound: false, seesAll: false } // prettier-ignore
  const any = () => Math.floor(random.next() * contacts)
  const ways: [string, () => ContactFilters][] = [
    ['the newest', () => ({})],
    ['a name that one has', () => ({ q: `contact ${any()}` })],
    ['its beginning', () => ({ q: `contact ${String(any()).slice(0, 4)}` })],
    ['a name that all have', () => ({ q: 'contact' })],
    ['a name that nobody has', () => ({ q: 'zebra' })],
    ['an address', () => ({ q: addressOf(any(), companies) })],
    ['everybody at a company', () => ({ companyId: String(3_000_000_000 + Math.floor(random.next() * companies)) })],
    ['by name', () => ({ order: 'name' })],
    ['by name, of those that are called so', () => ({ order: 'name', q: `contact ${String(any()).slice(0, 3)}` })],
  ]
  say(`\nthe first 50 of ${contacts} contacts                         p50 ms    p95    p99   found`)
  const missed: string[] = []
  for (const [name, filters] of ways) {
    const took: number[] = []
    let found = 0
    for (let n = 0; n < ASKED; n++) {
      const asked = filters()
      const began = performance.now()
      const page = await store.transact(us, (tx) => contactIds(tx, ben, { ...asked, limit: 50 })).catch(() => null)
      if (n >= 20) took.push(performance.now() - began)
      found += page?.ids.length ?? 0
    }
    const sorted = took.toSorted((a, b) => a - b)
    const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))] ?? 0
    say(name.padEnd(44) + [at(0.5), at(0.95), at(0.99)].map((one) => one.toFixed(1).padStart(8)).join('') + (found / ASKED).toFixed(1).padStart(8)) // prettier-ignore
    if (at(0.99) > GOAL) missed.push(`${name}: ${at(0.99).toFixed(1)} ms p99, wanted ${GOAL} ms`)
  }
  return missed
}
