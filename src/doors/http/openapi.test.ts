import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { answer } from '../../desk/users/asking.ts'
import { route } from '../../kit/route.ts'
import { allAnswers, type Means } from './answers.ts'
import { docsPage } from './docs-page.ts'
import { describeApi } from './openapi.ts'

const answers = allAnswers({} as Means)
const document = describeApi(answers)

test('the description in the repository is that of the routes (else: npm run openapi)', () => {
  const kept = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../../openapi.json'), 'utf8')) as unknown

  expect(JSON.parse(JSON.stringify(document))).toEqual(kept)
})

test('every route is described once, with every reference leading somewhere', () => {
  const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods))
  const text = JSON.stringify(document)
  const pointed = new Set([...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((found) => found[1]))

  expect(operations.map((one) => one.operationId).toSorted()).toEqual(
    [...answers.map((one) => one.route.name), 'live'].toSorted(),
  )
  expect([...pointed].filter((name) => !((name ?? '') in (document.components.schemas as object)))).toEqual([])
  expect(text).not.toContain('$defs')
})

test('path, query and body are told apart, and what must be given is said', () => {
  const change = route({
    name: 'changeThing',
    summary: 'x',
    method: 'PATCH',
    path: '/things/:id',
    may: 'rule.write',
    status: 202,
    input: z.strictObject({ id: z.string(), title: z.string().max(9), size: z.number().default(3) }),
    output: z.object({}),
  })
  const list = route({
    name: 'listThings',
    summary: 'x',
    method: 'GET',
    path: '/things',
    may: 'anyone',
    input: z.strictObject({ q: z.string().optional() }),
    output: z.array(z.object({ at: z.date() })),
  })
  const described = describeApi([answer(change, async () => ({})), answer(list, async () => [])])

  const patch = described.paths['/api/v1/things/{id}']?.patch
  expect(patch?.parameters).toMatchObject([{ name: 'id', in: 'path', required: true }])
  expect(patch?.requestBody?.content['application/json']?.schema).toMatchObject({
    required: ['title'],
    additionalProperties: false,
  })
  expect(Object.keys(patch?.responses ?? {})).toEqual(['202', 'default'])
  expect(described.paths['/api/v1/things']?.get).toMatchObject({
    security: [],
    parameters: [{ name: 'q', in: 'query', required: false }],
  })
})

test('the readable page runs nothing, loads nothing from elsewhere, and shows text as text', () => {
  const hostile = route({
    name: 'x',
    summary: '<img src=x onerror=alert(1)>',
    method: 'GET',
    path: '/x',
    may: 'anyone',
    input: z.strictObject({}),
    output: z.object({}),
  })
  const { html } = docsPage(describeApi([...answers, answer(hostile, async () => ({}))]))

  expect(html).toContain('&lt;img src=x')
  expect(html).not.toMatch(/<script|<img|<style|\sstyle=|\son\w+=["']|https?:\/\//)
})
