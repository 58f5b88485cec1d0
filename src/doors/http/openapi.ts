// The description of the API, made from the routes: what is described is what is checked.
import { z } from 'zod'
import type { Answer } from '../../desk/users/asking.ts'
import type { Route } from '../../kit/route.ts'
import { liveRoute } from './live.ts'
import { type Names, schemaNames } from './named-schemas.ts'
import { version } from './version.ts'

type Json = Record<string, unknown>

export interface OpenApi extends Json {
  openapi: string
  info: { title: string; version: string; description: string }
  paths: Record<string, Record<string, Operation>>
  components: Json
}

export interface Operation extends Json {
  operationId: string
  summary: string
  description: string
  tags: string[]
  parameters: { name: string; in: string; required: boolean; description?: string; schema: Json }[]
  requestBody?: { required: boolean; content: Record<string, { schema: Json }> }
  responses: Record<string, Json>
}

const intro =
  'Everything the web app does. Sign in as a program with an API token (`Authorization: Bearer …`). Errors are problem details (RFC 9457) with a stable `code`. ' +
  'Unknown fields are refused. A POST with an `Idempotency-Key` may be repeated. The guide is docs/api.md.'

export function describeApi(answers: readonly Answer[]): OpenApi {
  const schemas: Json = {}
  const toJson = createToJson(schemas)
  const paths: OpenApi['paths'] = {}
  const routes = [...answers.map((one) => one.route), liveRoute].toSorted(
    (a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method),
  )
  for (const route of routes) {
    const path = `/api/v1${route.path.replace(/:(\w+)/g, '{$1}')}`
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, toJson) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Postroom', version: version(), description: intro },
    servers: [{ url: '/' }],
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      schemas: { Problem: problem, ...schemas },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token, `pr_live_…`' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-pr_session',
          description: 'For the web app; `pr_session` over plain http',
        },
      },
    },
  }
}

const problem = {
  type: 'object',
  properties: {
    type: { type: 'string' },
    title: { type: 'string', description: 'What is wrong, for people' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'What is wrong, for programs' },
    requestId: { type: 'string', description: 'To be found in the log' },
    errors: {
      type: 'array',
      items: { type: 'object' },
      description: 'Each mistake in the input: `in`, `path`, `message`',
    },
  },
  required: ['type', 'title', 'status', 'code', 'requestId'],
}

function operation(route: Route, toJson: ToJson): Operation {
  const input = toJson(route, 'input')
  const fields = (input.properties ?? {}) as Record<string, Json>
  const required = new Set((input.required as string[] | undefined) ?? [])
  const inPath = new Set([...route.path.matchAll(/:(\w+)/g)].map((found) => found[1] ?? ''))
  const isBody = route.method !== 'GET' && route.method !== 'DELETE' && !route.consumes
  const names = Object.keys(fields)
  const parameters = names
    .filter((name) => inPath.has(name) || !isBody)
    .map((name) => ({
      name,
      in: inPath.has(name) ? 'path' : 'query',
      required: inPath.has(name) || required.has(name),
      schema: fields[name] ?? {},
    }))
  const inBody = isBody ? names.filter((name) => !inPath.has(name)) : []
  const body = bodyOf(route, input, inBody, required)
  return {
    operationId: route.name,
    summary: route.summary,
    description: needs(route),
    tags: [route.path.split('/')[1] ?? ''],
    ...(route.may === 'anyone' && { security: [] }),
    parameters,
    ...(body && { requestBody: body }),
    responses: {
      [String(route.status ?? 200)]: {
        description: 'Done',
        ...(route.status !== 204 && { content: answerOf(route, toJson) }),
      },
      default: {
        description: 'A problem',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function needs({ may }: Route): string {
  if (may === 'anyone') return 'For anyone, signed in or not.'
  return may === 'signed-in' ? 'For anyone signed in.' : `Needs the permission \`${may}\`.`
}

function bodyOf(route: Route, input: Json, names: string[], required: Set<string>): Operation['requestBody'] {
  if (route.consumes) {
    const types = route.consumes
      .split(',')
      .map((type) => [type.trim(), { schema: { type: 'string', format: 'binary' } }] as const)
    return { required: true, content: Object.fromEntries(types) }
  }
  // A union of objects has no fields of its own: it is described whole.
  const isWhole = input.properties === undefined && route.method !== 'GET' && route.method !== 'DELETE'
  if (isWhole) return { required: true, content: { 'application/json': { schema: input } } }
  if (names.length === 0) return undefined
  const fields = (input.properties ?? {}) as Json
  const schema = {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, fields[name]])),
    required: names.filter((name) => required.has(name)),
    additionalProperties: false,
  }
  return { required: schema.required.length > 0, content: { 'application/json': { schema } } }
}

function answerOf(route: Route, toJson: ToJson): Json {
  if (route.produces && route.produces !== 'text/event-stream')
    return { [route.produces]: { schema: { type: 'string', format: 'binary' } } }
  return { [route.produces ?? 'application/json']: { schema: toJson(route, 'output') } }
}

type ToJson = (route: Route, side: 'input' | 'output') => Json

/** JSON Schema 2020-12, which is that of OpenAPI 3.1. Schemas with a name, and those that contain themselves, go to `schemas`. */
function createToJson(schemas: Json): ToJson {
  const names: Record<'input' | 'output', Names> = { input: schemaNames('Input'), output: schemaNames('') }
  return (route, io) => {
    const made = z.toJSONSchema(route[io], { io, unrepresentable: 'any', metadata: names[io] }) as Json
    const { $schema: _dialect, id: _id, $defs = {}, ...rest } = made
    const renamed = (name: string) => (name.startsWith('__') ? `${route.name}_${io}${name.replace(/\D+/, '_')}` : name)
    const moved = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(moved)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value).map(([key, one]) => [key, key === '$ref' ? pointed(String(one)) : moved(one)]),
      )
    }
    const pointed = (ref: string) =>
      `#/components/schemas/${ref === '#' ? renamed('__whole') : renamed(ref.replace('#/$defs/', ''))}`
    for (const [name, one] of Object.entries($defs as Json)) {
      const { id: _own, ...schema } = moved(one) as Json
      schemas[renamed(name)] = schema
    }
    const whole = moved(rest) as Json
    if (JSON.stringify(rest).includes('"$ref":"#"')) schemas[renamed('__whole')] = whole
    const named = io === 'output' ? names.output.get(route.output)?.id : undefined
    if (named === undefined) return whole
    schemas[named] = whole
    return { $ref: `#/components/schemas/${named}` }
  }
}
