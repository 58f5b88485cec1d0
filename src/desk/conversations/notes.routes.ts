// Which verb answers which route about notes.
import { answer, type Answer } from '../users/asking.ts'
import * as api from './notes.api.ts'
import { addNote, changeNote, deleteNote } from './notes.ts'
import { visibleConversation } from './read.ts'

export function noteRoutes(): Answer[] {
  return [
    answer(api.addNote, async ({ tx, actor }, { id: asked, text }) => {
      const { id } = await visibleConversation(tx, actor, asked, 'note.write')
      return addNote(tx, id, text)
    }),
    answer(api.changeNote, async ({ tx, actor }, { id: asked, noteId, text }) => {
      const { id } = await visibleConversation(tx, actor, asked, 'note.write')
      return changeNote(tx, id, noteId, text)
    }),
    answer(api.deleteNote, async ({ tx, actor }, { id: asked, noteId }) => {
      const { id } = await visibleConversation(tx, actor, asked, 'note.write')
      await deleteNote(tx, id, noteId)
      return {}
    }),
  ]
}
