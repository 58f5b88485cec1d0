// npm run bench:web [-- --size 1000000] [--dir DIR] [--rounds 20]
// How long it takes from a key to what it does on the screen, in a real Chromium against the real server: on the demo desk, or with
// `--size` on a desk of so many conversations made by the loader of `bench:read`. Keys are pressed through the browser's own input;
// the clock starts with the event's time stamp (UI Events, `Event.timeStamp`) and stops after the first frame that shows the change.
import { execFileSync } from 'node:child_process'
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
    rounds: { type: 'string', default: '20' },
  },
})
const rounds = Number(asked.rounds)
const MEDIAN_GOAL = 50
const P95_GOAL = 100
/** As somebody looks before the next key; what is fetched ahead comes meanwhile. */
const LOOK_MS = 400

/** What has to be on the screen. `is…` hold or do not; `other…` answer what has to become another. */
type Sign = 'isOpened' | 'isListing' | 'otherConversation' | 'otherHead'

interface Step {
  name: string
  keys: string
  sign: Sign
  /** A second key that belongs to it, and what that shows. */
  then?: { keys: string; sign: Sign }
  /** Puts things back; not measured. */
  after?: (page: Page) => Promise<void>
}

const undo = async (page: Page) => {
  await page.keyboard.press('z')
}
const steps: Step[] = [
  { name: 'list: open the first', keys: 'j', sign: 'isOpened', after: (page) => page.keyboard.press('u') },

  { name: 'open: the next one', keys: 'j', sign: 'otherConversation' },
  { name: 'assign to oneself', keys: 'm', sign: 'otherHead', after: undo },
  { name: 'assign: the choice', keys: 'i', sign: 'isListing', after: (page) => page.keyboard.press('Escape') },
  { name: 'tag: the choice', keys: 'l', sign: 'isListing', after: (page) => page.keyboard.press('Escape') },
  { name: 'priority: the choice', keys: 'p', sign: 'isListing', then: { keys: 'End Enter', sign: 'otherHead' }, after: undo }, // prettier-ignore
  { name: 'snooze: the choice', keys: 'h', sign: 'isListing', then: { keys: 'ArrowDown Enter', sign: 'otherConversation' }, after: undo }, // prettier-ignore
  { name: 'resolve', keys: 'e', sign: 'otherConversation', after: undo },
]
const FROM_THE_LIST = 1

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
  for (const [at, step] of steps.entries()) {
    await (at < FROM_THE_LIST ? toList(page, server.url) : toConversation(page, server.url))
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
  await page.goto(`${url}/inbox/open`)
  await page.locator('[data-id]').first().waitFor()
  await page.waitForTimeout(LOOK_MS)
}

async function toConversation(page: Page, url: string) {
  await toList(page, url)
  await page.keyboard.press('j')
  await page.locator('[data-message]').first().waitFor()
  await page.waitForTimeout(LOOK_MS)
}

/** Sorted times, of the step and of its second key. */
async function measure(page: Page, { name, keys, sign, then, after }: Step): Promise<[string, number[]][]> {
  const first: number[] = []
  const second: number[] = []
  for (let round = 0; round < rounds; round++) {
    first.push(await keyToFrame(page, keys, sign))
    await page.waitForTimeout(LOOK_MS)
    if (then) second.push(await keyToFrame(page, then.keys, then.sign))
    if (then) await page.waitForTimeout(LOOK_MS)
    await after?.(page)
    if (after) await page.waitForTimeout(LOOK_MS)
  }
  const sorted = (times: number[]) => times.toSorted((one, other) => one - other)
  const taken: [string, number[]][] = then ? [[`${name.split(':')[0]}: taken`, sorted(second)]] : []
  return [[name, sorted(first)], ...taken]
}

/** Of several keys the last one counts. */
async function keyToFrame(page: Page, keys: string, sign: Sign): Promise<number> {
  const pressed = keys.split(' ')
  const last = pressed.at(-1) ?? keys
  await watch(page, sign, last)
  for (const key of pressed) await page.keyboard.press(key)
  return await page.evaluate(() => (globalThis as unknown as { took: Promise<number> }).took)
}

/** Begins to look in the page: from the key on, at every frame, until the sign is there. */
async function watch(page: Page, sign: Sign, key: string): Promise<void> {
  await page.evaluate(
    ([wanted, awaited]) => {
      const text = (where: string) => document.querySelector<HTMLElement>(where)?.innerText ?? ''
      const id = (where: string) => document.querySelector<HTMLElement>(where)?.dataset['id'] ?? ''
      const read: Record<string, () => string | boolean> = {
        isOpened: () => document.querySelector('[data-message]') !== null,
        isListing: () =>
          [...document.querySelectorAll('[role=option], [role=menuitem]')].some((one) => one.checkVisibility()),
        otherConversation: () =>
          document.querySelector<HTMLElement>('[data-message]') ? `${id('[data-open]')} ${text('#subject')}` : '',
        otherHead: () => text('article[aria-labelledby=subject] > header'),
      }
      const now = () => read[wanted]?.() ?? ''
      const before = now()
      const isThere = () => (wanted.startsWith('is') ? now() === true : now() !== before && now() !== '')
      Object.assign(globalThis, {
        took: new Promise<number>((resolve, reject) => {
          const giveUp = setTimeout(() => reject(new Error(`${wanted} did not come within ten seconds`)), 10_000)
          const began = (event: KeyboardEvent) => {
            if (event.key !== awaited) return
            removeEventListener('keydown', began, true)
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
          addEventListener('keydown', began, true)
        }),
      })
    },
    [sign, key] as const,
  )
}

function line([name = '', ...cells]: string[]): string {
  return name.padEnd(32) + cells.map((cell) => cell.padStart(9)).join('')
}
