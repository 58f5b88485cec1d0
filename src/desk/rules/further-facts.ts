// Facts that only some rules ask for: of the contact, its company, the clocks, the people, what came before. Each kind is asked of the
// database where a rule wants it, and then for a whole batch at once.
import type { Measure } from '../conversations/conversations.api.ts'
import { impostorSigns } from '../conversations/impostors.ts'
import type { BusinessHours } from '../hours/hours.api.ts'
import { listHours } from '../hours/hours.ts'
import { ownAddresses } from '../inboxes/addresses.ts'
import type { Id } from '../../kit/id.ts'
import { normalizeAddress, withoutDetail } from '../../mail/address.ts'
import type { Tx } from '../../store/tx.ts'
import type { FieldNoun } from '../fields/fields.api.ts'
import {
  contactFacts,
  contactsOf,
  mailsOfSender,
  type CompanyFacts,
  type ContactFacts,
  type MailsOfSender,
} from './contact-facts.ts'
import { testsOf } from './tests-of.ts'
import type { Rule, Test } from './rules.api.ts'

export interface Further {
  contact: ContactFacts | null
  company: CompanyFacts | null
  /** Those that it belongs to, the newest twenty. */
  deals: { stageId: Id; kind: string }[]
  /** Those that have not stopped. */
  clocks: RunningClock[]
  hours: ReadonlyMap<Id, BusinessHours>
  mailsOfSender: MailsOfSender
  unanswered: number
  /** Bytes of the mail as it came. */
  size: number
  ownAddress: 'to' | 'cc' | 'neither'
  previousCategoryId: Id | null
  isSuspicious: boolean
  /** Everybody who could be the assignee. */
  people: ReadonlyMap<Id, { isAway: boolean; teamIds: Id[] }>
}

export interface RunningClock {
  measure: Measure
  isPaused: boolean
  hasWarned: boolean
  isLate: boolean
  dueAt: Date | null
}

/** What a set of rules asks for beyond the message and its conversation. */
export interface Wants {
  fields: ReadonlySet<Test['field']>
  /** Lengths of the spans in which mails are counted. */
  hours: readonly number[]
  /** Another schedule than the inbox's. */
  otherHours: boolean
  /** Whose own fields. */
  ownOf: ReadonlySet<FieldNoun>
}

export function wantsOf(rules: readonly Rule[]): Wants {
  const fields = new Set<Test['field']>()
  const hours = new Set<number>()
  const ownOf = new Set<FieldNoun>()
  let otherHours = false
  for (const rule of rules)
    for (const [test] of testsOf(rule.condition)) {
      fields.add(test.field)
      if (test.field === 'mailsOfSender') hours.add(test.withinHours)
      if (test.field === 'custom') ownOf.add(test.of)
      if (test.field === 'businessHours' && test.hoursId !== undefined) otherHours = true
    }
  return { fields, hours: [...hours], otherHours, ownOf }
}

/** A message of which further facts are wanted, in the order of the answers. */
export interface Wanting {
  conversationId: Id
  messageId: Id
  rawId: Id | null
  sender: { name: string; address: string }
  to: readonly string[]
  cc: readonly string[]
  now: Date
}

/** One for each, with what is wanted; nothing is asked where nothing is. */
export async function furtherFacts(tx: Tx, all: readonly Wanting[], wants: Wants): Promise<Partial<Further>[]> {
  const { fields } = wants
  const facts: Partial<Further>[] = all.map(() => ({}))
  const fill = async <K extends keyof Further>(key: K, is: boolean, find: () => Promise<Further[K][]>) => {
    if (!is) return
    for (const [at, found] of (await find()).entries()) (facts[at] ?? {})[key] = found
  }
  const same = <T>(value: T): T[] => all.map(() => value)
  const asks = (...any: Test['field'][]) => any.some((one) => fields.has(one))
  const [contacts, companies] = [wants.ownOf.has('contact'), wants.ownOf.has('company')]
  if (contacts || companies || asks('contact', 'contactField', 'company', 'companyDomain', 'mailsOfSender')) {
    const found = await contactsOf(tx, all)
    await fill('contact', contacts || asks('contact', 'contactField'), () =>
      contactFacts(tx, all, found, asks('contact')),
    )
    await fill('company', companies || asks('company', 'companyDomain'), async () => found.map((one) => one.company))
    await fill('mailsOfSender', asks('mailsOfSender'), () => mailsOfSender(tx, all, found, wants.hours))
  }
  await fill('deals', fields.has('deal'), () => dealsOf(tx, all))
  await fill('clocks', fields.has('clock'), () => clocksOf(tx, all))
  await fill('hours', wants.otherHours, async () => same(new Map((await listHours(tx)).map((one) => [one.id, one]))))
  await fill('unanswered', fields.has('unanswered'), () => unansweredOf(tx, all))
  await fill('size', fields.has('size'), () => sizesOf(tx, all))
  if (fields.has('ownAddress')) {
    const own = await ownAddresses(tx)
    await fill('ownAddress', true, async () => all.map((one) => placeOf(one, own)))
  }
  await fill('previousCategoryId', fields.has('previousCategory'), () => previousCategories(tx, all))
  if (fields.has('suspicious')) {
    const signsOf = await impostorSigns(tx)
    await fill('isSuspicious', true, async () => all.map((one) => signsOf(one.sender).length > 0))
  }
  await fill('people', fields.has('assigneeTeam') || fields.has('assigneeAway'), async () => same(await peopleOf(tx)))
  return facts
}

