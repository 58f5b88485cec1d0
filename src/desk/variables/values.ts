// What stands in the places of a text: of the customer, the conversation, whoever writes, the inbox, and the day. Each source knows
// its names; another one is another line in `sources`. The desk's own fields are in own-fields.ts.
import type { Id } from '../../kit/id.ts'
import type { Tx } from '../../store/tx.ts'
import { isTimeZone } from '../hours/zone.ts'
import { namesOf, plain, type Values } from './variables.ts'

export interface About {
  /** Null: a letter that begins one. */
  conversationId: Id | null
  /** Of whom is spoken where there is no conversation yet. */
  contactId?: Id
  inboxId: Id
  userId: Id | null
  /** In which dates are written. */
  language: string
}

interface Known {
  about: About
  now: Date
  conversation: Matter | undefined
  writer: { name: string; email: string } | undefined
  inbox: { name: string; fromName: string; address: string | null; timeZone: string | null } | undefined
}

interface Source {
  names: readonly string[]
  /** In the order of its names. */
  read: (known: Known) => readonly (string | null | undefined)[]
}

interface Matter {
  number: string
  subject: string
  contact: string | null
  email: string | null
  phone: string | null
  company: string | null
  domain: string | null
  assignee: string | null
  category: string | null
}

const DAY = 86_400_000

const sources: readonly Source[] = [
  {
    names: ['contact.name', 'contact.firstName', 'contact.lastName', 'contact.email', 'contact.phone'],
    read: ({ conversation }) => {
      const { first, last } = namesOf(conversation?.contact ?? '')
      const isName = first !== ''
      return [isName ? conversation?.contact : '', first, last, conversation?.email, conversation?.phone]
    },
  },
  {
    names: ['company.name', 'company.domain'],
    read: ({ conversation }) => [conversation?.company, conversation?.domain],
  },
  {
    names: ['conversation.number', 'conversation.subject', 'category.name', 'assignee.name'],
    read: ({ conversation: it }) => [it?.number, it?.subject, it?.category, it?.assignee],
  },
  {
    names: ['user.name', 'user.firstName', 'user.lastName', 'user.email'],
    read: ({ writer }) => {
      const { first, last } = namesOf(writer?.name ?? '')
      return [writer?.name, first, last, writer?.email]
    },
  },
  {
    names: ['inbox.name', 'inbox.address'],
    read: ({ inbox }) => [inbox?.fromName, inbox?.address],
  },
  {
    names: ['date.today', 'date.tomorrow', 'date.nextWeek', 'date.weekday'],
    read: ({ about, inbox, now }) => {
      const timeZone = inbox?.timeZone && isTimeZone(inbox.timeZone) ? inbox.timeZone : 'UTC'
      const day = (after: number) => dated(about.language, timeZone, new Date(now.getTime() + after * DAY))
      return [day(0), day(1), day(7), dated(about.language, timeZone, now, { weekday: 'long' })]
    },
  },
]

export const variables: readonly string[] = sources.flatMap((source) => source.names)

/** Of whoever writes and of the place alone: what a signature may say. */
export const signatureVariables = variables.filter((one) => /^(?:user|inbox|date|conversation\.number)/.test(one))

export async function valuesFor(tx: Tx, about: About): Promise<Values> {
  const known: Known = {
    about,
    now: tx.now,
    conversation: await matterAbout(tx, about),
    writer: about.userId === null ? undefined : await writerOf(tx, about.userId),
    inbox: await inboxOf(tx, about.inboxId),
  }
  return new Map(
    sources.flatMap(({ names, read }) => {
      const values = read(known)
      return names.map((name, at): [string, string] => [name, plain(values[at])])
    }),
  )
}

async function matterAbout(tx: Tx, { conversationId, contactId }: About): Promise<Matter | undefined> {
  if (conversationId !== null) return await matterOf(tx, conversationId)
  return contactId === undefined ? undefined : await personOf(tx, contactId)
}

async function personOf(tx: Tx, id: Id): Promise<Matter | undefined> {
  const [row] = await tx.query<Matter>({
    name: 'variable-contact',
    text: `select '' as number, '' as subject, k.name as contact, k.phone, o.name as company, null as assignee, null as category,
        (select address from contact_address a where a.contact_id = k.id order by position, address limit 1) as email,
        (select domain from company_domain d where d.company_id = o.id order by domain limit 1) as domain
      from contact k left join company o on o.id = k.company_id where k.id = $1`,
    values: [id],
  })
  return row
}

async function matterOf(tx: Tx, id: Id): Promise<Matter | undefined> {
  const [row] = await tx.query<Matter>({
    name: 'variable-conversation',
    text: `select c.number, c.subject, k.name as contact, k.phone, o.name as company, u.name as assignee, g.name as category,
        (select address from contact_address a where a.contact_id = k.id order by position, address limit 1) as email,
        (select domain from company_domain d where d.company_id = o.id order by domain limit 1) as domain
      from conversation c left join contact k on k.id = c.contact_id left join company o on o.id = coalesce(c.company_id, k.company_id)
        left join "user" u on u.id = c.assignee_id left join category g on g.id = c.category_id where c.id = $1`,
    values: [id],
  })
  return row
}

async function writerOf(tx: Tx, id: Id): Promise<Known['writer']> {
  return await tx.db.selectFrom('user').select(['name', 'email']).where('id', '=', id).executeTakeFirst()
}

async function inboxOf(tx: Tx, id: Id): Promise<Known['inbox']> {
  const [row] = await tx.query<NonNullable<Known['inbox']>>({
    name: 'variable-inbox',
    text: `select i.name, i.from_name as "fromName", h.time_zone as "timeZone",
        (select address from inbox_address a where a.inbox_id = i.id order by is_primary desc, address limit 1) as address
      from inbox i left join business_hours h on h.id = i.hours_id where i.id = $1`,
    values: [id],
  })
  return row
}

function dated(
  language: string,
  timeZone: string,
  at: Date,
  how: Intl.DateTimeFormatOptions = { dateStyle: 'long' },
): string {
  try {
    return new Intl.DateTimeFormat(language, { ...how, timeZone }).format(at)
  } catch {
    return new Intl.DateTimeFormat('en', { ...how, timeZone }).format(at) // a language that is none
  }
}
