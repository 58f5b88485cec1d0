// How many promises there may be.
import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { addPolicy, type WantedPolicy } from './policies.ts'

const minutes = { urgent: 1, high: 1, normal: 1, low: 1 }
const wanted: WantedPolicy = {
  name: 'Everything',
  inboxIds: [],
  categoryIds: [],
  tags: [],
  hoursId: null,
  warnAt: null,
  isEnabled: true,
  targets: [{ measure: 'resolution', counts: 'calendar', minutes, pausesWhile: [] }],
  steps: [],
}

test(
  'nobody makes so many policies that everything at the desk is held against thousands',
  onDesk(async ({ tx }) => {
    const { id: _, ...row } = await tx.db
      .insertInto('sla_policy')
      .values({
        id: tx.mint(),
        position: 1,
        name: 'One',
        is_enabled: true,
        body: '{}',
        created_at: tx.now,
        changed_at: tx.now,
      }) // prettier-ignore
      .returningAll()
      .executeTakeFirstOrThrow()
    const more = Array.from({ length: 198 }, () => ({ ...row, body: '{}', id: tx.mint() }))
    await tx.db.insertInto('sla_policy').values(more).execute()

    await addPolicy(tx, wanted)
    await expect(addPolicy(tx, wanted)).rejects.toMatchObject({ kind: 'conflict', code: 'sla-too-many' })
  }),
)
