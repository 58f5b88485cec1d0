// What a process knows of the models: loaded when an inbox is first read, and brought up to date before each batch of mail by what was
// decided since, in its order. So every process that reads mail says the same of it, and a decision holds for the next mail, whoever
// took it and wherever it is read. Nothing here is needed to begin again: it is all in the database.
import { type Category } from '../../ai/classifier/category.ts'
import { modelFrom } from '../../ai/classifier/bytes.ts'
import { createLetterCounter } from '../../ai/classifier/count.ts'
import type { Model } from '../../ai/classifier/model.ts'
import type { Outcome } from '../../ai/classifier/reliability.ts'
import { createReader } from '../../ai/readings/readings.ts'
import type { LearningSettings } from '../../desk/readings/learning.api.ts'
import type { ReadField } from '../../desk/readings/readings.api.ts'
import { learningSettings } from '../../desk/readings/settings.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { decisionsSince, lettersOfMessages, type Decision } from './examples.ts'
import { coldModel, learnedFrom, type Learned } from './learned.ts'
import { liveOutcomes, type Live } from './outcomes.ts'
import { chooseThreshold, type Chosen } from './threshold.ts'

export interface Known {
  settings(inboxId: Id): LearningSettings
  /** Null where there is nothing to choose from: no categories, or no decision about priorities yet. */
  learned(inboxId: Id, field: ReadField): Learned | null
  /** Which model that is; null: there is none yet, and it goes by names alone. */
  modelId(inboxId: Id, field: ReadField): Id | null
  threshold(inboxId: Id, field: ReadField): Chosen
  live(inboxId: Id, field: ReadField): Live
  /** What needs no model. */
  reader(inboxId: Id): ReturnType<typeof createReader>
}

/** As of this transaction, for these inboxes. */
export type Learner = (tx: Tx, inboxIds: readonly Id[]) => Promise<Known>

export const priorities: Category[] = ['low', 'normal', 'high', 'urgent'].map((id) => ({ id, name: id }))
type Outcomes = readonly Outcome[]
const none: Outcomes = []
const fields = ['category', 'priority'] as const
/** Kept in memory; each may be three megabytes. */
const MOST = 64
/** How an inbox does in practice is asked this often; milliseconds. */
const LOOK = 60_000
/** A decision whose id is older than the newest that a model learned may have been committed later: 60 s, as ids count them. */
const LATE = 60_000n << 22n

interface Kept {
  modelId: Id | null
  /** By names alone: there is no model, or none that can be read. */
  isCold: boolean
  /** What the categories were called. */
  categories: string
  base: Model
  learned: Learned
  /** Decisions learned beside the model, in order. */
  taught: Id[]
}

interface Head {
  inboxId: Id
  field: ReadField
  id: Id
  learnedUntil: Id
}

/**
 * Make one for each process. Those who ask at once wait for each other, so that nothing is learned twice. `makeReader`: where many
 * processes are played in one, its tables need not be read by each.
 */
