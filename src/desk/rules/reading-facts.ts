// What of a reading rules look at.
import type { Id } from '../../kit/id.ts'
import type { Band, Intent, Origin, ReadingBody } from '../readings/readings.api.ts'

export interface ReadingFacts {
  intents: Intent[]
  isFrustrated: boolean
  needsReply: boolean
  origin: Origin
  orders: string[]
  hasTwin: boolean
  /** Likeliest first. */
  categories: { id: Id; band: Band }[]
}

export function readingFacts(body: ReadingBody): ReadingFacts {
  return {
    intents: body.intents.map((one) => one.intent),
    isFrustrated: body.frustration !== null,
    needsReply: body.needsReply.value,
    origin: body.origin.value,
    orders: body.entities.flatMap((one) => (one.kind === 'order' ? one.value : [])),
    hasTwin: body.twin !== null,
    categories: (body.category?.guesses ?? []).map(({ value, band }) => ({ id: value, band })),
  }
}
