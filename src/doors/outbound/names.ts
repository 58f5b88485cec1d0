// The DNS as mail's senders are checked with: a time limit, a memory that many mails of one domain share, and no patience with
// name servers that are away, so that a desk without a network goes on filing.
import { Resolver } from 'node:dns/promises'
import type { LookUp } from '../../mail/authenticate.ts'

interface Options {
  /** Another for tests. */
  resolve?: LookUp
  /** Milliseconds. */
  now?: () => number
}

/** Milliseconds for one question. */
const LIMIT = 2_500
const REMEMBERED = 5 * 60_000
/** What failed is asked again sooner. */
const FAILED = 30_000
const MOST = 5_000
/** After so many questions in a row without an answer, not even the one about the root, none are asked for a while. */
const STRIKES = 8
const REST = 30_000

export function createNames({ resolve = ask(), now = () => performance.now() }: Options = {}): LookUp {
  const known = new Map<string, { until: number; answer: Promise<unknown[]> }>()
  let strikes = 0
  let restsUntil = 0
  let doubt: Promise<void> | null = null

  const fresh = async (name: string, type: string): Promise<unknown[]> => {
    try {
      const records = await resolve(name, type)
      strikes = 0
      return records
    } catch (thrown) {
      if (isAnswer(thrown)) strikes = 0
      else if (++strikes >= STRIKES) await (doubt ??= lookAtRoot())
      throw thrown
    }
  }
  /** Anybody has name servers that do not answer, and with them nobody must keep us from asking about others. */
  const lookAtRoot = async (): Promise<void> => {
    try {
      await resolve('.', 'NS')
      strikes = 0
    } catch (thrown) {
      if (isAnswer(thrown)) strikes = 0
      else restsUntil = now() + REST
    }
    doubt = null
  }

  return (name, type) => {
    const question = `${type} ${name.toLowerCase().replace(/\.$/, '')}`
    const before = known.get(question)
    if (before && before.until > now()) return before.answer
    if (restsUntil > now())
      return Promise.reject(Object.assign(new Error('no name server answers'), { code: 'ETIMEOUT' }))
    const answer = fresh(name, type)
    const entry = { until: now() + REMEMBERED, answer }
    answer.catch((thrown: unknown) => {
      if (!isAnswer(thrown)) entry.until = now() + FAILED
    })
    known.delete(question)
    known.set(question, entry)
    for (const oldest of known.keys()) {
      if (known.size <= MOST) break
      known.delete(oldest)
    }
    return answer
  }
}

/** That there is no such name, or no such record, is an answer too. */
function isAnswer(thrown: unknown): boolean {
  return ['ENOTFOUND', 'ENODATA'].includes((thrown as NodeJS.ErrnoException)?.code ?? '')
}

function ask(): LookUp {
  const resolver = new Resolver({ timeout: LIMIT, tries: 1 })
  return (name, type) => resolver.resolve(name, type as 'TXT')
}