export function createLearner(makeReader: typeof createReader = createReader): Learner {
  const kept = new Map<string, Kept>()
  const lived = new Map<string, { at: number; live: Live }>()
  const chosen = new Map<string, { heldOut: Outcomes; live: Outcomes; precision: number; chosen: Chosen }>()
  const count = createLetterCounter()
  const readers = new Map<string, ReturnType<typeof createReader>>()
  let cold: { key: string; model: Model } | null = null
  let tail: Promise<unknown> = Promise.resolve()

  function coldFor(categories: Category[], key: string): Model {
    if (cold?.key !== key) cold = { key, model: coldModel(categories) }
    return cold.model
  }

  async function load(tx: Tx, head: Head | undefined, all: Category[], named: string): Promise<Kept> {
    const made = head ? await readModel(tx, head.id) : null
    const base = made ?? coldFor(all, named)
    const learned = learnedFrom(base, all, count)
    return { modelId: head?.id ?? null, isCold: made === null, categories: named, base, learned, taught: [] }
  }

  async function refresh(tx: Tx, inboxIds: readonly Id[]): Promise<Known> {
    const settings = await learningSettings(tx, inboxIds)
    const categories = await categoriesInUse(tx)
    const heads = new Map((await newestModels(tx, inboxIds)).map((one) => [keyOf(one.inboxId, one.field), one]))
    const asked: { key: string; inboxId: Id; field: ReadField; since: Id }[] = []
    for (const inboxId of inboxIds) {
      for (const field of fields) {
        const key = keyOf(inboxId, field)
        const head = heads.get(key)
        const all = field === 'category' ? categories : priorities
        const isWanted = settings(inboxId)[field].level !== 'off'
        if (!isWanted || all.length < 2 || (field === 'priority' && !head)) {
          kept.delete(key)
          continue
        }
        const named = JSON.stringify(all)
        const before = kept.get(key)
        const isCurrent = before?.modelId === (head?.id ?? null) && before.categories === named
        const one = isCurrent ? before : await load(tx, head, all, named)
        kept.set(key, one)
        asked.push({ key, inboxId, field, since: one.isCold || !head ? '0' : sinceOf(head) })
      }
    }
    const later = Map.groupBy(await decisionsSince(tx, asked), (one) => keyOf(one.inboxId, one.field))
    for (const { key, field } of asked) {
      const one = kept.get(key)
      if (!one) continue
      const fresh = () => learnedFrom(one.base, field === 'category' ? categories : priorities, count)
      await teach(tx, one, later.get(key) ?? [], fresh)
    }
    for (const { key, inboxId, field } of asked) {
      const last = lived.get(key)
      if (!last || Math.abs(tx.now.getTime() - last.at) > LOOK)
        lived.set(key, { at: tx.now.getTime(), live: await liveOutcomes(tx, inboxId, field) })
    }
    for (const key of kept.keys()) if (kept.size > MOST) kept.delete(key)
    const nothing: Live = { outcomes: [], looked: 0, corrected: 0 }
    const held = new Map(asked.map(({ key }) => [key, kept.get(key)?.learned ?? null]))
    const models = new Map(
      asked.map(({ key }) => [key, kept.get(key)?.isCold ? null : (kept.get(key)?.modelId ?? null)]),
    )
    return {
      settings,
      learned: (inboxId, field) => held.get(keyOf(inboxId, field)) ?? null,
      modelId: (inboxId, field) => models.get(keyOf(inboxId, field)) ?? null,
      live: (inboxId, field) => lived.get(keyOf(inboxId, field))?.live ?? nothing,
      threshold(inboxId, field) {
        const key = keyOf(inboxId, field)
        const by = { heldOut: held.get(key)?.model.outcomes ?? none, live: lived.get(key)?.live.outcomes ?? none }
        const { precision } = settings(inboxId)[field]
        const last = chosen.get(key)
        if (last?.heldOut === by.heldOut && last.live === by.live && last.precision === precision) return last.chosen
        const fresh = chooseThreshold(by.heldOut, by.live, precision)
        chosen.set(key, { ...by, precision, chosen: fresh })
        return fresh
      },
      reader(inboxId) {
        const { orderPatterns } = settings(inboxId)
        const key = JSON.stringify(orderPatterns)
        const reader = readers.get(key) ?? makeReader(orderPatterns)
        return readers.set(key, reader).get(key) ?? reader
      },
    }
  }

  return (tx, inboxIds) => {
    const next = tail.then(() => refresh(tx, [...new Set(inboxIds)]))
    tail = next.catch(() => undefined)
    return next
  }
}

const keyOf = (inboxId: Id, field: ReadField): string => `${inboxId}.${field}`

const sinceOf = ({ learnedUntil }: Head): Id => {
  const since = BigInt(learnedUntil) - LATE
  return (since > 0n ? since : 0n).toString()
}

/** What comes in its order is learned on top; where an older one turns up, or one was taken back, everything again. */
async function teach(tx: Tx, one: Kept, decisions: Decision[], again: () => Learned): Promise<void> {
  const isOnTop = one.taught.every((id, at) => decisions[at]?.id === id)
  if (isOnTop && one.taught.length === decisions.length) return
  if (!isOnTop) {
    one.learned = again()
    one.taught = []
  }
  const fresh = decisions.slice(one.taught.length)
  const letters = await lettersOfMessages(tx, fresh)
  for (const { messageId, value } of fresh) {
    const letter = letters.get(messageId)
    if (letter) one.learned.learn(letter, value)
  }
  one.taught = decisions.map(({ id }) => id)
}

/** Categories in use, as the classifier is told of them. */
export async function categoriesInUse(tx: Tx): Promise<Category[]> {
  return await tx.query<Category>({
    name: 'learning-categories',
    text: 'select id, name, description, keywords from category where archived_at is null order by id',
    values: [],
  })
}

async function newestModels(tx: Tx, inboxIds: readonly Id[]): Promise<Head[]> {
  return await tx.query<Head>({
    name: 'model-newest',
    text: `select distinct on (inbox_id, field) inbox_id as "inboxId", field, id, learned_until as "learnedUntil"
      from model where inbox_id = any($1::bigint[]) order by inbox_id, field, id desc`,
    values: [inboxIds],
  })
}

/** Null where it cannot be read: made by another release, it is made anew by night. */
async function readModel(tx: Tx, id: Id): Promise<Model | null> {
  const [row] = await tx.query<{ bytes: Buffer }>({
    name: 'model-read',
    text: 'select bytes from model where id = $1',
    values: [id],
  })
  if (!row) return null
  try {
    return modelFrom(new Uint8Array(row.bytes)) // a Buffer would be cut into views of itself
  } catch (thrown) {
    if (thrown instanceof Problem && thrown.code === 'model-unreadable') return null
    throw thrown
  }
}
