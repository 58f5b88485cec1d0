// npm run screens [-- NAME …]
// The pictures of docs/screens: the demo desk in a real browser, wide and small, light and dark. WebP made by the browser itself.
import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { addView } from '../../src/desk/views/views.api.ts'
import { must } from '../../src/kit/must.ts'
import { startSink } from '../doubles/smtp-sink.ts'
import { desk, postroom, prepareServer, root, type Server } from '../stories/server.ts'
import { launch } from './chromium.ts'
import { openPage } from './page.ts'

const folder = path.join(root, 'docs/screens')
const WIDE = { width: 1440, height: 900 }
const SMALL = { width: 390, height: 844 }
/** Of 100: letters stay sharp, and a dozen of them weigh less than a photograph. */
const QUALITY = 82

interface Picture {
  name: string
  scheme: 'light' | 'dark'
  size: typeof WIDE
  at: (made: Made) => string
  /** Something that stands there once the page does. */
  shows: string
  then?: (page: Page) => Promise<void>
}

/** What of the desk the pictures lead to. */
interface Made {
  conversationId: string
  contactId: string
  boardId: string
}

const pictures: Picture[] = [
  { name: 'conversation-dark', scheme: 'dark', size: WIDE, at: (made) => `/inbox/open/${made.conversationId}`, shows: '[data-message]' }, // prettier-ignore
  { name: 'conversation-small', scheme: 'dark', size: SMALL, at: (made) => `/inbox/open/${made.conversationId}`, shows: '[data-message]' }, // prettier-ignore
  { name: 'palette', scheme: 'light', size: WIDE, at: (made) => `/inbox/open/${made.conversationId}`, shows: '[data-message]', then: openPalette }, // prettier-ignore
  // What is begun here stands in all that come after it.
  { name: 'conversation', scheme: 'light', size: WIDE, at: (made) => `/inbox/open/${made.conversationId}`, shows: '[data-message]', then: answer }, // prettier-ignore
  { name: 'list-small', scheme: 'light', size: SMALL, at: () => '/inbox/open', shows: '[data-id]' },
  { name: 'board', scheme: 'light', size: WIDE, at: (made) => `/boards/${made.boardId}`, shows: 'h1' },
  { name: 'triage-small', scheme: 'light', size: SMALL, at: () => '/triage', shows: 'h1' },
  { name: 'timeline-dark', scheme: 'dark', size: WIDE, at: (made) => `/timeline/contact/${made.contactId}`, shows: 'h1' }, // prettier-ignore
  { name: 'deals', scheme: 'light', size: WIDE, at: () => '/deals', shows: 'h1' },
  { name: 'reports', scheme: 'light', size: WIDE, at: () => '/reports', shows: 'h1' },
  { name: 'reports-small', scheme: 'dark', size: SMALL, at: () => '/reports', shows: 'h1' },
  { name: 'team-dark', scheme: 'dark', size: WIDE, at: () => '/team', shows: 'h1' },
  { name: 'rules', scheme: 'light', size: WIDE, at: () => '/settings/rules', shows: 'h1' },
]

const wanted = process.argv.slice(2)
await mkdir(folder, { recursive: true })
const sink = await startSink()
const server = await prepareServer({ env: { POSTROOM_SMTP_URL: sink.url } })
const browser = await launch()
try {
  await server.start()
  execFileSync(process.execPath, [postroom, 'demo'], { env: { ...process.env, ...server.env } })
  const made = await prepare(server)
  const signedIn = await signIn(browser, server.url)
  let bytes = 0
  for (const picture of pictures.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const taken = await take(browser, server.url, signedIn, picture, made)
    await writeFile(path.join(folder, `${picture.name}.webp`), taken)
    bytes += taken.length
    process.stdout.write(`${picture.name}.webp ${Math.round(taken.length / 1000)} kB\n`)
  }
  process.stdout.write(`together ${Math.round(bytes / 1000)} kB\n`)
} finally {
  await browser.close()
  await server.remove()
  await sink.stop()
}

/** A board, a conversation to answer and a customer who wrote more than once, in the language of the pictures. */
async function prepare({ api }: Server): Promise<Made> {
  const column = (value: string) => ({ value, limit: null, isHard: false })
  const { id: boardId } = await api.call(addView, {
    name: 'By priority',
    query: 'is:open',
    board: { field: 'priority', columns: ['urgent', 'high', 'normal', 'low'].map(column) },
  })
  const english = (await api.conversations('all')).filter((one) => one.language === 'en')
  const chosen = must(
    english.find((one) => one.status === 'open' && one.subject.startsWith('Quote for')),
    'somebody who asks for a price in English',
  )
  const longest = english.toSorted((one, other) => other.messageCount - one.messageCount)[0]
  return { boardId, conversationId: chosen.id, contactId: must(longest?.contactId, 'who wrote it') }
}

type SignedIn = Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>

async function signIn(from: Browser, url: string): Promise<SignedIn> {
  const { page } = await openPage(from)
  await page.goto(url)
  await page.getByLabel('E-mail address').fill(desk.admin.email)
  await page.getByRole('textbox', { name: 'Password' }).fill(desk.admin.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('[data-id]').first().waitFor()
  const state = await page.context().storageState()
  await page.context().close()
  return state
}

async function take(
  from: Browser,
  url: string,
  storageState: SignedIn,
  { scheme, size, at, shows, then }: Picture,
  made: Made,
): Promise<Buffer> {
  const { page } = await openPage(from, { viewport: size, colorScheme: scheme, storageState })
  await page.goto(url + at(made))
  await page.locator(shows).first().waitFor()
  await settle(page)
  if (then) await then(page)
  else await page.evaluate('document.activeElement?.blur()') // nobody has touched anything yet
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY })
  await page.context().close()
  return Buffer.from(data, 'base64')
}

/** Until nothing is fetched any more, and what came is drawn. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('load')
  await page.waitForTimeout(1_500)
}

async function answer(page: Page): Promise<void> {
  await page.keyboard.press('r')
  await page.locator('[contenteditable=true]').first().waitFor()
  await page.keyboard.type(
    'thank you for thinking of us. For 40 pieces we can offer 18 % off the list price, delivered in one lot and invoiced afterwards.',
  )
  await settle(page)
}

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.type('ass')
  await settle(page)
}
