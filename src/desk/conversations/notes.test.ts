import { expect, test } from 'vitest'
import { receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import type { Id } from '../../kit/id.ts'
import { listEntries } from './entries.ts'
import { indexPending } from './indexing.ts'
import { listRows } from './lists.ts'
import { addNote, changeNote, deleteNote, restoreNote } from './notes.ts'

async function received({ tx, store }: Desk): Promise<Id> {
  await receive(tx, testMeans(store), { subject: 'Parcel' })
  return (await tx.db.selectFrom('conversation').select('id').executeTakeFirstOrThrow()).id
}

test(
  'a note answers a note: answers to an answer join its thread, and say what was answered until it is taken back',
  onDesk(async (desk) => {
    const { ben, cleo } = desk
    const id = await received(desk)
    const first = await addNote(ben, id, 'Shall we replace it?')
    const answer = await addNote(cleo, id, 'Yes.', { answersId: first.id })
    const further = await addNote(ben, id, 'Done.', { answersId: answer.id })

    expect(first.answers).toBeNull()
    expect(further.answers).toEqual({ noteId: first.id, authorId: ben.id, snippet: 'Shall we replace it?' })
    await deleteNote(ben, id, first.id)
    const { entries } = await listEntries(ben, await ben.actor(), id, { limit: 50 })
    const notes = entries.flatMap((one) => (one.type === 'note' ? [[one.text, one.answers?.snippet]] : []))
    expect(notes).toEqual([['Yes.', ''], ['Done.', '']]) // prettier-ignore

    expect((await restoreNote(ben, id, first.id)).text).toBe('Shall we replace it?')
    await expect(restoreNote(cleo, id, first.id)).rejects.toMatchObject({ code: 'note-missing' })
    const gone = addNote(ben, id, 'x', { answersId: '17' })
    await expect(gone).rejects.toMatchObject({ code: 'note-missing' })
  }),
)

test(
  'what is noted is found, by words and by phrases; corrected by the new words alone, taken back no more',
  onDesk(async (desk) => {
    const { tx, ben } = desk
    const id = await received(desk)
    const actor = await ben.actor()
    const found = async (q: string) => {
      await indexPending(tx)
      return (await listRows(tx, actor, { view: 'all', limit: 50, q })).conversations.map((one) => one.id)
    }
    const note = await addNote(ben, id, 'She wants the turquoise kettle.')

    expect(await found('turquoise')).toEqual([id])
    expect(await found('"turquoise kettle"')).toEqual([id])
    expect(await found('"kettle turquoise"')).toEqual([])
    await changeNote(ben, id, note.id, 'She wants the orange kettle.')
    expect([await found('turquoise'), await found('orange')]).toEqual([[], [id]])
    await deleteNote(ben, id, note.id)
    expect(await found('orange')).toEqual([])
  }),
)
