// Visits address books and calendars elsewhere for as long as this process runs: those that are due, and those that have something to be
// told.
import { releaseBooks, takeDue as takeBooks } from '../flows/books/lease.ts'
import { visitBook, type Visiting } from '../flows/books/visit.ts'
import { releaseCalendars, takeDue as takeCalendars } from '../flows/calendars/lease.ts'
import { visitCalendar } from '../flows/calendars/visit.ts'
import { startVisits, type VisitOptions, type Visits } from './visits.ts'

export function startBooks(means: Visiting, options: VisitOptions = {}): Visits {
  const visit = (id: string, holder: string) => visitBook(means, id, holder)
  return startVisits(means, { name: 'address books', take: takeBooks, visit, release: releaseBooks }, options)
}

export function startCalendars(means: Omit<Visiting, 'tokens'>, options: VisitOptions = {}): Visits {
  const visit = (id: string, holder: string) => visitCalendar(means, id, holder)
  return startVisits(means, { name: 'calendars', take: takeCalendars, visit, release: releaseCalendars }, options)
}
