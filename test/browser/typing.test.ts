// Somebody who types faster than the page opens what was asked for: the words stand where they were meant for, and no letter of them
// is taken for a shortcut.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Browser, Locator } from 'playwright-core'
import { launch } from './chromium.ts'
import { openBrowserDesk, type BrowserDesk } from './desk.ts'
import { openPage, withoutDrafts, type WatchedPage } from './page.ts'

let desk: BrowserDesk
let browser: Browser
let ada: WatchedPage

beforeAll(async () => {
  desk = await openBrowserDesk({
    POSTROOM_ADMIN_EMAIL: 'ada@desk.example',
    POSTROOM_ADMIN_PASSWORD: 'correct horse battery',
    POSTROOM_INBOX_ADDRESSES: 'support@desk.example',
  })
  browser = await launch()
  ada = await openPage(browser)
  const { page } = ada
  page.setDefaultTimeout(60_000)
  await page.goto(desk.url)
  await page.getByLabel('E-mail address').fill('ada@desk.example')
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await desk.mail({
    from: 'Dora <dora@acme.example>',
    to: 'support@desk.example',
    subject: 'Order 118',
    text: 'Where?',
  })
  await page.getByRole('link', { name: /Order 118/ }).click()
  await page.getByRole('heading', { name: /Order 118/ }).waitFor()
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})
// A page that has fetched nothing yet, and only the subject of the conversation has the focus.
beforeEach(async () => {
  await withoutDrafts(ada.page, desk.url)
  await ada.page.getByRole('button', { name: 'Reply', exact: true }).waitFor()
  await ada.page.locator('#subject').focus()
})
afterEach(() => ada.page.unrouteAll({ behavior: 'ignoreErrors' }))

const letters = () => ada.page.getByRole('textbox', { name: 'Text of the message' })
const words = (field: Locator) =>
  field.evaluate((one) => ('value' in one ? String(one.value) : (one as HTMLElement).innerText.trim()))

/** What comes over this line comes only once everything was typed. */
async function slowly(path: RegExp, type: () => Promise<void>): Promise<void> {
  let open: () => void = () => undefined
  const isOpen = new Promise<void>((resolve) => {
    open = resolve
  })
  await ada.page.route(path, async (route) => {
    await isOpen
    await route.fallback()
  })
  await type()
  open()
}

/** Nothing was resolved, deleted, assigned, snoozed or noted meanwhile. */
async function expectUntouched(): Promise<void> {
  const id = new URL(ada.page.url()).pathname.split('/').at(-1) ?? ''
  const answer = await ada.page.request.get(`${desk.url}/api/v1/conversations/${id}`)
  expect(await answer.json()).toMatchObject({ status: 'open', assigneeId: null, snoozedUntil: null, tags: [] })
  expect(await ada.page.getByRole('textbox', { name: 'Add a note' }).count()).toBe(0)
  expect(await ada.page.getByRole('dialog').count()).toBe(0)
}

const ANSWER = 'It left on Monday: e m h l x # z ? / j k u c n a f r!'

test.for([
  ['is being prepared', /\/reply-start/],
  ['waits for its editor', /\/Editor-.*\.js$/],
] as const)('what is typed while the answer %s stands in it, as it was typed', async ([, path]) => {
  const { page } = ada

  await slowly(path, async () => {
    await page.keyboard.press('r')
    await page.keyboard.type('Hello Dorra')
    await page.keyboard.press('Backspace')
    await page.keyboard.press('Backspace')
    await page.keyboard.type('a,')
    await page.keyboard.press('Enter')
    await page.keyboard.type(ANSWER)
  })
  await letters().getByText('It left').waitFor()
  await page.keyboard.type(' Ada')

  await expect.poll(async () => (await words(letters())).split(/(?<=,)\s+/)).toEqual(['Hello Dora,', `${ANSWER} Ada`])
  await expectUntouched()
  await page.getByRole('button', { name: 'Discard' }).click()
})

test('the same holds of who clicks instead of pressing a key', async () => {
  const { page } = ada

  await slowly(/\/reply-start/, async () => {
    await page.getByRole('button', { name: 'Reply', exact: true }).click()
    await page.keyboard.type(ANSWER)
  })

  await expect.poll(() => words(letters())).toBe(ANSWER)
  await expectUntouched()
  await page.getByRole('button', { name: 'Discard' }).click()
})

test('whom a message is forwarded to can be typed at once', async () => {
  const { page } = ada

  await slowly(/\/reply-start/, async () => {
    await page.keyboard.press('f')
    await page.keyboard.type('fay@acme.example')
    await page.keyboard.press('Enter')
  })

  await page.getByText('Forward to fay@acme.example').waitFor()
  await expectUntouched()
  await page.getByRole('button', { name: 'Discard' }).click()
})

test('a note, a letter, tags, another conversation’s number and an action’s name are typed without waiting', async () => {
  const { page } = ada
  const opening = [
    ['n', 'every man', 'Add a note'],
    ['c', 'emil@kenar.example', 'To'],
    ['l', 'urgent', 'Tags'],
    ['Shift+M', '1000', 'Number of the other conversation'],
    ['Control+k', 'resolve', 'Find anything, or do it'],
    ['/', 'january', 'Search conversations'],
  ] as const
  const where = page.url()
  for (const [key, text, label] of opening) {
    await page.goto(where)
    await page.getByRole('button', { name: 'Reply', exact: true }).waitFor()
    await page.locator('#subject').focus()

    await slowly(/\/(?:Merge|Palette|NewConversation|SearchField)-.*\.js$/, async () => {
      await page.keyboard.press(key)
      await page.keyboard.type(text)
    })

    const field = page.getByLabel(label, { exact: true }).and(page.locator(':focus'))
    await expect.poll(() => words(field), { message: key }).toBe(text)
    await page.unrouteAll()
  }
  await page.goto(where) // what is looked for has taken the place of the conversation
})

test('keys are shortcuts again where no answer came, and where somebody thought better of it', async () => {
  const { page } = ada
  await page.route(/\/reply-start/, (route) => route.abort())
  await page.keyboard.press('r')
  await page.getByText('The server cannot be reached.').waitFor()
  await page.keyboard.press('n')
  await page.getByRole('textbox', { name: 'Add a note' }).waitFor()
  await page.keyboard.press('Escape')
  await page.unrouteAll()
  await page.getByRole('button', { name: 'Reply', exact: true }).waitFor()

  await slowly(/\/reply-start/, async () => {
    await page.keyboard.press('r')
    await page.keyboard.type('No')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  await letters().waitFor()
  expect(await words(letters())).toBe('')
  await page.getByRole('button', { name: 'Discard' }).click()
})
