// What the parts of a visit to a calendar have in common.
import type { CalendarRow } from '../../desk/calendars/calendars.ts'
import type { Tx } from '../../store/tx.ts'

/** One transaction of a visit: it begins by holding the calendar. */
export type Step = <T>(verb: (tx: Tx, calendar: CalendarRow) => Promise<T>) => Promise<T>
