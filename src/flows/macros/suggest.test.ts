import { expect, test } from 'vitest'
import { answerNow, withLetter } from '../../../test/answering.ts'
import { deskNow, receive, type TestMeans } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { addMacro } from '../../desk/macros/macros.ts'
import { must } from '../../kit/must.ts'
import type { Id } from '../../kit/id.ts'
import { suggestFor } from './macros.routes.ts'
import { createSuggester, type Suggester } from './suggest.ts'
import { trainMacros } from './train.ts'

const texts = {
  Refund: 'Your money is on its way back to you.',
  Delivery: 'Your parcel has left us and arrives soon.',
  'Spare parts': 'The bulb is a spare part that we send.',
  'Opening hours': 'The shop is open on weekdays.',
}

async function withMacros({ ada }: Desk): Promise<Record<keyof typeof texts, Id>> {
  const ids: Record<string, Id> = {}
  for (const [title, text] of Object.entries(texts)) {
    const content = [{ type: 'paragraph' as const, content: [{ type: 'text' as const, text }] }]
    const variants = [{ language: 'en', body: { type: 'doc' as const, content } }]
    const place = { folderId: null, isPersonal: false, teamId: null, inboxIds: [] }
    ids[title] = (await addMacro(ada, await ada.actor(), { title, ...place, variants, actions: [] })).id
  }
  return ids as Record<keyof typeof texts, Id>
}

async function written({ tx }: Desk, means: TestMeans, text: string): Promise<{ id: Id; messageId: Id }> {
  await receive(tx, means, { messageId: `${tx.mint()}@acme.example`, subject: text, text })
  const newest = must((await deskNow(tx)).toSorted((a, b) => Number(BigInt(b.id) - BigInt(a.id)))[0], 'a conversation')
  const { id: messageId } = await tx.db.selectFrom('message').select('id').where('conversation_id', '=', newest.id).executeTakeFirstOrThrow() // prettier-ignore
  return { id: newest.id, messageId }
}

async function suggested({ ben, inboxes }: Desk, suggester: Suggester, { id, messageId }: { id: Id; messageId: Id }) {
  return await suggestFor(ben, await ben.actor(), suggester, { id, inboxId: inboxes.support }, messageId)
}

test(
  'before the first use it goes by titles and words, and says by which of the mail',
  onDesk(async (desk) => {
    await withMacros(desk)
    const { means } = await withLetter(desk)

    const [first] = await suggested(desk, createSuggester(), await written(desk, means, 'My parcel has not arrived'))

    expect(first).toMatchObject({ title: 'Delivery', uses: 0 })
    expect(first?.words.join(' ')).toMatch(/parcel/)
  }),
)

test(
  'one use is learned at once, by every process, and a training forgets nothing of it',
  onDesk(async (desk) => {
    const { ben, inboxes, store } = desk
    const macros = await withMacros(desk)
    const { means } = await withLetter(desk)
    const [here, there] = [createSuggester(), createSuggester()]
    const asking = await written(desk, means, 'It flickers like a candle')
    await suggested(desk, here, asking)
    for (let at = 0; at < 10; at++) {
      const { id } = await written(desk, means, `Lamp ${'abcdefghij'[at]} flickers like a candle`)
      await answerNow(ben, means, id, { macros: [{ id: macros['Spare parts'], isEdited: false, actions: [] }] })
    }

    expect((await suggested(desk, here, asking))[0]).toMatchObject({ title: 'Spare parts', uses: 10 })
    expect((await suggested(desk, there, asking))[0]).toMatchObject({ title: 'Spare parts' })
    expect(await trainMacros(store, inboxes.support)).toBe(10)
    expect(await trainMacros(store, inboxes.support)).toBeNull()
    expect((await suggested(desk, createSuggester(), asking))[0]).toMatchObject({ title: 'Spare parts' })
  }),
)

test(
  'nobody is offered what is somebody else’s own',
  onDesk(async (desk) => {
    const macros = await withMacros(desk)
    const { means } = await withLetter(desk)
    await desk.tx.db.updateTable('macro').set({ owner_id: desk.ada.id }).where('id', '=', macros.Delivery).execute()

    const offered = await suggested(desk, createSuggester(), await written(desk, means, 'My parcel has not arrived'))

    expect(offered.map(({ title }) => title)).not.toContain('Delivery')
  }),
)
