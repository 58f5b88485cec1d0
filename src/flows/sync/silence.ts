// Listens whether mail still comes to the mailboxes: notes when it came, tells of one that is silent for longer than is usual for it,
// and takes it back as soon as mail comes. What is usual: silence-formula.ts.
import { hoursOfRow } from '../../desk/hours/hours.ts'
import { openZone, type WallTime } from '../../desk/hours/zone.ts'
import type { Id } from '../../kit/id.ts'
import { insertRows } from '../../store/access/rows.ts'
import { record } from '../../store/events.ts'
import type { OutsideHandler } from '../../store/jobs/worker.ts'
import type { Tx } from '../../store/tx.ts'
import { hear, HOUR, WEEKS, type Wall } from './silence-formula.ts'

const KEPT = (WEEKS + 1) * 7 * 24 * HOUR

/** Of mails that were just taken in. */
export async function noteArrivals(tx: Tx, mailboxId: Id, inboxId: Id, instants: readonly Date[]): Promise<void> {
  const known = instants.filter((at) => at <= tx.now && tx.now.getTime() - at.getTime() < KEPT)
  if (known.length === 0) return
  const hours = Map.groupBy(known, (at) => Math.floor(at.getTime() / HOUR) * HOUR)
  await insertRows(
    tx,
    {
      name: 'silence-note',
      head: 'insert into mailbox_arrival (mailbox_id, hour, count) values',
      tail: 'on conflict (mailbox_id, hour) do update set count = mailbox_arrival.count + excluded.count',
    },
    [...hours].map(([hour, those]) => [mailboxId, new Date(hour), those.length]),
  )
  const newest = new Date(Math.max(...known.map((at) => at.getTime())))
  const [was] = await tx.query<{ silent_since: Date | null }>({
    name: 'silence-heard',
    text: `update mailbox m set last_mail_at = greatest(m.last_mail_at, $2), silent_since = case when $2 > m.silent_since then null else m.silent_since end,
        silent_expected = case when $2 > m.silent_since then null else m.silent_expected end
      from mailbox was where was.id = m.id and m.id = $1 returning was.silent_since`,
    values: [mailboxId, newest],
  })
  if (was?.silent_since && newest > was.silent_since)
    await record(tx, 'mailbox.heardAgain', mailboxId, { silentSince: was.silent_since }, { inboxId })
}

export const listenJob = 'mailbox.listen'

/** Each account in a transaction of its own: none waits for a row while it holds another. */
export const listenHandler: OutsideHandler = {
  runOutside: async (store) => {
    const us = { actorId: null }
    const ids = await store.transact(us, async (tx) => {
      await tx.query({
        name: 'silence-forget',
        text: 'delete from mailbox_arrival where hour < $1',
        values: [new Date(tx.now.getTime() - KEPT)],
      })
      return (await silences(tx)).map((one) => one.mailboxId)
    })
    for (const id of ids) await store.transact(us, (tx) => listenTo(tx, id))
  },
}

/** Of the mailboxes that are read. */
export async function silences(tx: Tx): Promise<{ mailboxId: Id; isSilent: boolean }[]> {
  const mailboxes = await tx.db
    .selectFrom('mailbox')
    .select(['id', 'silent_since'])
    .where('paused_at', 'is', null)
    .execute()
  return mailboxes.map((one) => ({ mailboxId: one.id, isSilent: one.silent_since !== null }))
}

/** Whether it fell silent, or is silent still, is noted; that it did, told. */
export async function listenTo(tx: Tx, id: Id): Promise<void> {
  const mailbox = await tx.db
    .selectFrom('mailbox')
    .select(['inbox_id', 'last_mail_at', 'silent_since'])
    .where('id', '=', id)
    .where('paused_at', 'is', null)
    .executeTakeFirst()
  if (!mailbox?.last_mail_at) return
  const { inbox_id: inboxId, last_mail_at: last, silent_since: since } = mailbox
  const arrivals = await tx.db
    .selectFrom('mailbox_arrival')
    .select(['hour', 'count'])
    .where('mailbox_id', '=', id)
    .where('hour', '>', new Date(last.getTime() - WEEKS * 7 * 24 * HOUR))
    .orderBy('hour')
    .execute()
  const heard = hear(arrivals, tx.now, await wallOf(tx, inboxId))
  if (!heard?.isSilent) return
  // Mail may come meanwhile.
  const noted = await tx.db
    .updateTable('mailbox')
    .set({ silent_since: last, silent_expected: heard.expected })
    .where('id', '=', id)
    .where('last_mail_at', '=', last)
    .where('silent_since', since === null ? 'is' : '=', since)
    .returning('id')
    .executeTakeFirst()
  if (noted && since === null)
    await record(tx, 'mailbox.fellSilent', id, { since: last, expected: Math.round(heard.expected) }, { inboxId })
}

/** By the inbox's business hours, else by UTC and without holidays. */
async function wallOf(tx: Tx, inboxId: Id): Promise<Wall> {
  const row = await tx.db
    .selectFrom('business_hours')
    .innerJoin('inbox', 'inbox.hours_id', 'business_hours.id')
    .selectAll('business_hours')
    .where('inbox.id', '=', inboxId)
    .executeTakeFirst()
  const hours = row && hoursOfRow(row)
  const zone = openZone(hours?.timeZone ?? 'UTC')
  const known = new Map<number, WallTime>()
  const at = (hour: Date): WallTime => {
    const time = known.get(hour.getTime()) ?? zone.at(hour)
    known.set(hour.getTime(), time)
    return time
  }
  const holidays = new Set(hours?.holidays)
  return {
    slotOf: (hour) => {
      const { weekday, minutes } = at(hour)
      return weekday * 24 + Math.floor(minutes / 60)
    },
    isHoliday: (hour) => holidays.has(at(hour).date),
  }
}
