// The page turned round: a language read from the right mirrors inbox, conversation and composer without anything falling out of the
// page; and in a page read from the left an Arabic letter still reads from the right.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { launch } from './chromium.ts'
import { openBrowserDesk, type BrowserDesk } from './desk.ts'
import { openPage, withoutDrafts, type WatchedPage } from './page.ts'

const SUBJECT = 'استفسار عن الطلب رقم 4711: أين وصلت الشحنة التي طلبتها قبل أسبوع؟'
const TEXT = 'السلام عليكم،\n\nمتى يصل المصباح؟\n\nThe page says “in transit”.\n\nمع الشكر'

let desk: BrowserDesk
let browser: Browser
let ada: WatchedPage

beforeAll(async () => {
  desk = await openBrowserDesk({
    POSTROOM_ADMIN_EMAIL: 'ada@desk.example',
    POSTROOM_ADMIN_PASSWORD: 'correct horse battery',
    POSTROOM_INBOX_ADDRESSES: 'support@desk.example',
  })
  const to = 'support@desk.example'
  await desk.mail({ from: 'Dora Lind <dora@acme.example>', to, subject: 'Parcel is late', text: 'Where is it?' })
  await desk.mail({ from: 'ليلى حداد <layla@acme.example>', to, subject: SUBJECT, text: TEXT })
  browser = await launch()
  ada = await openPage(browser)
  const { page } = ada
  page.setDefaultTimeout(30_000)
  await page.goto(desk.url)
  await page.getByLabel('E-mail address').fill('ada@desk.example')
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Open 2' }).waitFor()
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

/** Where something begins and ends from the left, in pixels. */
async function across(page: Page, selector: string): Promise<{ left: number; right: number }> {
  return await page
    .locator(selector)
    .first()
    .evaluate((node) => {
      const { left, right } = node.getBoundingClientRect()
      return { left, right }
    })
}

/** How far the page is wider than its window. */
const beyond = (page: Page) =>
  page.evaluate(() => {
    const root = document.documentElement
    return Math.max(
      root.scrollWidth - innerWidth,
      document.body.scrollWidth - innerWidth,
      -Math.min(0, root.scrollLeft),
    )
  })

test('in a page read from the left, an Arabic letter reads from the right, and so does what is written to it', async () => {
  const { page } = ada
  await page.getByRole('link', { name: /استفسار/ }).click()
  await page.locator('article').getByText('السلام عليكم').waitFor()

  const sides = await page.evaluate((subject) => {
    const said = [...document.querySelectorAll('article section div')].find(
      (one) => one.children.length === 0 && one.textContent?.startsWith('السلام'),
    )
    const row = [...document.querySelectorAll('[data-id] [dir=auto]')].find((one) =>
      one.textContent?.includes('استفسار'),
    )
    const first = said && document.createRange()
    if (first && said?.firstChild) {
      first.setStart(said.firstChild, 0)
      first.setEnd(said.firstChild, 1)
    }
    const box = said?.getBoundingClientRect()
    return {
      page: getComputedStyle(document.body).direction,
      row: row && getComputedStyle(row).direction,
      heading: document.querySelector('#subject bdi')?.textContent === subject,
      // Its first letter stands at the right edge.
      toTheRight: first && box ? box.right - first.getBoundingClientRect().right < 8 : false,
    }
  }, SUBJECT)
  expect(sides).toEqual({ page: 'ltr', row: 'rtl', heading: true, toTheRight: true })

  await page.keyboard.press('r')
  const words = page.getByRole('textbox', { name: 'Text of the message' })
  await words.waitFor()
  await page.keyboard.type('مرحبا ليلى')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Best regards')
  const written = words.locator('p')
  await expect.poll(() => written.nth(1).textContent()).toBe('Best regards')
  expect(await written.evaluateAll((all) => all.slice(0, 2).map((one) => getComputedStyle(one).direction))).toEqual(['rtl', 'ltr']) // prettier-ignore
  await withoutDrafts(page, desk.url)
})

test('a language read from the right mirrors the inbox, the conversation and the composer', async () => {
  const { page, axe, troubles } = ada
  await page.evaluate(() => localStorage.setItem('postroom-language', 'ar'))
  await page.goto(`${desk.url}/inbox/open`)
  await page.getByRole('navigation', { name: 'العروض' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl')

  await page.getByRole('link', { name: /Parcel is late/ }).click()
  await page.locator('article').getByText('Where is it?').waitFor()
  await page.keyboard.press('r')
  await page.getByRole('textbox', { name: 'نص الرسالة' }).waitFor()

  const [rail, views, row, article, send] = await Promise.all([
    across(page, 'nav[aria-label="الأماكن"]'),
    across(page, 'nav[aria-label="العروض"]'),
    across(page, '[data-id]'),
    across(page, 'article'),
    across(page, 'button:has-text("إرسال")'),
  ])
  expect(rail.right).toBeGreaterThan(1430)
  expect(views.right).toBeLessThanOrEqual(rail.left + 1)
  expect(row.right).toBeLessThanOrEqual(views.left + 1)
  expect(article.right).toBeLessThanOrEqual(row.left + 12)
  // The first button stands where one begins to read.
  expect(article.right - send.right).toBeLessThan(60)
  expect(await beyond(page)).toBe(0)
  expect(await axe()).toEqual([])
  await withoutDrafts(page, desk.url)
  expect(troubles).toEqual([])
})

test('on a small screen nothing falls out of the turned page', async () => {
  const { page } = ada
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`${desk.url}/inbox/open`)
  await page.getByRole('link', { name: /Parcel is late/ }).waitFor()
  expect(await beyond(page)).toBe(0)

  await page.getByRole('link', { name: /Parcel is late/ }).click()
  await page.locator('article').getByText('Where is it?').waitFor()
  const back = await across(page, 'button[aria-label="العودة إلى القائمة"]')
  expect(back.left).toBeGreaterThan(300)
  expect(await beyond(page)).toBe(0)
})
