// Where the desk is: days and times of day that belong to nobody in particular are by its clock.
import type { Tx } from '../../store/tx.ts'
import { isTimeZone } from './zone.ts'

/** The time zone of the desk's oldest hours. */
export async function deskZone(tx: Tx): Promise<string> {
  const [row] = await tx.query<{ timeZone: string }>({
    name: 'desk-zone',
    text: 'select time_zone as "timeZone" from business_hours order by id limit 1',
    values: [],
  })
  return row && isTimeZone(row.timeZone) ? row.timeZone : 'UTC'
}
