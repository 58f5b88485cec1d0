// A mail comes in, and the figures have it: from the number and from the chart, by the keyboard, to the conversation behind it; and a
// note for the next shift is left and taken.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { launch } from './chromium.ts'
import { openBrowserDesk, type BrowserDesk } from './desk.ts'
import { openPage, type WatchedPage } from './page.ts'
import { tellAsStory } from './story.ts'

tellAsStory()

const password = 'correct horse battery'
let desk: BrowserDesk
let browser: Browser
let ada: WatchedPage

beforeAll(async () => {
  desk = await openBrowserDesk({
    POSTROOM_ADMIN_EMAIL: 'ada@people.example',
    POSTROOM_ADMIN_PASSWORD: password,
    POSTROOM_INBOX_ADDRESSES: 'support@desk.example',
  })
  browser = await launch()
  ada = await openPage(browser)
  ada.page.setDefaultTimeout(30_000)
  await ada.page.goto(desk.url)
  await ada.page.getByLabel('E-mail address').fill('ada@people.example')
  await ada.page.getByRole('textbox', { name: 'Password' }).fill(password)
  await ada.page.getByRole('button', { name: 'Sign in' }).click()
  await ada.page.getByRole('heading', { name: 'Open', exact: true }).waitFor()
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

async function go(letter: string): Promise<void> {
  const { page } = ada
  await page.locator('#main').focus()
  await page.keyboard.press('g')
  await page.keyboard.press(letter)
}

test('a fresh desk says that there is nothing to count; with the first mail there is, and each number opens what is behind it', async () => {
  const { page } = ada
  await go('v')
  await page.getByText('There is nothing to count yet').waitFor()
  expect(await ada.axe()).toEqual([])

  await desk.mail({ from: 'Dora <dora@acme.example>', to: 'support@desk.example', subject: 'Parcel 7', text: 'Where?' })
  const tile = page.getByRole('button', { name: /^New conversations 1/ })
  await expect
    .poll(
      async () => {
        await page.reload()
        await page.getByRole('heading', { name: 'Reports' }).waitFor()
        return await tile.count()
      },
      { timeout: 60_000, interval: 1_000 },
    )
    .toBe(1)
  expect(await ada.axe()).toEqual([])
  await tile.click()
  const behind = page.getByRole('dialog', { name: /^New conversations/ })
  await behind.getByRole('link', { name: /Parcel 7/ }).waitFor()
  await page.keyboard.press('Escape')
  await behind.waitFor({ state: 'hidden' })
})

test('a chart is one stop of the Tab key; arrows go along it, Enter opens the conversations of a day', async () => {
  const { page } = ada
  const chart = page.getByRole('group', { name: 'New and resolved' })
  const places = chart.getByRole('button')
  await places.last().focus()
  expect(await chart.locator('button[tabindex="0"]').count()).toBe(1)
  await page.keyboard.press('ArrowLeft')
  expect(await places.nth(-2).evaluate((place) => place === document.activeElement)).toBe(true)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page
    .getByRole('dialog')
    .getByRole('link', { name: /Parcel 7/ })
    .click()

  await page.getByRole('heading', { name: /Parcel 7/ }).waitFor()
})

test('a note for the next shift stays until somebody takes it on, and can be put back', async () => {
  const { page } = ada
  const made = await page.request.post(`${desk.url}/api/v1/teams`, {
    data: { name: 'Night' },
    headers: { origin: desk.url },
  })
  expect(made.status()).toBe(201)
  await go('l')
  const field = page.getByRole('textbox', { name: 'A note for the next shift' })
  await field.fill('Acme calls back at nine.')
  await page.keyboard.press('Control+Enter')
  const notes = page.getByRole('list', { name: 'Hand-over notes' })
  await notes.getByText('Acme calls back at nine.').waitFor()
  expect(await ada.axe()).toEqual([])

  await notes.getByRole('button', { name: 'Take it on' }).click()
  await notes.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await notes.getByText('Acme calls back at nine.').waitFor()
  expect(ada.troubles).toEqual([])
})
