// A desk makes a field and a status of its own, and somebody fills them in by the keyboard; what is needed is asked for before resolving.
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

test('a field with choices is made in the settings, and a status within waiting', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/settings/fields/new-conversation`)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Product')
  await page.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'One of a list' })
  await page.getByRole('button', { name: 'Add a choice' }).click()
  await page.getByRole('textbox', { name: 'Name of the choice' }).fill('Kettle')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Name of the choice' }).nth(1).fill('Toaster')
  await page.getByRole('switch', { name: 'Needed before resolving' }).check()
  expect(await ada.axe()).toEqual([])
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('link', { name: /^Product/ }).waitFor()
  expect(await ada.axe()).toEqual([])

  await page.goto(`${desk.url}/settings/statuses/new-waiting`)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('At the bank')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('link', { name: /^At the bank/ }).waitFor()
})

test('what is needed keeps a conversation open until it is filled in, and the status is the desk’s own', async () => {
  const { page } = ada
  await desk.mail({ from: 'Dora <dora@acme.example>', to: 'support@desk.example', subject: 'Parcel 7', text: 'Where?' })
  await page.goto(`${desk.url}/inbox/open`)
  await page
    .getByRole('link', { name: /Parcel 7/ })
    .first()
    .click()
  await page.getByRole('heading', { name: /Parcel 7/ }).waitFor()
  await page.getByRole('button', { name: 'Product: Still needed' }).first().waitFor()
  await page.keyboard.press('e')
  await page.getByText('Before this is resolved, fill in: Product.').waitFor()

  const product = page.getByRole('dialog', { name: 'Fields' }).getByRole('combobox')
  await product.waitFor()
  expect(await ada.axe()).toEqual([])
  await product.click()
  await page.getByRole('option', { name: 'Kettle' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Product: Kettle' }).first().waitFor()

  await page.keyboard.press('s')
  await page.getByRole('option', { name: 'At the bank' }).click()
  await page.getByRole('button', { name: 'Status: At the bank' }).waitFor()
  await page.getByText(/set it to At the bank/).waitFor()
  await page.goto(`${desk.url}/inbox/waiting`)
  await page
    .getByRole('link', { name: /Parcel 7.*At the bank/ })
    .first()
    .waitFor()
  expect(await ada.axe()).toEqual([])
})
