// Sending a form: checked against the route's own schema first, then by the server; what either finds wrong comes back by field.
import { useQueryClient, type QueryKey } from '@tanstack/react-query'
import { useState } from 'react'
import type { AskedOf, OutputOf, Route } from '../../../src/kit/route.ts'
import { call, Refusal } from '../../call.ts'
import { sayWhy } from '../../shell/states.tsx'
import { useWords, type Words } from '../../words.ts'
import { mistakesIn, type Mistakes } from './mistakes.ts'

interface Options {
  /** What is asked anew once it is saved. */
  refresh?: QueryKey[]
  /** To which field a refusal belongs that names none itself, by its code. */
  fieldOf?: Record<string, string>
}

export interface Saving<R extends Route> {
  /** Null: it was refused, and `mistakes` or `problem` say why. `own` are mistakes that the form found itself. */
  send: (asked: AskedOf<R>, own?: Mistakes) => Promise<OutputOf<R> | null>
  isBusy: boolean
  mistakes: Mistakes
  /** For fields: the first mistake at this place or below it. */
  at: (field: string) => string | null
  /** What belongs to no field. */
  problem: string | null
  /** The refusal itself, where a page has more to do than to show it. */
  refusal: Refusal | null
  forget: () => void
}

const none: Mistakes = {}

export function useSaving<R extends Route>(route: R, { refresh = [], fieldOf = {} }: Options = {}): Saving<R> {
  const words = useWords()
  const client = useQueryClient()
  const [isBusy, setBusy] = useState(false)
  const [mistakes, setMistakes] = useState<Mistakes>(none)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const isPlaced = Object.keys(mistakes).length > 0
  return {
    isBusy,
    mistakes,
    refusal,
    problem: isPlaced ? words.t('form.look') : refusal && sayWhy(refusal, words),
    at: (field) => {
      const place = Object.keys(mistakes).find((path) => path === field || path.startsWith(`${field}.`))
      return place === undefined ? null : (mistakes[place] ?? null)
    },
    forget: () => {
      setMistakes(none)
      setRefusal(null)
    },
    send: async (asked, own = none) => {
      setRefusal(null)
      const found = Object.keys(own).length > 0 ? own : mistakesIn(route.input, asked, words)
      setMistakes(found)
      if (Object.keys(found).length > 0) return null
      setBusy(true)
      try {
        const answer = await call(route, asked)
        await Promise.all(refresh.map((queryKey) => client.invalidateQueries({ queryKey })))
        return answer
      } catch (thrown) {
        const refused = thrown instanceof Refusal ? thrown : new Refusal(0, 'unreachable', '')
        setRefusal(refused)
        setMistakes(placed(refused, fieldOf, words))
        return null
      } finally {
        setBusy(false)
      }
    },
  }
}

function placed(refused: Refusal, fieldOf: Record<string, string>, words: Words): Mistakes {
  const { errors, where } = refused.detail
  if (refused.code === 'input-invalid' && Array.isArray(errors))
    return Object.fromEntries(
      (errors as { path: string; message: string }[]).map(({ path, message }) => [
        path,
        words.tOr('problem.input-invalid', message),
      ]),
    )
  const field = typeof where === 'string' ? where : fieldOf[refused.code]
  return field === undefined ? none : { [field]: sayWhy(refused, words) }
}
