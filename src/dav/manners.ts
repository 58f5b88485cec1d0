// What address books and calendars call by different names where they are otherwise alike (RFC 6352, RFC 4791).
import { Problem } from '../kit/problem.ts'
import { childOf, childrenOf, documentOf, type Element, tag } from './xml.ts'

export interface Manner {
  /** Among the resource types of such a collection. */
  is: string
  /** Of a person: where theirs lie. */
  home: string
  /** RFC 6764 §5. */
  wellKnown: string
  multiget: string
  data: string
  type: string
  /** Properties of a collection that are asked for besides. */
  asks: readonly string[]
  /** By these properties, whether it is one that we read. */
  fits: (properties: Element | undefined) => boolean
  /** The report that lists what lies there; without one everything is listed. */
  list?: () => string
  isNone: () => Problem
}

export const cards: Manner = {
  is: 'card:addressbook',
  home: 'card:addressbook-home-set',
  wellKnown: '/.well-known/carddav',
  multiget: 'card:addressbook-multiget',
  data: 'card:address-data',
  type: 'text/vcard',
  asks: [],
  fits: () => true,
  isNone: () => new Problem('invalid', 'dav-no-book', 'This address is no address book.'),
}

/** Of events that take place within these times (RFC 4791 §9.9); a series counts where any of it does. */
export const events = (from: Date, until: Date): Manner => ({
  is: 'cal:calendar',
  home: 'cal:calendar-home-set',
  wellKnown: '/.well-known/caldav',
  multiget: 'cal:calendar-multiget',
  data: 'cal:calendar-data',
  type: 'text/calendar',
  asks: ['cal:supported-calendar-component-set'],
  // One that says nothing of it takes everything; lists of tasks are calendars too (RFC 4791 §5.2.3).
  fits: (properties) => {
    const kinds = childrenOf(childOf(properties, 'cal:supported-calendar-component-set'), 'cal:comp')
    return kinds.length === 0 || kinds.some((one) => one.attributes.get('name')?.toUpperCase() === 'VEVENT')
  },
  list: () => {
    const range = `<cal:time-range start="${basic(from)}" end="${basic(until)}"/>`
    const filter = `<cal:filter><cal:comp-filter name="VCALENDAR"><cal:comp-filter name="VEVENT">${range}</cal:comp-filter></cal:comp-filter></cal:filter>`
    return documentOf('cal:calendar-query', tag('d:prop', tag('d:getetag')) + filter)
  },
  isNone: () => new Problem('invalid', 'dav-no-calendar', 'This address is no calendar.'),
})

const basic = (at: Date): string => `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
