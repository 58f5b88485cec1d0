// The policy a desk begins with: what most teams promise, to be changed by whoever knows better.
import type { Tx } from '../../store/tx.ts'
import { addPolicy } from './policies.ts'

const HOUR = 60
const WORKDAY = 8 * HOUR
const KEY = 'sla.starter'

/**
 * At every start; once in the life of a desk, whatever became of the policy since. Where mail lies here already it begins switched
 * off: nobody is late for a promise that an update made for them.
 */
export async function ensureStarterPolicy(tx: Tx): Promise<void> {
  const first = await tx.query({
    name: 'sla-starter',
    text: `insert into setting (name, value, changed_at) values ($1, 'true', $2) on conflict do nothing returning name`,
    values: [KEY, tx.now],
  })
  if (first.length === 0) return
  const known = await tx.db
    .selectFrom('conversation')
    .select('id')
    .where('is_sample', '=', false)
    .limit(1)
    .executeTakeFirst()
  await addPolicy(tx, {
    name: 'Everything',
    inboxIds: [],
    categoryIds: [],
    tags: [],
    hoursId: null,
    warnAt: 0.75,
    steps: [],
    isEnabled: known === undefined,
    targets: [
      { measure: 'firstResponse', counts: 'business', minutes: { urgent: HOUR, high: 4 * HOUR, normal: 24 * HOUR, low: 48 * HOUR }, pausesWhile: [] }, // prettier-ignore
      { measure: 'nextResponse', counts: 'business', minutes: { urgent: HOUR, high: 4 * HOUR, normal: 24 * HOUR, low: 48 * HOUR }, pausesWhile: [] }, // prettier-ignore
      { measure: 'resolution', counts: 'business', minutes: { urgent: WORKDAY, high: 3 * WORKDAY, normal: 10 * WORKDAY, low: null }, pausesWhile: ['waiting'] }, // prettier-ignore
    ],
  })
}
