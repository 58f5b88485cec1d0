// Everything that is read in a letter beside its category, from the first mail on and without a network. Near-duplicates are looked
// for in the store, by `bandsOf` (duplicates.ts).
import type { Evidence, Letter, Reading } from '../letter.ts'
import { readEntities, type Entity } from './entities.ts'
import type { Calendar } from './entities/dates.ts'
import { orderFinder } from './entities/orders.ts'
import type { Feeling } from './feeling-table.ts'
import { type Before, createFeelingReader } from './feeling.ts'
import type { Intent } from './intent-table.ts'
import { createIntentReader } from './intent.ts'
import { keyPhrases, type Rarity } from './key-phrases.ts'
import { createNeedReader } from './needs-reply.ts'
import { createOriginReader, type Headers, type Origin } from './origin.ts'
import { worded } from '../words.ts'
import { createPriorityReader, type Priority } from './priority.ts'

export interface Circumstances {
  headers: Headers
  calendar: Calendar
  before?: Before
  rarity?: Rarity
}

export interface Readings {
  intents: Reading<Intent>[]
  priority: Reading<Priority>
  feeling: Reading<Feeling>
  origin: Reading<Origin>
  needsReply: Reading<boolean>
  keyPhrases: Evidence[]
  entities: Entity[]
}

/** `orderPatterns`: what the desk's own numbers look like. Reads its tables once: keep what it gives. */
export function createReader(
  orderPatterns: readonly string[] = [],
): (letter: Letter, around: Circumstances) => Readings {
  const findOrders = orderFinder(orderPatterns)
  const readIntents = createIntentReader()
  const readPriority = createPriorityReader()
  const readFeeling = createFeelingReader()
  const readOrigin = createOriginReader()
  const readNeed = createNeedReader()
  return (told, { headers, calendar, before, rarity }) => {
    const letter = worded(told)
    const intents = readIntents(letter)
    const origin = readOrigin(letter, headers)
    return {
      intents,
      origin,
      priority: readPriority(letter),
      feeling: readFeeling(letter, before),
      needsReply: readNeed(letter, { origin, intents }),
      keyPhrases: keyPhrases(letter, rarity),
      entities: readEntities(letter, findOrders, calendar),
    }
  }
}
