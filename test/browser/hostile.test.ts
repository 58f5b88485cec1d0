// Hostile HTML in a real browser, each layer alone: sanitiser on the server, sanitiser in the browser, sandboxed frame with its
// policy, policy of our page. No layer may rely on another, so each is asked for everything it promises by itself.
import { existsSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { hostileHtml } from '../hostile-html.ts'
import { launch } from './chromium.ts'
import { lookThrough, type Layer, type Seen } from './layers.ts'

let browser: Browser
let vectors: string[]
const corpus = path.join(
  process.env['POSTROOM_CORPORA'] ?? path.resolve(import.meta.dirname, '../../../shared/corpora'),
  'html/dompurify-expect.mjs',
)

beforeAll(async () => {
  browser = await launch()
  vectors = hostileHtml().map((one) => one.html)
  if (existsSync(corpus)) {
    const { default: payloads } = (await import(pathToFileURL(corpus).href)) as { default: { payload: string }[] }
    vectors.push(...payloads.map((one) => one.payload))
  } else process.stderr.write(`${corpus} is not there: only our own ${vectors.length} vectors\n`)
})
afterAll(() => browser?.close())

const told = ({ executed, loaded, asked, navigated, unseen }: Seen) => ({
  unseen,
  executed: [...executed].map((n) => vectors[n]?.slice(0, 200)),
  loaded: [...loaded].map((n) => vectors[n]?.slice(0, 200)),
  asked: [...asked].map((n) => vectors[n]?.slice(0, 200)),
  navigated: [...navigated].map((n) => vectors[n]?.slice(0, 200)),
})
const nothing = { unseen: 0, executed: [], loaded: [], asked: [], navigated: [] }

async function under(layer: Layer): Promise<Seen> {
  const seen = await lookThrough(browser, layer, vectors)
  process.stderr.write(
    `${layer}: of ${vectors.length} vectors ${seen.executed.size} ran, ${seen.loaded.size} loaded, ${seen.navigated.size} led away, ${seen.opened} tabs, ${seen.unseen} not seen\n`,
  )
  return seen
}

test('the vectors are live: under nothing they run, load and lead away', async () => {
  const seen = await under('nothing')

  expect(seen.executed.size).toBeGreaterThan(60)
  expect(seen.loaded.size).toBeGreaterThan(30)
  expect(seen.navigated.size).toBeGreaterThan(0)
}, 300_000)

test('the sanitiser on the server, alone', async () => {
  expect(told(await under('server'))).toEqual(nothing)
}, 300_000)

test('the sanitiser in the browser, alone', async () => {
  expect(told(await under('browser'))).toEqual(nothing)
}, 300_000)

test('the sandboxed frame with its own policy, alone: nothing runs or loads; only the frame itself can be led away', async () => {
  const seen = await under('frame')

  expect(told({ ...seen, navigated: new Set() })).toEqual(nothing)
}, 300_000)

test('our page’s policy around the frame: it is not led away either', async () => {
  expect(told(await under('framed'))).toEqual(nothing)
}, 300_000)

test('our page’s policy, alone, with mail put right into the page: nothing runs, nothing loads from elsewhere', async () => {
  const seen = await under('page')

  // Images of our own server are the page's own right, and its links are its own.
  expect(told({ ...seen, asked: new Set(), navigated: new Set() })).toEqual(nothing)
}, 300_000)
