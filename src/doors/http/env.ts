// What every handler of this door finds in the context of its request.
import type { HttpBindings } from '@hono/node-server'
import type { Id } from '../../kit/id.ts'

export interface Env {
  /** Absent in tests without a port. */
  Bindings: Partial<HttpBindings>
  Variables: {
    requestId: string
    remote: string
    /** The pattern of the path, for log and metrics: a path itself could hold anything. */
    route: string
    /** For the log; null for strangers. */
    actorId: Id | null
  }
}

export function socketAddress(env: Env['Bindings'] | undefined): string | undefined {
  return env?.incoming?.socket.remoteAddress
}
