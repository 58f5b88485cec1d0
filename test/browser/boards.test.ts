// Working through mail: a query that is offered, mended and saved, and a board whose cards are moved by key and by hand.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { launch } from './chromium.ts'
import { openBrowserDesk, type BrowserDesk } from './desk.ts'
import { openPage, type WatchedPage } from './page.ts'

let desk: BrowserDesk
let browser: Browser
let ada: WatchedPage

beforeAll(async () => {
  desk = await openBrowserDesk({
    POSTROOM_ADMIN_EMAIL: 'ada@desk.example',
    POSTROOM_ADMIN_PASSWORD: 'correct horse battery',
    POSTROOM_INBOX_ADDRESSES: 'support@desk.example',
  })
  for (const subject of ['Parcel is late', 'Invoice of May', 'Broken lamp'])
    await desk.mail({ from: 'dora@acme.example', to: 'support@desk.example', subject, text: `About: ${subject}` })
  browser = await launch()
  ada = await openPage(browser)
  const { page } = ada
  page.setDefaultTimeout(30_000)
  await page.goto(desk.url)
  await page.getByLabel('E-mail address').fill('ada@desk.example')
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Open 3' }).waitFor()
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

const subjects = () => ada.page.locator('[data-id]').evaluateAll((rows) => rows.length)

test('terms are offered and chosen by key, what is found is marked, and a slip says what was meant', async () => {
  const { page } = ada
  await page.keyboard.press('/')
  await page.keyboard.type('is:op')
  await page.getByRole('option', { name: 'open' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const box = page.getByRole('textbox', { name: 'Search' })
  expect(await box.inputValue()).toBe('is:open ')

  await page.keyboard.type('parcel')

  await expect.poll(subjects, { timeout: 20_000 }).toBe(1)
  expect(await page.locator('[data-id] mark').first().textContent()).toBe('Parcel')
  await box.fill('asigned:me x')
  await page.getByText('Did you mean “assigned”?').waitFor()
  await box.fill('from:acme.example')
  await expect.poll(subjects, { timeout: 20_000 }).toBe(3)
})

test('what a list shows is saved as a view, and counted beside its name', async () => {
  const { page } = ada
  await page.getByRole('button', { name: 'Save as a view' }).click()
  await page.getByLabel('Name').fill('Acme')
  await page.getByRole('button', { name: 'Save', exact: true }).click()

  const views = page.getByRole('navigation', { name: 'Views' })
  await views.getByRole('link', { name: 'Acme 3' }).waitFor()
  await expect.poll(() => page.getByRole('heading', { level: 1 }).first().textContent()).toBe('Acme')
})

test('a card is moved to the next column by a key, back by undo, and by hand', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/boards`)
  await page.getByRole('button', { name: 'New board' }).click()
  await page.getByLabel('Name').fill('Everything')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const column = (name: string) => page.getByRole('region', { name }).locator('[data-card]')
  await expect.poll(() => column('Open').count(), { timeout: 20_000 }).toBe(3)

  await column('Open').first().focus()
  await page.keyboard.press('Shift+ArrowRight')

  await expect.poll(() => column('Waiting').count()).toBe(1)
  await page.getByText('Moved to Waiting.').waitFor()
  await page.keyboard.press('z')
  await expect.poll(() => column('Waiting').count(), { timeout: 20_000 }).toBe(0)

  const target = await page.getByRole('region', { name: 'Resolved' }).boundingBox()
  const lamp = column('Open').filter({ hasText: 'Broken lamp' })
  // What was undone may still be put in its place, and another card lie under the pointer.
  await expect
    .poll(async () => {
      const card = await lamp.boundingBox()
      await page.mouse.move((card?.x ?? 0) + 40, (card?.y ?? 0) + 20)
      await page.mouse.down()
      await page.mouse.move((card?.x ?? 0) + 60, (card?.y ?? 0) + 30, { steps: 3 })
      const isCarried = (await lamp.and(page.locator('[data-carried]')).count()) === 1
      if (!isCarried) {
        await page.keyboard.press('Escape')
        await page.mouse.move(5, 5)
        await page.mouse.up()
      }
      return isCarried
    })
    .toBe(true)
  await page.mouse.move((target?.x ?? 0) + 100, (target?.y ?? 0) + 120, { steps: 8 })
  await page.mouse.up()
  await expect
    .poll(() => column('Resolved').allTextContents(), { timeout: 20_000 })
    .toMatchObject([expect.stringContaining('Broken lamp')])
  await page.reload()
  await expect.poll(() => column('Resolved').count(), { timeout: 20_000 }).toBe(1)
  expect(await ada.axe()).toEqual([])
  expect(ada.troubles).toEqual([])
})
