// Which verb answers which route about hand-over notes.
import { answer, type Answer } from '../users/asking.ts'
import * as api from './shift-notes.api.ts'
import { leaveNote, putNoteBack, takeNote } from './shift-notes.ts'

export function shiftNotesRoutes(): Answer[] {
  return [
    answer(api.leaveShiftNote, ({ tx, actor }, { id, text }) => leaveNote(tx, actor, id, text)),
    answer(api.takeShiftNote, async ({ tx, actor }, { id }) => {
      await takeNote(tx, actor, id)
      return {}
    }),
    answer(api.putShiftNoteBack, async ({ tx, actor }, { id }) => {
      await putNoteBack(tx, actor, id)
      return {}
    }),
  ]
}
