// The first page of a timeline, as somebody sees it who sees twelve of twenty inboxes: of contacts and companies with much and with little.
import { readTimeline } from '../../src/desk/timeline/read.ts'
import type { Asked } from '../../src/desk/timeline/read.ts'
import type { Subject } from '../../src/desk/timeline/timeline.api.ts'
import { type Actor, permissionsOf } from '../../src/desk/users/permissions.ts'
import type { Store } from '../../src/store/store.ts'
import { createRandom } from '../load/random.ts'
import { type Customers, FIRST } from './load.ts'

const GOAL = 25
const ASKED = 1_000
const us = { actorId: null, readOnly: true }

export async function timelines(
  store: Store,
  { contacts, companies, inboxIds, messages }: Customers,
  say: (text: string) => void,
): Promise<string[]> {
  const random = createRandom(3)
  const ben: Actor = { kind: 'user', id: '7', name: 'Ben', tokenId: null, role: 'agent', permissions: new Set(permissionsOf.agent), inboxIds: inboxIds.slice(0, 12), isBound: false, seesAll: false } // prettier-ignore
  const busy = () => Math.floor(contacts * random.next() ** 3)
  const ways: [string, () => Subject, Partial<Asked>][] = [
    ['a contact, by how much they write', () => ({ noun: 'contact', id: String(FIRST.contact + busy()) }), {}],
    ['any contact', () => ({ noun: 'contact', id: String(FIRST.contact + Math.floor(random.next() * contacts)) }), {}],
    [
      'a company, by how much it writes',
      () => ({ noun: 'company', id: String(FIRST.company + (busy() % companies)) }),
      {},
    ],
    [
      'the ten busiest companies',
      () => ({ noun: 'company', id: String(FIRST.company + Math.floor(random.next() * 10)) }),
      {},
    ],
    [
      'the same, mail alone',
      () => ({ noun: 'company', id: String(FIRST.company + Math.floor(random.next() * 10)) }),
      { kinds: ['message'] },
    ],
    [
      'the same, words that no mail has',
      () => ({ noun: 'company', id: String(FIRST.company + Math.floor(random.next() * 10)) }),
      { q: 'zebra' },
    ],
  ]
  say(`\nthe first 50, ${messages * 4} entries                     p50 ms    p95    p99   found`)
  const missed: string[] = []
  for (const [name, subject, asked] of ways) {
    const took: number[] = []
    let found = 0
    for (let n = 0; n < ASKED; n++) {
      const one = subject()
      const began = performance.now()
      const page = await store
        .transact(us, (tx) => readTimeline(tx, ben, one, { limit: 50, ...asked }))
        .catch(() => null)
      if (n >= 50) took.push(performance.now() - began)
      found += page?.entries.length ?? 0
    }
    const sorted = took.toSorted((a, b) => a - b)
    const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))] ?? 0
    say(name.padEnd(44) + [at(0.5), at(0.95), at(0.99)].map((one) => one.toFixed(1).padStart(8)).join('') + (found / ASKED).toFixed(1).padStart(8)) // prettier-ignore
    if (!asked.q && at(0.99) > GOAL) missed.push(`${name}: ${at(0.99).toFixed(1)} ms p99, wanted ${GOAL} ms`)
  }
  return missed
}
