// Which verb answers which route about notes.
import { answer, type Answer } from '../users/asking.ts'
import * as api from './notes.api.ts'
import { addNote, changeNote, deleteNote, restoreNote } from './notes.ts'
import { visibleConversation } from './read.ts'

export function noteRoutes(): Answer[] {
  return [
    answer(api.addNote, async ({ tx, actor }, { id: asked, text, answersId }) => {
      const { id } = await visibleConversation(tx, actor, asked, 'note.write')
      return addNote(tx, id, text, { answersId })
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
    answer(api.restoreNote, async ({ tx, actor }, { id: asked, noteId }) => {
      const { id } = await visibleConversation(tx, actor, asked, 'note.write')
      return restoreNote(tx, id, noteId)
    }),
  ]
}
