// What the room of business hours promises: working time, holidays and time zone.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/)
const spans = z
  .array(z.tuple([clockTime, clockTime]))
  .max(6)
  .default([])
export const Week = z.strictObject({
  mon: spans,
  tue: spans,
  wed: spans,
  thu: spans,
  fri: spans,
  sat: spans,
  sun: spans,
})
export type Week = z.infer<typeof Week>
const editable = {
  name: z.string().trim().min(1).max(80),
  /** IANA name, e.g. Europe/Amsterdam. */
  timeZone: z.string().max(60),
  week: Week,
  /** Days off, YYYY-MM-DD in that time zone. */
  holidays: z.array(z.iso.date()).max(400).default([]),
}
export const BusinessHours = z.object({ id: z.string(), ...editable })
export type BusinessHours = z.infer<typeof BusinessHours>

export const listHours = route({
  name: 'listHours',
  summary: 'The business hours.',
  method: 'GET',
  path: '/business-hours',
  may: 'inbox.read',
  input: z.strictObject({}),
  output: z.array(BusinessHours),
})
export const addHours = route({
  name: 'addHours',
  summary: 'Add business hours.',
  method: 'POST',
  path: '/business-hours',
  may: 'inbox.configure',
  status: 201,
  input: z.strictObject(editable),
  output: BusinessHours,
})
export const changeHours = route({
  name: 'changeHours',
  summary: 'Replace business hours.',
  method: 'PUT',
  path: '/business-hours/:id',
  may: 'inbox.configure',
  input: z.strictObject({ id: z.string(), ...editable }),
  output: BusinessHours,
})
export const deleteHours = route({
  name: 'deleteHours',
  summary: 'Delete business hours that no inbox uses.',
  method: 'DELETE',
  path: '/business-hours/:id',
  may: 'inbox.configure',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
})
