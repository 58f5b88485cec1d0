// postroom demo: a desk as it looks after a month's work, made of sample data that is marked as such in every row.
import { Problem } from '../../kit/problem.ts'
import type { Means } from '../../desk/means.ts'
import type { Id } from '../../kit/id.ts'
import type { Store } from '../../store/store.ts'
import type { Tx } from '../../store/tx.ts'
import { followConversations } from '../deadlines/deadlines.ts'
import type { Calendars } from '../deadlines/terms.ts'
import { measure } from '../figures/course.ts'
import { trainModel } from '../learning/train.ts'
import { macroTrainJob } from '../../desk/macros/uses.ts'
import { trainMacros } from '../macros/train.ts'
import { trainJob } from '../../desk/readings/decisions.ts'
import { addCast, agentsFor, type Cast } from './cast.ts'
import { addSampleDeals } from './deals.ts'
import { planDesk } from './plan.ts'
import { createPlayer } from './play.ts'
import { products, tongues } from './words/words.ts'

export const SETTING = 'demo'
const COUNT = 300
/** Steps in one transaction: few enough that real mail waits no longer than usual beside it. */
const AT_ONCE = 20
/** Share of the month after which the classifier is trained for the first time: what comes later it is sure of, or not. */
const LEARNED = 0.7
const us = { actorId: null }

/** Tags that the samples bring along. */
const tags = [
  ...new Set([
    'newsletter',
    'complaint',
    ...tongues.flatMap((one) => one.scripts.flatMap((script) => script.tags ?? [])),
  ]),
]

/** Answers what was made, in words. Refuses where samples are there already. */
export async function addDemo(means: Means, options: { seed: number; count?: number }): Promise<string> {
  const { store } = means
  const now = store.clock.now()
  const plan = planDesk(options.seed, now, options.count ?? COUNT, agentsFor)
  const begun = new Date(Math.min(now.getTime(), ...plan.steps.map((step) => step.at.getTime())) - 3_600_000)
  const { cast, firstId } = await store.transact(us, async (tx) => {
    await refuseTwice(tx)
    const firstId = tx.mint()
    await tx.db
      .insertInto('setting')
      .values({
        name: SETTING,
        value: JSON.stringify({ seed: options.seed, tags: await newTags(tx) }),
        changed_at: tx.now,
      })
      .execute()
    return { firstId, cast: await addCast({ ...tx, now: begun, follows: {} }) }
  })
  const player = createPlayer(means, plan, cast, { firstId, now, seed: options.seed })
  const learnAt = Math.floor((plan.steps.length * LEARNED) / AT_ONCE) * AT_ONCE
  for (let at = 0; at < plan.steps.length; at += AT_ONCE) {
    if (at === learnAt) await learn(store, cast)
    await store.transact(us, async (tx) => {
      for (const step of plan.steps.slice(at, at + AT_ONCE)) await player.play(tx, step)
    })
  }
  await nameCompanies(store)
  await addSampleDeals(store)
  await startClocks(store)
  await learn(store, cast)
  return told(await store.transact({ ...us, readOnly: true }, countSamples))
}

/** As a colleague would have corrected what was made of their domains. */
async function nameCompanies(store: Store): Promise<void> {
  const companies = tongues.flatMap((one) => one.companies)
  await store.transact(us, async (tx) => {
    await tx.query({
      name: 'demo-company-names',
      text: `update company c set name = given.name from company_domain d, unnest($1::text[], $2::text[]) as given(domain, name)
        where d.domain = given.domain and c.id = d.company_id and c.is_sample`,
      values: [companies.map((one) => one.domain), companies.map((one) => one.name)],
    })
  })
}

/** Once the month has been played: clocks and figures read what happened, with its times. */
async function startClocks(store: Store): Promise<void> {
  const calendars: Calendars = new Map()
  for (let after: Id | null = '0'; after !== null;)
    after = await store.transact(us, async (tx): Promise<Id | null> => {
      const rows = await tx.query<{ id: Id }>({
        name: 'demo-clocks',
        text: 'select id from conversation where is_sample and id > $1 order by id limit 100',
        values: [after],
      })
      const ids = rows.map((row) => row.id)
      await followConversations(tx, ids, calendars, { isSample: true })
      await measure(tx, ids, calendars)
      return rows.at(-1)?.id ?? null
    })
}

/** From what colleagues decided while it was played, and not once more when the worker comes to it. */
async function learn(store: Store, { inboxes }: Cast): Promise<void> {
  for (const { id } of Object.values(inboxes)) {
    await trainModel(store, id, 'category')
    await trainMacros(store, id)
    await store.transact(us, (tx) =>
      tx.query({
        name: 'demo-trained',
        text: `delete from job where kind = any($1) and payload ->> 'inboxId' = $2`,
        values: [[trainJob, macroTrainJob], id],
      }),
    )
  }
}

async function refuseTwice(tx: Tx): Promise<void> {
  await tx.query({ name: 'demo-lock', text: `select pg_advisory_xact_lock(hashtextextended('demo', 0))`, values: [] })
  const there = await tx.db.selectFrom('setting').select('name').where('name', '=', SETTING).executeTakeFirst()
  if (there)
    throw new Problem(
      'conflict',
      'demo-there',
      'The sample data is here already. Remove it first with: postroom demo --remove',
    )
}

/** Those that are not somebody's already go when the samples go. */
async function newTags(tx: Tx): Promise<string[]> {
  const known = await tx.db.selectFrom('tag').select('name').where('name', 'in', tags).execute()
  return tags.filter((tag) => !known.some((row) => row.name === tag))
}

interface Count {
  conversations: number
  messages: number
  languages: number
}

async function countSamples(tx: Tx): Promise<Count> {
  const [count] = await tx.query<Count>({
    name: 'demo-count',
    text: `select count(distinct c.id)::int as conversations, count(*)::int as messages, count(distinct c.language)::int as languages
           from conversation c join message m on m.conversation_id = c.id where c.is_sample`,
    values: [],
  })
  return count ?? { conversations: 0, messages: 0, languages: 0 }
}

function told({ conversations, messages, languages }: Count): string {
  return `Sample data: a shop for lamps (${products.length} models, none real), 3 inboxes, 3 teams, 8 people, ${conversations} conversations in ${languages} languages, ${messages} messages.\nNothing of it was or will be sent. Remove it with: postroom demo --remove\n`
}
