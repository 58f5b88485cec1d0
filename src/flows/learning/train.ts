// Training a model anew: as a job, in a thread of its own, from the newest decisions of an inbox, a page at a time. The one before stays
// in use until the new one is written, and is kept beside it.
import type { Example } from '../../ai/classifier/train.ts'
import { modelFrom } from '../../ai/classifier/bytes.ts'
import { calibrationError, reliabilityOf } from '../../ai/classifier/reliability.ts'
import { trainApart } from '../../ai/classifier/training.ts'
import { trainJob } from '../../desk/readings/decisions.ts'
import type { ModelFigures } from '../../desk/readings/learning.api.ts'
import { leaveSettled } from '../../desk/readings/queue.ts'
import { ReadField } from '../../desk/readings/readings.api.ts'
import type { Id } from '../../kit/id.ts'
import { record } from '../../store/events.ts'
import { enqueueAll } from '../../store/jobs.ts'
import type { Handlers } from '../../store/jobs/worker.ts'
import type { Store } from '../../store/store.ts'
import type { Tx } from '../../store/tx.ts'
import { createDayShare } from './day-share.ts'
import { decisionsBefore, lettersOfMessages } from './examples.ts'
import { categoriesInUse, priorities } from './learner.ts'
import { rounded } from './learned.ts'
import { forgetTwinKeys } from './twins.ts'

const MOST = 20_000
const PAGE = 500
const NEWEST = '9223372036854775807'
const us = { actorId: null }
const BINS = 10

export const nightJob = 'learning.trainAll'

export function learningHandlers(): Handlers {
  return {
    [trainJob]: {
      runOutside: async (store, { payload }) => {
        const { inboxId, field } = payload as { inboxId: Id; field: string }
        await trainModel(store, inboxId, ReadField.parse(field))
      },
    },
    [nightJob]: {
      run: async (tx) => {
        await trainWhereDecided(tx)
        await forgetTwinKeys(tx)
        await leaveSettled(tx)
      },
    },
  }
}

/** Null where there is nothing to learn. */
export async function trainModel(store: Store, inboxId: Id, field: ReadField): Promise<ModelFigures | null> {
  const began = performance.now()
  const reading = { ...us, readOnly: true }
  const categories = field === 'priority' ? priorities : await store.transact(reading, categoriesInUse)
  if (categories.length < 2) return null
  let [newest, last]: [Id | null, Id] = [null, NEWEST]
  const isTaught = createDayShare()
  let read = 0
  async function* examples(): AsyncGenerator<Example> {
    while (read < MOST) {
      const { page, letters } = await store.transact(reading, async (tx) => {
        const decided = await decisionsBefore(tx, { inboxId, field, before: last, limit: PAGE })
        return { page: decided, letters: await lettersOfMessages(tx, decided) }
      })
      const end = page.at(-1)
      if (!end) return
      newest ??= page[0]?.id ?? null
      last = end.id
      read += page.length
      for (const decision of page) {
        const letter = letters.get(decision.messageId)
        if (letter && isTaught(decision)) yield { ...letter, category: decision.value }
      }
    }
  }
  const bytes = await trainApart(examples(), { categories })
  const learnedUntil = newest as Id | null // which the generator above has set
  if (learnedUntil === null) return null
  const figures = figuresOf(bytes, categories.length, (performance.now() - began) / 1_000)
  await store.transact(us, (tx) =>
    keepModel(tx, { inboxId, field, bytes, figures, learnedUntil, oldest: read < MOST ? null : last }),
  )
  return figures
}

function figuresOf(bytes: Uint8Array, categories: number, seconds: number): ModelFigures {
  const { letters, outcomes } = modelFrom(bytes)
  const isJudged = outcomes.length > 0
  const curve = reliabilityOf(outcomes, BINS)
  return {
    letters,
    categories,
    accuracy: isJudged ? rounded(outcomes.filter(({ isRight }) => isRight).length / outcomes.length) : null,
    error: isJudged ? rounded(calibrationError(curve)) : null,
    curve: curve.map(({ confidence, right, count }) => ({
      confidence: rounded(confidence),
      right: rounded(right),
      count,
    })),
    seconds: rounded(seconds),
  }
}

interface Made {
  inboxId: Id
  field: ReadField
  bytes: Uint8Array
  figures: ModelFigures
  learnedUntil: Id
  /** The oldest decision there was room for: those before it are forgotten. Null: there was room for all. */
  oldest: Id | null
}

async function keepModel(tx: Tx, { inboxId, field, bytes, figures, learnedUntil, oldest }: Made): Promise<void> {
  await tx.query({
    name: 'model-keep',
    text: `insert into model (id, inbox_id, field, bytes, figures, learned_until, made_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [tx.mint(), inboxId, field, Buffer.from(bytes), JSON.stringify(figures), learnedUntil, tx.now],
  })
  await tx.query({
    name: 'model-drop',
    text: `delete from model where inbox_id = $1 and field = $2
      and id not in (select id from model where inbox_id = $1 and field = $2 order by id desc limit 2)`,
    values: [inboxId, field],
  })
  if (oldest !== null)
    await tx.query({
      name: 'example-forget',
      text: 'delete from example where inbox_id = $1 and field = $2 and id < $3',
      values: [inboxId, field, oldest],
    })
  const { letters, accuracy } = figures
  await record(tx, 'learning.trained', inboxId, { field, letters, accuracy }, { inboxId })
}

/** By night: wherever something was decided since. */
async function trainWhereDecided(tx: Tx): Promise<void> {
  const rows = await tx.query<{ inboxId: Id; field: string }>({
    name: 'learning-decided',
    text: `select e.inbox_id as "inboxId", e.field from example e where e.value <> '' group by e.inbox_id, e.field
      having max(e.id) > coalesce((select max(m.learned_until) from model m where m.inbox_id = e.inbox_id and m.field = e.field), 0)`,
    values: [],
  })
  await enqueueAll(
    tx,
    rows.map((row) => ({ kind: trainJob, payload: row, key: `${row.inboxId}.${row.field}` })),
  )
}
