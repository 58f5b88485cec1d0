// A route as data: what is asked, what is answered, which permission it needs. Shared by the server (which checks it), the
// browser (which calls it) and the OpenAPI description (which is made from it).
import type { z } from 'zod'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Route<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  /** Stable name of the operation, e.g. `listMacros`. */
  name: string
  /** One sentence for the API's readers. */
  summary: string
  method: Method
  /** Below /api/v1; `:name` marks a parameter, whose value joins `input`. */
  path: string
  /** A permission (`noun.verb`), `signed-in` for any user, or `anyone` for a stranger. */
  may: string
  /** A strict object: parameters of the path, of the query and the fields of the body together. */
  input: I
  output: O
  /** HTTP status of success when it is not 200. */
  status?: 201 | 202 | 204
  /** Set where the body is bytes, not JSON: the media types taken or given. */
  consumes?: string
  produces?: string
}

export function route<I extends z.ZodType, O extends z.ZodType>(declared: Route<I, O>): Route<I, O> {
  return declared
}

export type InputOf<R> = R extends Route<infer I, z.ZodType> ? z.output<I> : never
export type AskedOf<R> = R extends Route<infer I, z.ZodType> ? z.input<I> : never
export type OutputOf<R> = R extends Route<z.ZodType, infer O> ? z.output<O> : never
