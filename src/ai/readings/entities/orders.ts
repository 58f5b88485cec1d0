// Numbers of orders, customers and the like: by what a desk says its own look like (RE2 syntax, so that time grows with the text and
// not with the pattern), else whatever with digits in it stands behind a word for order.
import { RE2JS, RE2JSException } from 're2js'
import { Problem } from '../../../kit/problem.ts'
import type { Found } from './found.ts'

export type FindOrders = (text: string) => Found[]

const NAMED =
  /(?:order|bestelling|bestelnummer|ordernummer|bestellung|bestellnummer|auftrag|auftragsnummer|kundennummer|klantnummer|commande|pedido|siparis|sipariş|sifariş|sifarisin|заказ|заказа|заказу|invoice|factuur|rechnung|facture|factura|fatura|faktura|ticket|reference|ref)\p{L}{0,8}(?:[ .:#№-]{1,3}(?:no|nr|num|number|nummer|numéro|número|numero|numara|nömrə|id|номер|n°)\p{L}{0,6})?[ .:#№°-]{1,4}([\p{L}\d][\p{L}\d/_-]{2,24})/giu
const MOST = 20
/** A pattern that counts to a thousand would take seconds for a mail. */
const STATES = 500
/** Characters: what is longer is no number that anybody can read out. */
const LONGEST = 64

/** No patterns: what anybody would take for one. Throws `pattern-bad` where one is none. */
export function orderFinder(patterns: readonly string[] = []): FindOrders {
  if (patterns.length === 0) return anyNamed
  const compiled = patterns.map(compile)
  return (text) => {
    const found: Found[] = []
    for (const pattern of compiled) {
      const matcher = pattern.matcher(text)
      while (found.length < MOST && matcher.find()) {
        const [start, end] = [matcher.start(), matcher.end()]
        const isTaken = found.some((one) => start < one.end && one.start < end)
        if (end > start && end - start <= LONGEST && !isTaken)
          found.push({ start, end, value: text.slice(start, end).toUpperCase(), confidence: 0.95 })
      }
    }
    return found
  }
}

function compile(pattern: string): RE2JS {
  try {
    const compiled = RE2JS.compile(pattern, RE2JS.CASE_INSENSITIVE)
    if (compiled.programSize() <= STATES) return compiled
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    throw new Problem('invalid', 'pattern-bad', `“${pattern}” is no pattern: ${error.message}.`, { cause: error })
  }
  throw new Problem('invalid', 'pattern-bad', `“${pattern}” counts too far: a number of an order is shorter.`)
}

function anyNamed(text: string): Found[] {
  const found: Found[] = []
  for (const match of text.matchAll(NAMED)) {
    const written = (match[1] ?? '').replace(/[/_-]$/, '')
    if (found.length === MOST) break
    if ((written.match(/\d/g)?.length ?? 0) < 3) continue
    const start = match.index + match[0].length - (match[1] ?? '').length
    found.push({ start, end: start + written.length, value: written.toUpperCase(), confidence: 0.8 })
  }
  return found
}
