// npm run bench:web [-- --size 1000000] [--dir DIR] [--fresh] [--rounds 20]
// How long it takes from a key to what it does on the screen, in a real Chromium against the real server: on the demo desk, or with
// `--size` on a desk of so many conversations made by the loader of `bench:read`. Keys are pressed through the browser's own input;
// the clock starts with the event's time stamp (UI Events, `Event.timeStamp`) and stops after the first frame that shows the change.
import { execFileSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { openPage, load } from '../test/browser/page.ts'
import { launch } from '../test/browser/chromium.ts'
import { desk as small, postroom, prepareServer, type Server } from '../test/stories/server.ts'
import { people } from './load/people.ts'
import { loadDesk } from './load.ts'
import { machine } from './processes.ts'
import { quantile } from './senders.ts'

const { values: asked } = parseArgs({
  options: {
    size: { type: 'string' },
    dir: { type: 'string' },
    /** Loads anew. */
    fresh: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '20' },
  },
})
const rounds = Number(asked.rounds)
const MEDIAN_GOAL = 50
const P95_GOAL = 100
/** As somebody looks before the next key; what is fetched ahead comes meanwhile. */
const LOOK_MS = 400
/** As the page stands before the first. */
const SETTLE_MS = 1_500

/** What has to be on the screen. `is…` hold or do not; `other…` answer what has to become another. */
type Sign = 'isOpened' | 'isListing' | 'otherRow' | 'otherMessage' | 'otherHead'

interface Pressed {
  /** Several where they do not come together, by what each is called. */
  shows: Partial<Record<Sign, string>>
  /** Of several keys the last one counts. Two ways, where the second takes back the first. */
  keys: string | [string, string]
}
interface Step extends Pressed {
  /** A second key that belongs to it. */
  then?: Pressed
  /** Puts things back; not measured. */
  after?: string
  /** The list that it is done from. */
  at: 'list' | 'conversation' | 'unassigned'
}

const steps: Step[] = [
  { at: 'list', keys: 'j', shows: { isOpened: 'opening the first' }, after: 'u' },
  { at: 'conversation', keys: 'j', shows: { otherRow: 'moving to the next', otherMessage: 'opening it' } },
  { at: 'unassigned', keys: 'm', shows: { otherHead: 'assigning to oneself' }, after: 'z' },
  { at: 'conversation', keys: 'i', shows: { isListing: 'assigning: the choice' }, after: 'Escape' },
  { at: 'conversation', keys: 'l', shows: { isListing: 'tagging: the choice' }, then: { keys: 'q Enter', shows: { otherHead: 'tagging' } }, after: 'Backspace Escape' }, // prettier-ignore
  { at: 'conversation', keys: 'p', shows: { isListing: 'priority: the choice' }, then: { keys: ['ArrowDown Enter', 'ArrowUp Enter'], shows: { otherHead: 'priority' } } }, // prettier-ignore
  { at: 'conversation', keys: 'h', shows: { isListing: 'snoozing: the choice' }, then: { keys: 'ArrowDown Enter', shows: { otherHead: 'snoozing' } }, after: 'z j' }, // prettier-ignore
  { at: 'conversation', keys: 'e', shows: { otherRow: 'resolving, to the next', otherMessage: 'and its conversation' }, after: 'z' }, // prettier-ignore
]

const say = (text: string) => void process.stdout.write(`${text}\n`)
say(machine())
const { server, who } = asked.size ? await loaded(Number(asked.size)) : await demo()
const browser = await launch()
try {
  const { page, troubles } = await openPage(browser)
  await signIn(page, server.url, who)
  const first = await load(page, `${server.url}/inbox/open`, (one) => one.locator('[data-id]').first().waitFor())
  say(`the page, from nothing to its list: ${first.ms} ms, ${Math.round(first.bytes / 1000)} kB\n`)
  say(line(['ms from the key to its frame', 'median', 'p95', 'worst', 'of']))
  let isMissed = false
  for (const step of steps) {
    await toList(page, `${server.url}/inbox/${step.at === 'unassigned' ? 'unassigned' : 'open'}`)
    if (step.at !== 'list') await openFirst(page)
    for (const [name, times] of await measure(page, step)) {
      const [median, p95] = [quantile(times, 0.5), quantile(times, 0.95)]
      isMissed ||= median > MEDIAN_GOAL || p95 > P95_GOAL
      say(line([name, median.toFixed(0), p95.toFixed(0), (times.at(-1) ?? 0).toFixed(0), String(times.length)]))
    }
  }
  for (const trouble of troubles) say(`  trouble: ${trouble}`)
  say(`\n${isMissed ? 'NOT all' : 'all'} within ${MEDIAN_GOAL} ms median and ${P95_GOAL} ms p95. ${machine()}`)
  if (isMissed || troubles.length > 0) process.exitCode = 1
} finally {
  await browser.close()
  await server.remove()
}

