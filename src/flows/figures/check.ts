// Whether the kept facts are what the conversations come to, and all of them measured anew: for the command line.
import { deskZone } from '../../desk/hours/desk-zone.ts'
import type { Id } from '../../kit/id.ts'
import type { Store } from '../../store/store.ts'
import type { Tx } from '../../store/tx.ts'
import { beginAnew, followFigures, holdCourse, type Calendars } from './course.ts'
import { countDays } from './days.ts'
import { compareFacts } from './keep.ts'
import { readStories } from './stories.ts'

const us = { actorId: null }
const PAGE = 200

export interface Verdict {
  conversations: number
  /** Facts that are missing, too many or otherwise; with the conversations of the first few. */
  wrongFacts: number
  conversationIds: Id[]
  /** Sums of days that are not those of the facts. */
  wrongDays: number
}

/**
 * Nothing is put right but what the facts have not followed yet. What does not fit may only have happened meanwhile: of that the facts
 * are brought up to date, and it is looked at again.
 */
export async function verifyFigures(store: Pick<Store, 'transact'>): Promise<Verdict> {
  const calendars: Calendars = new Map()
  await catchUp(store, calendars)
  let conversations = 0
  const suspects = new Set<Id>()
  for (let after: Id | null = '0'; after !== null;) {
    const page: Id[] = await store.transact({ ...us, readOnly: true }, async (tx) => {
      const rows = await tx.query<{ id: Id }>({
        name: 'figures-page',
        text: `select id from conversation where id > $1 order by id limit ${PAGE}`,
        values: [after],
      })
      const ids = rows.map((row) => row.id)
      for (const id of await misfits(tx, ids, calendars)) suspects.add(id)
      return ids
    })
    conversations += page.length
    after = page.length < PAGE ? null : (page.at(-1) ?? null)
  }
  if (suspects.size > 0) await catchUp(store, calendars)
  const wrong: Id[] = []
  for (let at = 0; at < suspects.size; at += PAGE) {
    const page = [...suspects].slice(at, at + PAGE)
    wrong.push(...(await store.transact({ ...us, readOnly: true }, (tx) => misfits(tx, page, calendars))))
  }
  const conversationIds = [...new Set(wrong)].slice(0, 20)
  return { conversations, wrongFacts: wrong.length, conversationIds, wrongDays: await misfittingDays(store) }
}

/** The conversations of facts that are missing, too many or otherwise, as often as they have such. */
async function misfits(tx: Tx, ids: readonly Id[], calendars: Calendars): Promise<Id[]> {
  const { gone, written } = await compareFacts(tx, await readStories(tx, ids, calendars))
  const asked = new Set(ids) // and not what is part of them, or what they are part of: that has a turn of its own
  return [...gone, ...written].map((row) => row.conversation_id).filter((id) => asked.has(id))
}

async function misfittingDays(store: Pick<Store, 'transact'>): Promise<number> {
  return await store.transact(us, async (tx) => {
    const { timeZone } = await holdCourse(tx)
    const wanted = new Map((await countDays(tx, timeZone)).map((one) => [`${one.inboxId} ${one.day} ${one.kind}`, one.amount])) // prettier-ignore
    const kept = await tx.query<{ key: string; amount: string }>({
      name: 'fact-days-kept',
      text: `select inbox_id || ' ' || day || ' ' || kind as key, amount from fact_day where amount <> 0`,
      values: [],
    })
    const right = kept.filter(({ key, amount }) => wanted.get(key) === Number(amount)).length
    return kept.length - right + (wanted.size - right)
  })
}

/** Everything is measured anew, beside a Postroom that runs. */
export async function rebuildFigures(store: Pick<Store, 'transact'>): Promise<void> {
  await store.transact(us, async (tx) => {
    await holdCourse(tx)
    await beginAnew(tx, await deskZone(tx))
  })
  await catchUp(store, new Map())
}

async function catchUp(store: Pick<Store, 'transact'>, calendars: Calendars): Promise<void> {
  for (let isMore = true; isMore;)
    isMore = (await store.transact({ ...us, isRedone: true }, (tx) => followFigures(tx, calendars))).isMore
}
