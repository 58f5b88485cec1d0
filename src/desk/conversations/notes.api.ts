// What notes promise: written, corrected and taken back by their author, among colleagues.
import { z } from 'zod'
import { route } from '../../kit/route.ts'
import { Note } from './conversations.api.ts'

export const addNote = route({
  name: 'addNote',
  summary: 'Write a note that only colleagues see, or answer one.',
  method: 'POST',
  path: '/conversations/:id/notes',
  may: 'note.write',
  status: 201,
  input: z.strictObject({
    id: z.string(),
    text: z.string().trim().min(1).max(50_000),
    /** The note that it answers: it joins that one's thread, and everybody who wrote in it is told. */
    answersId: z.string().optional(),
  }),
  output: Note,
})
export const changeNote = route({
  name: 'changeNote',
  summary: 'Correct your own note.',
  method: 'PATCH',
  path: '/conversations/:id/notes/:noteId',
  may: 'note.write',
  input: z.strictObject({ id: z.string(), noteId: z.string(), text: z.string().trim().min(1).max(50_000) }),
  output: Note,
})
export const deleteNote = route({
  name: 'deleteNote',
  summary: 'Take back your own note.',
  method: 'DELETE',
  path: '/conversations/:id/notes/:noteId',
  may: 'note.write',
  input: z.strictObject({ id: z.string(), noteId: z.string() }),
  output: z.object({}),
})
export const restoreNote = route({
  name: 'restoreNote',
  summary: 'Bring back your own note that you took back.',
  method: 'POST',
  path: '/conversations/:id/notes/:noteId/restore',
  may: 'note.write',
  input: z.strictObject({ id: z.string(), noteId: z.string() }),
  output: Note,
})
