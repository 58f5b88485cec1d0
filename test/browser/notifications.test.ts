// Somebody is named in a note: the bell rings in every page they have open, leads there by the keyboard alone, and falls silent.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { launch } from './chromium.ts'
import { openBrowserDesk, type BrowserDesk } from './desk.ts'
import { openPage, type WatchedPage } from './page.ts'
import { tellAsStory } from './story.ts'

tellAsStory()

const password = 'correct horse battery'
let desk: BrowserDesk
let browser: Browser
let ada: WatchedPage
let ben: WatchedPage
/** Another page of Ben's. */
let other: Page

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
  const origin = { origin: desk.url }
  const invited = await ada.page.request.post(`${desk.url}/api/v1/invitations`, {
    data: { email: 'ben@people.example', role: 'agent' },
    headers: origin,
  })
  const { link } = (await invited.json()) as { link: string }
  ben = await openPage(browser)
  ben.page.setDefaultTimeout(30_000)
  await ben.page.request.post(`${desk.url}/api/v1/invitations/accept`, {
    data: { token: link.split('#')[1], name: 'Ben Okafor', password },
    headers: origin,
  })
  await ben.page.goto(`${desk.url}/inbox/open`)
  other = await ben.page.context().newPage()
  await other.goto(`${desk.url}/inbox/open`)
  for (const page of [ben.page, other]) await bell(page, 'nothing new').waitFor()
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

const bell = (page: Page, says: string) => page.getByRole('button', { name: `Notifications: ${says}` })

test('a colleague is named with a few letters, and both of his pages ring', async () => {
  const { page } = ada
  await page.reload() // so that she knows the colleague who has just come
  await desk.mail({ from: 'Dora <dora@acme.example>', to: 'support@desk.example', subject: 'Parcel 7', text: 'Where?' })
  await page
    .getByRole('link', { name: /Parcel 7/ })
    .first()
    .click()
  await page.getByRole('heading', { name: /Parcel 7/ }).waitFor()
  await page.keyboard.press('n')
  const words = page.getByRole('textbox', { name: 'Add a note' })
  await words.pressSequentially('Do you know this, @oka')
  await page.getByRole('option', { name: 'Ben Okafor' }).waitFor()
  expect(await ada.axe()).toEqual([])
  await page.keyboard.press('Enter')
  await expect.poll(() => words.inputValue()).toBe('Do you know this, @Ben Okafor ')
  await page.keyboard.press('Control+Enter')

  await page
    .getByLabel(/^Note by/)
    .getByText('@Ben Okafor')
    .waitFor()
  for (const one of [ben.page, other]) await bell(one, '1 unread').waitFor()
  expect(await bell(page, 'nothing new').count()).toBe(1)
})

test('the keyboard opens the list, moves in it and leads to the conversation; then no page rings any more', async () => {
  const { page } = ben
  await page.locator('#main').focus()
  await page.keyboard.press('g')
  await page.keyboard.press('b')
  const list = page.getByRole('dialog', { name: 'Notifications' })
  const line = list.getByRole('link', { name: /named you in a note/ })
  await line.waitFor()
  expect(await ben.axe()).toEqual([])
  await page.keyboard.press('j')
  await expect.poll(() => line.evaluate((one) => one === document.activeElement)).toBe(true)

  await page.keyboard.press('e')
  await bell(other, 'nothing new').waitFor()
  await page.keyboard.press('e')
  await bell(other, '1 unread').waitFor()
  await page.keyboard.press('Enter')

  await page.getByRole('heading', { name: /Parcel 7/ }).waitFor()
  for (const one of [page, other]) await bell(one, 'nothing new').waitFor()
})

test('whoever was named follows, and one key ends that', async () => {
  const { page } = ben
  const followers = (names: string) => page.getByRole('button', { name: `Followers: ${names}`, exact: true })
  await followers('Ben Okafor').waitFor()
  await page.locator('#subject').focus()

  await page.keyboard.press('Shift+F')

  await followers('Nobody').waitFor()
  await page.getByText('You no longer follow it.').waitFor()
})

test('what comes by mail, and when, is chosen on the profile and stays chosen', async () => {
  const { page } = ben
  await page.goto(`${desk.url}/settings/profile`)
  await page.getByRole('combobox', { name: 'By mail: Somebody names me in a note' }).click()
  await page.getByRole('option', { name: 'Daily', exact: true }).click()
  await page.getByText('Saved.').first().waitFor()
  expect(await ben.axe()).toEqual([])

  await page.reload()

  const chosen = page.getByRole('combobox', { name: 'By mail: Somebody names me in a note' })
  await expect.poll(() => chosen.inputValue()).toBe('Daily')
  expect([...ada.troubles, ...ben.troubles]).toEqual([])
})
