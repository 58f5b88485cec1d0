// Making the model of an inbox's macros anew: as a job, in a thread of its own, once enough was used since the last. What is used
// meanwhile is learned beside it (suggest.ts).
import { modelFrom } from '../../ai/classifier/bytes.ts'
import type { Example } from '../../ai/classifier/train.ts'
import { trainApart } from '../../ai/classifier/training.ts'
import { macroTrainJob, settleUses } from '../../desk/macros/uses.ts'
import type { Id } from '../../kit/id.ts'
import type { Handlers } from '../../store/jobs/worker.ts'
import type { Store } from '../../store/store.ts'
import type { Tx } from '../../store/tx.ts'
import { lettersOfMessages } from '../learning/examples.ts'
import { answerable } from './answerable.ts'
import { categoryOf, FIELD, newestModel, type LearnedUse } from './suggest.ts'

export const settleJob = 'macros.settle'

const MOST = 10_000
const PAGE = 500
const us = { actorId: null }
const reading = { ...us, readOnly: true }
const NEWEST = '9223372036854775807'
/** Anew once so many were used since: ten, or a tenth of what the last one learned from. */
export const enough = (letters: number): number => Math.max(10, Math.floor(letters / 10))

export function macroHandlers(): Handlers {
  return {
    [macroTrainJob]: {
      runOutside: async (store, { payload }) => {
        await trainMacros(store, (payload as { inboxId: Id }).inboxId)
      },
    },
    [settleJob]: {
      run: async (tx) => {
        await settleUses(tx)
      },
    },
  }
}

/** Answers from how many letters; null: the one there is does. */
export async function trainMacros(store: Store, inboxId: Id): Promise<number | null> {
  const { macros, isDue } = await store.transact(reading, async (tx) => {
    const head = await newestModel(tx, inboxId)
    const since = await usesAfter(tx, inboxId, head?.learnedUntil ?? '0')
    return { macros: await answerable(tx, inboxId), isDue: since >= enough(head?.letters ?? 0) }
  })
  if (!isDue || macros.length < 2) return null
  let [newest, last]: [Id | null, Id] = [null, NEWEST]
  async function* examples(): AsyncGenerator<Example> {
    for (let read = 0; read < MOST;) {
      const { page, letters } = await store.transact(reading, async (tx) => {
        const found = await usesBefore(tx, inboxId, last)
        return { page: found, letters: await lettersOfMessages(tx, found) }
      })
      const end = page.at(-1)
      if (!end) return
      newest ??= page[0]?.id ?? null
      last = end.id
      read += page.length
      for (const { messageId, macroId } of page) {
        const letter = letters.get(messageId)
        if (letter) yield { ...letter, category: macroId }
      }
    }
  }
  const bytes = await trainApart(examples(), { categories: macros.map(categoryOf) })
  const learnedUntil = newest as Id | null // which the generator above has set
  if (learnedUntil === null) return null
  const { letters } = modelFrom(bytes)
  await store.transact(us, (tx) => keep(tx, { inboxId, bytes, letters, learnedUntil }))
  return letters
}

async function usesAfter(tx: Tx, inboxId: Id, since: Id): Promise<number> {
  const [row] = await tx.query<{ count: number }>({
    name: 'macro-uses-after',
    text: `select count(*)::int as count from (select 1 from macro_use where inbox_id = $1 and id > $2 and answered_id is not null limit $3) one`,
    values: [inboxId, since, MOST],
  })
  return row?.count ?? 0
}

async function usesBefore(tx: Tx, inboxId: Id, before: Id): Promise<LearnedUse[]> {
  return await tx.query<LearnedUse>({
    name: 'macro-uses-before',
    text: `select id, macro_id as "macroId", conversation_id as "conversationId", answered_id as "messageId" from macro_use
      where inbox_id = $1 and id < $2 and answered_id is not null order by id desc limit $3`,
    values: [inboxId, before, PAGE],
  })
}

async function keep(
  tx: Tx,
  { inboxId, bytes, letters, learnedUntil }: { inboxId: Id; bytes: Uint8Array; letters: number; learnedUntil: Id },
): Promise<void> {
  await tx.query({
    name: 'macro-model-keep',
    text: `insert into model (id, inbox_id, field, bytes, figures, learned_until, made_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [tx.mint(), inboxId, FIELD, Buffer.from(bytes), JSON.stringify({ letters }), learnedUntil, tx.now],
  })
  await tx.query({
    name: 'macro-model-drop',
    text: `delete from model where inbox_id = $1 and field = $2
      and id not in (select id from model where inbox_id = $1 and field = $2 order by id desc limit 1)`,
    values: [inboxId, FIELD],
  })
}