async function demo(): Promise<{ server: Server; who: { email: string; password: string } }> {
  const server = await prepareServer()
  await server.start()
  execFileSync(process.execPath, [postroom, 'demo'], { env: { ...process.env, ...server.env } })
  say('the demo desk')
  return { server, who: small.admin }
}

async function loaded(size: number): Promise<{ server: Server; who: { email: string; password: string } }> {
  const dataDir = path.resolve(asked.dir ?? path.join(os.tmpdir(), `postroom-read-${size}`))
  if (asked.fresh) await rm(dataDir, { recursive: true, force: true })
  await loadDesk(dataDir, size, (text) => say(`  ${text}`))
  const server = await prepareServer({ dataDir })
  await server.start()
  say(`${size} conversations`)
  return { server, who: { email: people.emailOf(3), password: people.password } }
}

async function signIn(page: Page, url: string, { email, password }: { email: string; password: string }) {
  await page.goto(url)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('[data-id]').first().waitFor()
}

async function toList(page: Page, url: string) {
  await page.goto(url)
  await page.locator('[data-id]').first().waitFor()
  await page.waitForTimeout(SETTLE_MS)
}

async function openFirst(page: Page) {
  await page.keyboard.press('j')
  await page.locator('[data-message]').first().waitFor()
  await page.waitForTimeout(SETTLE_MS)
}

/** Sorted times by what was shown. */
async function measure(page: Page, step: Step): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>()
  for (let round = 0; round < rounds; round++) {
    for (const pressed of step.then ? [step, step.then] : [step]) {
      for (const [name, ms] of await keyToFrame(page, pressed, round))
        times.set(
          name,
          [...(times.get(name) ?? []), ms].toSorted((one, other) => one - other),
        )
      await page.waitForTimeout(LOOK_MS)
    }
    for (const key of step.after?.split(' ') ?? []) await page.keyboard.press(key)
    if (step.after) await page.waitForTimeout(LOOK_MS)
  }
  return times
}

async function keyToFrame(page: Page, { keys, shows }: Pressed, round: number): Promise<[string, number][]> {
  const pressed = (typeof keys === 'string' ? keys : (keys[round % 2] ?? '')).split(' ')
  const signs = Object.keys(shows) as Sign[]
  await watch(page, signs, pressed.at(-1) ?? '')
  for (const key of pressed) await page.keyboard.press(key)
  const took = await page.evaluate(() => (globalThis as unknown as { took: Promise<number[]> }).took)
  return signs.map((sign, at) => [shows[sign] ?? sign, took[at] ?? Number.NaN])
}

/** Begins to look in the page: from the key on, at every frame, until each sign is there. */
async function watch(page: Page, signs: Sign[], key: string): Promise<void> {
  await page.evaluate(
    ([wanted, awaited]) => {
      // Never what makes the browser lay out the page: it is not we who are measured.
      const text = (where: string) => document.querySelector(where)?.textContent ?? ''
      const data = (name: string, where: string) => document.querySelector<HTMLElement>(where)?.dataset[name] ?? ''
      const read: Record<string, () => string | boolean> = {
        isOpened: () => document.querySelector('[data-message]') !== null,
        isListing: () =>
          [...document.querySelectorAll('[role=option], [role=menuitem]')].some((one) => one.checkVisibility()),
        otherRow: () => data('id', '[data-open]'),
        otherMessage: () => data('message', '[data-newest]') || data('message', '[data-message]'),
        otherHead: () => text('article[aria-labelledby=subject] > header'),
      }
      let begin: (key: KeyboardEvent) => void = () => undefined
      const took = wanted.map((sign) => {
        const now = () => read[sign]?.() ?? ''
        const before = now()
        const isThere = () => (sign.startsWith('is') ? now() === true : now() !== before && now() !== '')
        return new Promise<number>((resolve, reject) => {
          const giveUp = setTimeout(() => reject(new Error(`${sign} did not come within ten seconds`)), 10_000)
          const beginOthers = begin
          begin = (event) => {
            beginOthers(event)
            const look = (): void => {
              if (!isThere()) return void requestAnimationFrame(look)
              // This frame shows it; a message comes when it is drawn.
              const { port1, port2 } = new MessageChannel()
              port1.onmessage = () => {
                clearTimeout(giveUp)
                resolve(performance.now() - event.timeStamp)
              }
              port2.postMessage(null)
            }
            requestAnimationFrame(look)
          }
        })
      })
      const began = (event: KeyboardEvent) => {
        if (event.key !== awaited) return
        removeEventListener('keydown', began, true)
        begin(event)
      }
      addEventListener('keydown', began, true)
      Object.assign(globalThis, { took: Promise.all(took) })
    },
    [signs, key] as const,
  )
}

function line([name = '', ...cells]: string[]): string {
  return name.padEnd(32) + cells.map((cell) => cell.padStart(9)).join('')
}
