// Two people on one letter, each in a browser of their own: what one writes the other reads, and neither loses a word.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { launch } from './chromium.ts'
import { openBrowserDesk, type BrowserDesk } from './desk.ts'
import { openPage, type WatchedPage } from './page.ts'

let desk: BrowserDesk
let browser: Browser
let ada: WatchedPage
let also: WatchedPage

async function signIn(): Promise<WatchedPage> {
  const who = await openPage(browser)
  who.page.setDefaultTimeout(60_000)
  await who.page.goto(desk.url)
  await who.page.getByLabel('E-mail address').fill('ada@desk.example')
  await who.page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery')
  await who.page.getByRole('button', { name: 'Sign in' }).click()
  await who.page.getByRole('link', { name: /Order 118/ }).click()
  await who.page.getByRole('heading', { name: /Order 118/ }).waitFor()
  return who
}

beforeAll(async () => {
  desk = await openBrowserDesk({
    POSTROOM_ADMIN_EMAIL: 'ada@desk.example',
    POSTROOM_ADMIN_PASSWORD: 'correct horse battery',
    POSTROOM_INBOX_ADDRESSES: 'support@desk.example',
  })
  await desk.mail({
    from: 'Dora <dora@acme.example>',
    to: 'support@desk.example',
    subject: 'Order 118',
    text: 'Where?',
  })
  browser = await launch()
  ada = await signIn()
  also = await signIn()
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

const words = ({ page }: WatchedPage) => page.getByRole('textbox', { name: 'Text of the message' })

test('what is written survives a reload, is read elsewhere, and two texts are shown side by side', async () => {
  await ada.page.getByRole('button', { name: 'Reply', exact: true }).click()
  await words(ada).fill('It left us on Monday.')
  await ada.page.getByText('Kept', { exact: true }).waitFor()
  await ada.page.reload()
  await expect.poll(() => words(ada).innerText(), { timeout: 60_000 }).toContain('It left us on Monday.')

  // The other page hears of it by itself, and takes part.
  await also.page.getByRole('button', { name: 'Write on' }).click()
  await expect.poll(() => words(also).innerText(), { timeout: 60_000 }).toContain('It left us on Monday.')

  // What is saved here is not let through until the other one has saved.
  let go: () => void = () => undefined
  const isFree = new Promise<void>((resolve) => {
    go = resolve
  })
  await also.page.route(/\/drafts\/\d+$/, async (route) => {
    if (route.request().method() === 'PUT') await isFree
    await route.fallback()
  })
  await words(also).fill('It left us on Tuesday.')
  await words(ada).fill('It left us on Friday.')
  await ada.page.getByText('Kept', { exact: true }).waitFor()
  go()
  const clash = also.page.getByRole('alertdialog')
  await clash.waitFor()
  expect(await clash.innerText()).toMatch(/Tuesday[\s\S]*Friday/)
  expect(await also.axe()).toEqual([])
  await also.page.keyboard.press('3')

  await expect.poll(() => words(ada).innerText(), { timeout: 60_000 }).toMatch(/Tuesday[\s\S]*Friday/)
})

test('what is said at the foot lies neither over Send nor over Reply', async () => {
  const { page } = ada
  await page.getByRole('button', { name: 'Discard' }).click()
  const line = page.getByText('Draft discarded.')
  await line.waitFor()
  const reply = page.getByRole('button', { name: 'Reply', exact: true })
  await reply.waitFor()
  const overlap = async () => {
    const [one, other] = [await page.locator('.mantine-Notification-root').first().boundingBox(), await reply.boundingBox()] // prettier-ignore
    return one && other ? one.y + one.height > other.y && one.y < other.y + other.height && one.x < other.x + other.width && other.x < one.x + one.width : null // prettier-ignore
  }
  await expect.poll(overlap, { timeout: 5_000 }).toBe(false)
})

test('what is sent before it was ever kept leaves no draft behind, however long its answer takes', async () => {
  const { page } = ada
  await page.route(/\/replies$/, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 2_000)) // longer than a pause in typing after which words are kept
    await route.fallback()
  })
  await page.getByRole('button', { name: 'Reply', exact: true }).click()
  await words(ada).fill('It left us, at last.')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Sent.', { exact: true }).waitFor()

  const own = () => page.evaluate(async () => ((await (await fetch('/api/v1/drafts')).json()) as { drafts: unknown[] }).drafts.length) // prettier-ignore
  expect(await own()).toBe(0)
  expect(ada.troubles).toEqual([])
})
