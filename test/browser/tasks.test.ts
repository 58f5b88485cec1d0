// To-dos by the keyboard alone: added in one line, found under their day, ticked off and taken back; and beside a conversation.
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
  const { page } = ada
  page.setDefaultTimeout(30_000)
  await page.goto(desk.url)
  await page.getByLabel('E-mail address').fill('ada@people.example')
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Open', exact: true }).waitFor()
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

test('one line makes a task with its day, which stands under Later or This week; done it goes, and z brings it back', async () => {
  const { page } = ada
  await page.locator('#main').focus()
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await page.getByText('You have nothing to do here.').waitFor()
  await page.keyboard.press('c')
  await page.keyboard.type('Call Dora in 2 days')
  await page.getByRole('button', { name: '“in 2 days” is no time' }).waitFor()
  await page.keyboard.press('Enter')
  const row = page.getByRole('link', { name: /^Call Dora/ })
  await row.waitFor()
  await page.keyboard.press('Escape')

  await page.keyboard.press('j')
  await page.keyboard.press('o')
  const title = page.getByRole('textbox', { name: 'What is to be done' })
  await expect.poll(() => title.inputValue()).toBe('Call Dora')
  const step = page.getByRole('textbox', { name: 'Add a step' })
  await step.fill('Find her number')
  await step.press('Enter')
  const ticked = page.getByRole('checkbox', { name: 'Done: Find her number' })
  await ticked.click()
  await expect.poll(() => ticked.getAttribute('aria-checked')).toBe('true')
  expect(await ada.axe()).toEqual([])

  await page.locator('#main').focus()
  await page.keyboard.press('e')
  await page.getByText('You have nothing to do here.').waitFor()
  await page.keyboard.press('z')
  await row.waitFor()
})

test('a conversation has its tasks beside it, and so has the contact’s card', async () => {
  const { page } = ada
  await desk.mail({ from: 'Dora <dora@acme.example>', to: 'support@desk.example', subject: 'Parcel 7', text: 'Where?' })
  await page.goto(`${desk.url}/inbox/open`)
  await page
    .getByRole('link', { name: /Parcel 7/ })
    .first()
    .click()
  await page.getByRole('heading', { name: /Parcel 7/ }).waitFor()
  await page.keyboard.press('Shift+K')
  const line = page.getByRole('textbox', { name: 'Add a task' })
  await line.waitFor()
  await line.pressSequentially('Ask the carrier tomorrow 14:00')
  await line.press('Enter')

  const task = page.getByRole('link', { name: 'Ask the carrier' })
  await task.waitFor()
  expect(await ada.axe()).toEqual([])
  await task.click()
  await page.getByRole('link', { name: /^Parcel 7 #/ }).click()
  await page.getByRole('complementary', { name: 'Contact' }).waitFor()
  await page.getByRole('link', { name: 'Contacts' }).click()
  await page.getByRole('link', { name: /^Dora/ }).click()
  await task.waitFor()
  expect(ada.troubles).toEqual([])
})
