// What stands between a route and the verb that answers it: who asks, in which transaction, with which means.
import type { Id } from '../../kit/id.ts'
import type { InputOf, OutputOf, Route } from '../../kit/route.ts'
import type { Original } from '../../kit/streamed.ts'
import type { Incoming } from '../../store/incoming.ts'
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
  /** The same where the body is a mail: a large one is written down by now, and waits for being referred to. */
  mail(): Promise<Incoming>
  /** The session this request came with; null for tokens and strangers. */
  sessionId: string | null
  userAgent: string
}

/** Before the transaction of a request: its own short ones, committed whatever becomes of the request. */
export interface Preparing {
  transact<T>(verb: (tx: Tx) => Promise<T>): Promise<T>
  actor: Actor
  remote: string
  /** As in `Asking`. */
  sessionId: Id | null
}

/** For routes that declare `produces`: bytes with their name and type. The door decides how they may be shown. */
export interface Bytes {
  bytes: Original | ReadableStream<Uint8Array>
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
  /** What takes long and needs no transaction (hashing a password), so that no connection waits for it. */
  prepare?(preparing: Preparing, input: unknown): Promise<unknown>
  verb(asking: Asking, input: unknown, prepared?: unknown): Promise<unknown>
  /** The answer shows a secret once: it is never kept, not even to repeat it for the same `Idempotency-Key`. */
  isSecret?: boolean
}

type Given<R extends Route> = OutputOf<R> | Headed<OutputOf<R>> | Bytes

export function answer<R extends Route>(
  route: R,
  verb: (asking: Asking, input: InputOf<R>) => Promise<Given<R>>,
): Answer {
  return { route, verb: (asking, input) => verb(asking, input as InputOf<R>) }
}

/** Like `answer`, with work done before the transaction opens; what it returns is the verb's third argument. */
export function answerAfter<R extends Route, P>(
  route: R,
  prepare: (preparing: Preparing, input: InputOf<R>) => Promise<P>,
  verb: (asking: Asking, input: InputOf<R>, prepared: P) => Promise<Given<R>>,
): Answer {
  return {
    route,
    prepare: (preparing, input) => prepare(preparing, input as InputOf<R>),
    verb: (asking, input, prepared) => verb(asking, input as InputOf<R>, prepared as P),
  }
}

export function secret(answered: Answer): Answer {
  return { ...answered, isSecret: true }
}

/** The same transaction, acting as somebody else: who signs in is a stranger until then. */
export function actingAs(tx: Tx, userId: Id | null): Tx {
  return { ...tx, actorId: userId }
}
