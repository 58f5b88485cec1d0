// Which macros probably answer a mail. The classifier learns from each use, by inbox: what was made of all uses by the worker, and on
// top of it, at once, what was used since. Without uses it goes by the macros' titles and first words.
import { modelFrom } from '../../ai/classifier/bytes.ts'
import type { Category } from '../../ai/classifier/category.ts'
import { createLetterCounter } from '../../ai/classifier/count.ts'
import { explain } from '../../ai/classifier/explain.ts'
import type { Model } from '../../ai/classifier/model.ts'
import type { Letter } from '../../ai/letter.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Tx } from '../../store/tx.ts'
import { lettersOfMessages } from '../learning/examples.ts'
import { coldModel, deciding, learnedFrom, telling, type Learned } from '../learning/learned.ts'
import { answerable, type Answerable } from './answerable.ts'

/** Of one model in memory, a few megabytes at most. */
const MOST_MODELS = 16
const MOST_SINCE = 500
/** Which macros there are is asked this often; milliseconds. */
const LOOK = 60_000
const WORDS = 6
const SHOWN = 3
/** A use whose id is older than the newest that a model learned may have been committed later: 60 s, as ids count them. */
const LATE = 60_000n << 22n
export const FIELD = 'macro'

interface Kept {
  modelId: Id | null
  /** The macros as they were then. */
  named: string
  base: Model
  learned: Learned
  taught: Id[]
}

export interface Guess {
  macroId: Id
  words: string[]
}

/** Likeliest first, among those that are offered; empty where nothing in the letter says anything. */
export type Suggester = (tx: Tx, inboxId: Id, letter: Letter, offered: ReadonlySet<Id>) => Promise<Guess[]>

/** Make one for each process. Those who ask at once wait for each other, so that nothing is learned twice. */
export function createSuggester(): Suggester {
  const kept = new Map<Id, Kept>()
  const looked = new Map<Id, { at: number; macros: Answerable[] }>()
  const count = createLetterCounter()
  let tail: Promise<unknown> = Promise.resolve()

  async function refresh(tx: Tx, inboxId: Id): Promise<Learned | null> {
    const macros = await answerableNow(tx, inboxId)
    if (macros.length < 2) return null
    const categories = macros.map(categoryOf)
    const head = await newestModel(tx, inboxId)
    const named = JSON.stringify(categories)
    const before = kept.get(inboxId)
    const isCurrent = before?.modelId === (head?.id ?? null) && before.named === named
    const one = isCurrent ? before : await load(tx, head, categories, named)
    const later = await usesSince(tx, inboxId, one.modelId === null || !head ? '0' : sinceOf(head.learnedUntil))
    const isOnTop = one.taught.every((id, at) => later[at]?.id === id)
    if (!isOnTop) Object.assign(one, { learned: learnedFrom(one.base, categories, count), taught: [] })
    const fresh = later.slice(one.taught.length)
    const letters = await lettersOfMessages(tx, fresh)
    for (const { messageId, macroId } of fresh) {
      const letter = letters.get(messageId)
      if (letter) one.learned.learn(letter, macroId)
    }
    one.taught = later.map(({ id }) => id)
    kept.delete(inboxId)
    kept.set(inboxId, one)
    for (const key of kept.keys())
      if (kept.size > MOST_MODELS) {
        kept.delete(key)
        looked.delete(key)
      }
    return one.learned
  }

  async function answerableNow(tx: Tx, inboxId: Id): Promise<Answerable[]> {
    const last = looked.get(inboxId)
    if (last && Math.abs(tx.now.getTime() - last.at) < LOOK) return last.macros
    const macros = await answerable(tx, inboxId)
    looked.set(inboxId, { at: tx.now.getTime(), macros })
    return macros
  }

  async function load(tx: Tx, head: Head | undefined, categories: Category[], named: string): Promise<Kept> {
    const made = head ? await readModel(tx, head.id) : null
    const base = made ?? coldModel(categories)
    return {
      modelId: made && head ? head.id : null,
      named,
      base,
      learned: learnedFrom(base, categories, count),
      taught: [],
    }
  }

  return async (tx, inboxId, letter, offered) => {
    const next = tail.then(() => refresh(tx, inboxId))
    tail = next.catch(() => undefined)
    const learned = await next
    if (!learned) return []
    const guesses = learned.rank(letter).filter((macroId) => offered.has(macroId))
    return guesses.slice(0, SHOWN).map((macroId) => ({
      macroId,
      words: deciding(telling(explain(learned.model, letter, macroId, WORDS, count))).map(({ words }) => words),
    }))
  }
}

const FIRST_WORDS = 600
export const categoryOf = ({ id, title, text }: Answerable): Category => ({
  id,
  name: title,
  description: text.slice(0, FIRST_WORDS),
})

export interface Head {
  id: Id
  learnedUntil: Id
  letters: number
}

export async function newestModel(tx: Tx, inboxId: Id): Promise<Head | undefined> {
  const [head] = await tx.query<Head>({
    name: 'macro-model-newest',
    text: `select id, learned_until as "learnedUntil", (figures ->> 'letters')::int as letters from model
      where inbox_id = $1 and field = $2 order by id desc limit 1`,
    values: [inboxId, FIELD],
  })
  return head
}

/** Null where it cannot be read: made by another release, it is made anew soon. */
async function readModel(tx: Tx, id: Id): Promise<Model | null> {
  const [row] = await tx.query<{ bytes: Buffer }>({
    name: 'macro-model-read',
    text: 'select bytes from model where id = $1',
    values: [id],
  })
  if (!row) return null
  try {
    return modelFrom(new Uint8Array(row.bytes))
  } catch (thrown) {
    if (thrown instanceof Problem && thrown.code === 'model-unreadable') return null
    throw thrown
  }
}

export interface LearnedUse {
  id: Id
  macroId: Id
  conversationId: Id
  messageId: Id
}

/** Oldest first, the newest of them. */
async function usesSince(tx: Tx, inboxId: Id, since: Id): Promise<LearnedUse[]> {
  const rows = await tx.query<LearnedUse>({
    name: 'macro-uses-since',
    text: `select id, macro_id as "macroId", conversation_id as "conversationId", answered_id as "messageId" from macro_use
      where inbox_id = $1 and id > $2 and answered_id is not null order by id desc limit $3`,
    values: [inboxId, since, MOST_SINCE],
  })
  return rows.toReversed()
}

const sinceOf = (learnedUntil: Id): Id => {
  const since = BigInt(learnedUntil) - LATE
  return (since > 0n ? since : 0n).toString()
}
