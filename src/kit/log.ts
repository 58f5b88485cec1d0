// Structured logs: one JSON object a line on stderr. Ids, counts and codes; never an address, a subject or a body.
import { pino, type Logger } from 'pino'

export type Log = Logger

export function createLog(level: string): Log {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: tellError } }
  return pino(options, pino.destination({ dest: 2, sync: true }))
}

/** Only these: a database's error also carries the row it refused, which may be somebody's mail. */
export function tellError(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return { name: typeof thrown }
  const { code } = thrown as { code?: unknown }
  const cause = thrown.cause === undefined ? {} : { cause: tellError(thrown.cause) }
  return {
    name: thrown.name,
    message: thrown.message,
    ...(typeof code === 'string' ? { code } : {}),
    stack: thrown.stack,
    ...cause,
  }
}

/** For tests and for commands whose own output is the result. */
export const silentLog: Log = pino({ level: 'silent' })
