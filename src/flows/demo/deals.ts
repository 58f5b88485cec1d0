// Deals of the sample desk: larger orders that some of its conversations lead to, each at another point of its way. They go with the
// conversations that they were opened from.
import { openDeal } from '../../desk/deals/deals.ts'
import { moveDeal } from '../../desk/deals/moves.ts'
import { pipelinesFor } from '../../desk/deals/pipelines.ts'
import { system } from '../../desk/users/permissions.ts'
import type { Id } from '../../kit/id.ts'
import type { Store } from '../../store/store.ts'
import type { Tx } from '../../store/tx.ts'

const DAY = 86_400_000
const us = { actorId: null }

/** How far one got: days after it was opened at which it went on, and where it ended. */
interface Course {
  name: string
  amount: number | null
  moves: readonly number[]
  ends: 'open' | 'won' | 'lost'
  /** Days from now. */
  expected: number | null
}

const courses: readonly Course[] = [
  { name: 'Refit of two floors', amount: 480_000, moves: [2, 6, 11], ends: 'won', expected: null },
  { name: 'Desk lamps for a new office', amount: 125_000, moves: [1, 4], ends: 'won', expected: null },
  { name: 'Hotel lobby', amount: 310_000, moves: [3, 9], ends: 'lost', expected: null },
  { name: 'Spare parts for three shops', amount: 89_000, moves: [1], ends: 'lost', expected: null },
  { name: 'Reading room, 60 places', amount: 720_000, moves: [2, 5], ends: 'open', expected: 12 },
  { name: 'Lamps for a showroom', amount: 64_000, moves: [1], ends: 'open', expected: -3 },
  { name: 'Waiting rooms', amount: 235_000, moves: [1, 3], ends: 'open', expected: 24 },
  { name: 'Restaurant terrace', amount: null, moves: [], ends: 'open', expected: null },
  { name: 'Stage lighting, to be measured', amount: 150_000, moves: [2], ends: 'open', expected: 40 },
  { name: 'Classrooms, first lot', amount: 51_000, moves: [], ends: 'open', expected: 60 },
]

interface Source {
  id: Id
  assigneeId: Id
  companyId: Id | null
  contactId: Id
  at: Date
}

export async function addSampleDeals(store: Store): Promise<void> {
  await store.transact(us, async (tx) => {
    const [pipeline] = await pipelinesFor(tx, system)
    if (!pipeline || pipeline.isArchived) return
    const quiet = { ...tx, follows: {} }
    const sources = await sourcesOf(tx)
    for (const [at, course] of courses.entries()) {
      const source = sources[at]
      if (source) await play(quiet, pipeline.stages, source, course)
    }
  })
}

type Stages = Awaited<ReturnType<typeof pipelinesFor>>[number]['stages']

async function play(
  tx: Tx,
  stages: Stages,
  source: Source,
  { name, amount, moves, ends, expected }: Course,
): Promise<void> {
  const as = (after: number): Tx => {
    const at = new Date(Math.min(source.at.getTime() + after * DAY, tx.now.getTime()))
    return { ...tx, now: at, actorId: source.assigneeId }
  }
  const open = stages.filter((one) => one.kind === 'open')
  const { id } = await openDeal(as(0), {
    name,
    text: '',
    stageId: open[0]?.id ?? '',
    amount,
    currency: null,
    expectedOn: expected === null ? null : new Date(tx.now.getTime() + expected * DAY).toISOString().slice(0, 10),
    ownProbability: null,
    ownerId: source.assigneeId,
    companyId: source.companyId,
    conversationId: source.id,
    contacts: [{ contactId: source.contactId, role: 'decider' }],
    tags: [],
    fields: {},
  })
  for (const [at, after] of moves.entries()) {
    const isLast = at === moves.length - 1
    const stage = isLast && ends !== 'open' ? stages.find((one) => one.kind === ends) : open[at + 1]
    if (stage) await moveDeal(as(after), id, { stageId: stage.id, lostReason: ends === 'lost' ? 'Price' : null })
  }
}

/** The oldest conversations that somebody took on, first those about larger orders, and of companies. */
async function sourcesOf(tx: Tx): Promise<Source[]> {
  return await tx.query<Source>({
    name: 'demo-deals',
    text: `select c.id, c.assignee_id as "assigneeId", c.company_id as "companyId", c.contact_id as "contactId", c.created_at as at
      from conversation c where c.is_sample and c.assignee_id is not null and c.contact_id is not null and c.private_at is null
        and c.merged_into is null and c.deleted_at is null order by not 'business' = any(c.tags), c.company_id is null, c.created_at, c.id limit 10`,
    values: [],
  })
}
