// One strict object out of three places: parameters of the path, values of the query, fields of the body.
import { z } from 'zod'
import { Problem } from '../../kit/problem.ts'
import type { Route } from '../../kit/route.ts'

type Place = 'path' | 'query' | 'body'

export interface Given {
  path: Record<string, string>
  query: URLSearchParams
  body: Record<string, unknown>
}

export interface InputReader {
  /** Throws a Problem that names each mistake with its place. */
  (given: Given): unknown
}

/** Made once per route. Whatever the route says, a key that it does not name is refused (mass assignment, S9). */
export function createInputReader(route: Route): InputReader {
  const schema = route.input instanceof z.ZodObject ? route.input.strict() : route.input
  const shape: Record<string, unknown> = schema instanceof z.ZodObject ? schema.shape : {}
  const lists = new Set(Object.keys(shape).filter((key) => isList(shape[key])))

  return (given) => {
    const places = new Map<string, Place>()
    const input: Record<string, unknown> = Object.create(null) // a key named __proto__ is a key like any other
    const put = (place: Place, key: string, value: unknown) => {
      if (places.has(key))
        throw wrong([{ in: place, path: key, message: `was already given in the ${places.get(key)}` }])
      places.set(key, place)
      input[key] = value
    }
    for (const [key, value] of Object.entries(given.path)) put('path', key, value)
    for (const key of new Set(given.query.keys())) {
      const values = given.query.getAll(key)
      put('query', key, lists.has(key) || values.length > 1 ? values : values[0])
    }
    for (const [key, value] of Object.entries(given.body)) put('body', key, value)

    const parsed = schema.safeParse(input)
    if (parsed.success) return parsed.data
    throw wrong(parsed.error.issues.flatMap((issue) => placed(issue, places)))
  }
}

interface Mistake {
  in: Place | 'body'
  path: string
  message: string
}

function placed(issue: z.core.$ZodIssue, places: Map<string, Place>): Mistake[] {
  const at = issue.path.map(String)
  const inPlace = (key: string): Place => places.get(key) ?? 'body'
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      in: inPlace(at[0] ?? key),
      path: [...at, key].join('.'),
      message: 'is not known here',
    }))
  return [{ in: inPlace(at[0] ?? ''), path: at.join('.'), message: issue.message }]
}

function wrong(errors: Mistake[]): Problem {
  const first = errors[0]
  const where = first ? `${first.path || 'the body'} (${first.in}): ${first.message}` : 'unknown'
  return new Problem('invalid', 'input-invalid', `Something is wrong with what was sent: ${where}`, {
    detail: { errors },
  })
}

/** Looks through optional, nullable and default for a list. */
function isList(schema: unknown): boolean {
  if (schema instanceof z.ZodArray) return true
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return isList(schema.unwrap())
  return false
}
