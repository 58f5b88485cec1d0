// What is named in a letter: order numbers, dates, amounts, telephone numbers. What one has found the next does not look at, so that a
// date is never a telephone number.
import { type Evidence, type Letter, type Span, spanned } from '../letter.ts'
import { type Worded, worded } from '../words.ts'
import { amountsIn } from './entities/amounts.ts'
import { datesIn, type Calendar } from './entities/dates.ts'
import type { FindOrders } from './entities/orders.ts'
import { phonesIn } from './entities/phones.ts'
import type { Found } from './entities/found.ts'

export interface Entity {
  kind: 'order' | 'date' | 'amount' | 'phone'
  value: string
  confidence: number
  evidence: Evidence[]
}

/** Characters; what follows is not looked at. */
const MOST = 20_000
/** Links and addresses are full of digits that mean nothing. */
const NOISE = /(?:https?:\/\/|www\.)[^\s<>"]{1,500}|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,200}/g
/** Without these there is none; to look for all of it would cost more than to look for dates. */
const MAY_BE_NOISE = /@|:\/\/|www\./

/** In the order in which they stand, the subject first. */
export function readEntities(letter: Letter, orders: FindOrders, calendar: Calendar): Entity[] {
  const told = worded(letter)
  return (['subject', 'text'] as const).flatMap((of) => entitiesIn(told, of, orders, calendar))
}

function entitiesIn(letter: Worded, of: Span['of'], orders: FindOrders, calendar: Calendar): Entity[] {
  let left = letter[of].slice(0, MOST)
  if (MAY_BE_NOISE.test(left)) left = left.replace(NOISE, (found) => ' '.repeat(found.length))
  const entities: { start: number; entity: Entity }[] = []
  const take = (kind: Entity['kind'], found: Found[]): void => {
    for (const { start, end, value, confidence } of found) {
      const evidence = [spanned(letter, { of, start, end }, 1)]
      entities.push({ start, entity: { kind, value, confidence, evidence } })
      left = left.slice(0, start) + ' '.repeat(end - start) + left.slice(end)
    }
  }
  take('order', orders(left))
  const words = letter.words[of].filter((word) => left[word.start] !== ' ')
  take('date', datesIn(left, words, calendar))
  take('amount', amountsIn(left))
  take('phone', phonesIn(left))
  return entities.sort((one, other) => one.start - other.start).map(({ entity }) => entity)
}
