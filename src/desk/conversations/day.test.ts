import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { onDesk } from '../../../test/desk.ts'
import { firstIdAt } from '../../kit/id.ts'
import { assign, setStatus } from './change.ts'
import { readDay } from './day.ts'
import { mendTallies } from './tally.ts'

const HOUR = 3_600_000

test(
  'a day tells what one did since midnight where one is, and what is due by tomorrow noon',
  onDesk(async ({ tx, ben, cleo, inboxes }) => {
    // 09:00 in UTC is 23:00 of the day before in Honolulu: tomorrow noon is 13 hours away there.
    await sql`update "user" set notices = ${JSON.stringify({ timeZone: 'Pacific/Honolulu' })} where id = ${ben.id}`.execute(
      tx.db,
    )
    const hours = (n: number) => new Date(tx.now.getTime() + n * HOUR)
    const add = async (dueIn: number | null) => {
      const id = tx.mint()
      const row = { id, number: id, inbox_id: inboxes.support, subject: `due ${dueIn}` }
      await tx.db
        .insertInto('conversation')
        .values({ ...row, last_message_at: tx.now, created_at: tx.now })
        .execute()
      if (dueIn !== null)
        await sql`insert into clock (conversation_id, id, measure, started_at, worked_ms, elapsed_ms, due_at, ledger)
          values (${id}, ${tx.mint()}, 'nextResponse', ${tx.now}, 0, 0, ${hours(dueIn)}, '[]')`.execute(tx.db)
      return id
    }
    const [soon, late, never, done] = [await add(12), await add(14), await add(null), await add(1)]
    await mendTallies(tx)
    for (const id of [soon, late, never, done]) await assign(ben, id, ben.id)
    await setStatus(ben, done, 'resolved')
    // Ids tell when: those of the verbs above are of the hour in which the test runs.
    await sql`delete from event`.execute(tx.db)
    const happened = (name: string, ago: number, by: string) =>
      sql`insert into event (subject_id, id, name, actor_id, noun_id, data, at)
        values (${done}, ${firstIdAt(hours(-ago).getTime())}::bigint + ${by}::bigint % 4096, ${name}, ${by}, ${done}, '{"to":"resolved"}', ${hours(-ago)})`.execute(
        tx.db,
      )
    await happened('message.queued', 1, ben.id)
    await happened('message.queued', 1.5, cleo.id)
    await happened('message.queued', 24, ben.id)
    await happened('conversation.statusChanged', 2, ben.id)
    await happened('conversation.statusChanged', 3, ben.id)

    const day = await readDay(ben, await ben.actor())

    expect(day).toMatchObject({ answered: 1, resolved: 1, left: 3, dueByTomorrow: 1, unassigned: 0 })
    expect(day.next).toEqual({ id: soon, subject: 'due 12', at: hours(12).toISOString() })
  }),
)
