// What stands between a route and the verb that answers it: who asks, in which transaction, with which means.
import type { InputOf, OutputOf, Route } from '../../kit/route.ts'
import type { Tx } from '../../store/tx.ts'
import type { Actor } from './permissions.ts'

export interface Asking {
  /** Read-only for GET; committed when the verb returns, undone when it throws. */
  tx: Tx
  actor: Actor
  /** Address literal of the client, for sign-in limits and the audit. */
  remote: string
  /** `If-Match` without quotes, e.g. the version of a conversation. */
  ifMatch: string | null
  /** The body as bytes, for routes that declare `consumes`. */
  bytes(): Promise<Buffer>
  /** The session this request came with; null for tokens and strangers. */
  sessionId: string | null
  userAgent: string
}

/** For routes that declare `produces`: bytes with their name and type. The door decides how they may be shown. */
export interface Bytes {
  bytes: Buffer | ReadableStream<Uint8Array>
  type: string
  name: string
  /** `attachment` unless the route is about reading (the raw source). */
  disposition?: 'attachment' | 'inline'
}

/** A verb may add cookies or an ETag by answering `{ body, headers }` made with `withHeaders`. */
export interface Headed<T> {
  readonly headed: true
  body: T
  headers: Record<string, string>
}

export function withHeaders<T>(body: T, headers: Record<string, string>): Headed<T> {
  return { headed: true, body, headers }
}

export interface Answer {
  route: Route
  verb(asking: Asking, input: unknown): Promise<unknown>
}

type Given<R extends Route> = OutputOf<R> | Headed<OutputOf<R>> | Bytes

export function answer<R extends Route>(
  route: R,
  verb: (asking: Asking, input: InputOf<R>) => Promise<Given<R>>,
): Answer {
  return { route, verb: (asking, input) => verb(asking, input as InputOf<R>) }
}