/** Also behind a plus-part. */
function placeOf({ to, cc }: Wanting, own: ReadonlySet<string>): Further['ownAddress'] {
  const isOwn = (one: string) => own.has(normalizeAddress(one)) || own.has(withoutDetail(normalizeAddress(one)).address)
  return to.some(isOwn) ? 'to' : cc.some(isOwn) ? 'cc' : 'neither'
}

const conversationsOf = (all: readonly Wanting[]) => all.map((one) => one.conversationId)

async function dealsOf(tx: Tx, all: readonly Wanting[]): Promise<Further['deals'][]> {
  const rows = await tx.query<{ deals: Further['deals'] }>({
    name: 'rule-facts-deals',
    text: `select coalesce((select jsonb_agg(found) from (select d.stage_id::text as "stageId", d.kind from deal_conversation l
               join deal d on d.id = l.deal_id where l.conversation_id = asked.conversation_id and d.deleted_at is null
               order by l.deal_id desc limit 20) found), '[]') as deals
           from unnest($1::bigint[]) with ordinality as asked (conversation_id, position) order by asked.position`,
    values: [conversationsOf(all)],
  })
  return rows.map((row) => row.deals)
}

async function clocksOf(tx: Tx, all: readonly Wanting[]): Promise<RunningClock[][]> {
  const rows = await tx.query<Omit<RunningClock, 'isLate'> & { conversationId: Id; breachedAt: Date | null }>({
    name: 'rule-facts-clocks',
    text: `select conversation_id as "conversationId", measure, running_since is null as "isPaused", warned_at is not null as "hasWarned",
             breached_at as "breachedAt", due_at as "dueAt"
           from clock where conversation_id = any($1::bigint[]) and stopped_at is null`,
    values: [conversationsOf(all)],
  })
  return all.map(({ conversationId, now }) =>
    rows
      .filter((row) => row.conversationId === conversationId)
      .map(({ measure, isPaused, hasWarned, breachedAt, dueAt }) => {
        const isLate = breachedAt !== null || (dueAt !== null && dueAt < now)
        return { measure, isPaused, hasWarned, isLate, dueAt }
      }),
  )
}

async function unansweredOf(tx: Tx, all: readonly Wanting[]): Promise<number[]> {
  const rows = await tx.query<{ unanswered: number }>({
    name: 'rule-facts-unanswered',
    text: `select (select count(*)::int from message m where m.conversation_id = asked.conversation_id and m.direction = 'in'
               and m.kind = 'message' and not m.is_stranger and m.id > coalesce((select max(o.id) from message o
                 where o.conversation_id = asked.conversation_id and o.direction = 'out' and o.kind = 'message'), 0)) as unanswered
           from unnest($1::bigint[]) with ordinality as asked (conversation_id, position) order by asked.position`,
    values: [conversationsOf(all)],
  })
  return rows.map((row) => row.unanswered)
}

async function sizesOf(tx: Tx, all: readonly Wanting[]): Promise<number[]> {
  const rows = await tx.query<{ id: Id; size: number }>({
    name: 'rule-facts-sizes',
    text: 'select id, size from raw where id = any($1::bigint[])',
    values: [all.flatMap((one) => one.rawId ?? [])],
  })
  const sizes = new Map(rows.map((row) => [row.id, row.size]))
  return all.map(({ rawId }) => (rawId === null ? 0 : (sizes.get(rawId) ?? 0)))
}

/** Of this conversation, before the one it has. */
async function previousCategories(tx: Tx, all: readonly Wanting[]): Promise<(Id | null)[]> {
  const rows = await tx.query<{ previous: Id | null }>({
    name: 'rule-facts-categories',
    text: `select (select e.data ->> 'from' from event e where e.subject_id = asked.conversation_id
               and e.name = 'conversation.categoryChanged' order by e.id desc limit 1) as previous
           from unnest($1::bigint[]) with ordinality as asked (conversation_id, position) order by asked.position`,
    values: [conversationsOf(all)],
  })
  return rows.map((row) => row.previous)
}

/** Away is who said so, or has time off where they work; who only has their evening is not. */
async function peopleOf(tx: Tx): Promise<Further['people']> {
  const rows = await tx.query<{ id: Id; isAway: boolean; teamIds: Id[] }>({
    name: 'rule-facts-people',
    text: `select u.id, u.away_at is not null or exists (select from time_off o left join work_pattern p on p.user_id = o.user_id
               cross join lateral (select to_char($1::timestamptz at time zone coalesce(p.hours ->> 'timeZone', 'UTC'), 'YYYY-MM-DD') as day) today
               where o.user_id = u.id and today.day between o.first_day and o.last_day) as "isAway", coalesce((select array_agg(m.team_id::text) from team_member m
             join team t on t.id = m.team_id where m.user_id = u.id and t.archived_at is null), '{}') as "teamIds"
           from "user" u where u.disabled_at is null`,
    values: [tx.now],
  })
  return new Map(rows.map(({ id, ...person }) => [id, person]))
}
