// What is found in an answer before it is sent: marked, walked through, mended by a key, asked about once, held back.
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
  browser = await launch()
  ada = await openPage(browser)
  const { page } = ada
  page.setDefaultTimeout(30_000)
  await page.goto(desk.url)
  await page.getByLabel('E-mail address').fill('ada@desk.example')
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Open', exact: true }).waitFor()
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

const letters = () => ada.page.getByRole('textbox', { name: 'Text of the message' })

test('a slip is marked and mended by a key; what is held back leaves only with a reason; a warning is asked about once', async () => {
  const { page } = ada
  await desk.mail({
    from: 'Dora Vega <dora@acme.example>',
    to: 'support@desk.example',
    subject: 'Order 121',
    text: 'Where is it?',
  })
  await page
    .getByRole('link', { name: /Order 121/ })
    .first()
    .click()
  await page.getByRole('heading', { name: /Order 121/ }).waitFor()
  await page.locator('#subject').focus()
  await page.keyboard.press('r')
  await letters().waitFor()
  await page.keyboard.type('Hi Mark, see the attached label. Card 4000 0012 3456 7899 is charged.')

  await page.locator('[data-finding]').filter({ hasText: '4000 0012 3456 7899' }).waitFor()
  await page.getByText('1 of 3').waitFor()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByRole('textbox', { name: 'Why it has to leave as it is' }).waitFor()
  expect(await ada.axe()).toEqual([])
  await letters().press('Alt+Enter')
  await letters().getByText('•••• •••• •••• 7899').waitFor()

  await page.getByText('1 of 2').waitFor()
  await letters().press('F8')
  await page.getByText('2 of 2').waitFor()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByRole('button', { name: 'Send anyway' }).click()
  await page.getByText('Sent.', { exact: true }).waitFor()

  expect(ada.troubles).toEqual([])
})

test('an inbox’s page sets levels and phrases, and tries them on words before they are saved', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/settings/checks`)
  await page
    .getByRole('link', { name: /Support|support/ })
    .first()
    .click()
  await page.getByRole('combobox', { name: 'Shouting' }).selectOption({ label: 'Hold back' })
  await page.getByRole('button', { name: 'Add a phrase' }).click()
  await page.getByRole('textbox', { name: 'Words', exact: true }).fill('no problem')
  await page.getByRole('textbox', { name: 'Offered in their place' }).fill('you’re welcome')
  await page.getByRole('textbox', { name: 'Try it' }).fill('No problem!!!')
  await page.getByText('Capitals and rows of marks read as shouting.').waitFor()
  await page.getByText('Write “you’re welcome”.').waitFor()
  expect(await ada.axe()).toEqual([])
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()

  const { inboxes } = (await (await page.request.get(`${desk.url}/api/v1/check-policies`)).json()) as {
    inboxes: object[]
  }
  expect(inboxes).toMatchObject([{ levels: { shouting: 'block' }, phrases: [{ words: 'no problem' }], version: 1 }])
})
