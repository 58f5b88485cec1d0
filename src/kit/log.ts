// Structured logs: one JSON object a line on stderr. Ids, counts and codes; never an address, a subject or a body.
import { pino, type Logger } from 'pino'

export type Log = Logger

export function createLog(level: string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }))
}

/** For tests and for commands whose own output is the result. */
export const silentLog: Log = pino({ level: 'silent' })
