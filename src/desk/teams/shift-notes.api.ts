// What is promised about hand-over notes.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

/** Of one team that nobody has taken yet. */
export const MOST_NOTES = 50

const id = z.string().regex(/^\d{1,19}$/)
export const ShiftNote = z.object({
  id: z.string(),
  teamId: z.string(),
  authorId: z.string(),
  text: z.string(),
  at: z.iso.datetime(),
})
export type ShiftNote = z.infer<typeof ShiftNote>

export const leaveShiftNote = route({
  name: 'leaveShiftNote',
  summary: 'Leave a note for the next shift of a team: it is seen there until somebody takes it.',
  method: 'POST',
  path: '/teams/:id/shift-notes',
  may: 'note.write',
  status: 201,
  input: z.strictObject({ id, text: z.string().trim().min(1).max(4_000) }),
  output: ShiftNote,
})
export const takeShiftNote = route({
  name: 'takeShiftNote',
  summary: 'Take a note that a shift left: it is seen to, and nobody else sees it any more.',
  method: 'POST',
  path: '/shift-notes/:id/take',
  may: 'note.write',
  input: z.strictObject({ id }),
  output: z.object({}),
})
export const putShiftNoteBack = route({
  name: 'putShiftNoteBack',
  summary: 'Put back a note that you have taken.',
  method: 'POST',
  path: '/shift-notes/:id/put-back',
  may: 'note.write',
  input: z.strictObject({ id }),
  output: z.object({}),
})
