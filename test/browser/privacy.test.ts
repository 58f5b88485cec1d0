// A conversation kept to its reader: another administrator's page loses it while it is open, and gets it back only with a reason.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { launch } from './chromium.ts'
import { openBrowserDesk, type BrowserDesk } from './desk.ts'
import { openPage, type WatchedPage } from './page.ts'

const password = 'correct horse battery'
let desk: BrowserDesk
let browser: Browser
let ada: WatchedPage
let ben: WatchedPage

beforeAll(async () => {
  desk = await openBrowserDesk({
    POSTROOM_ADMIN_EMAIL: 'ada@people.example',
    POSTROOM_ADMIN_PASSWORD: password,
    POSTROOM_INBOX_ADDRESSES: 'support@desk.example',
  })
  browser = await launch()
  ada = await openPage(browser)
  await signIn(ada.page, 'ada@people.example')
  const invited = await ada.page.request.post(`${desk.url}/api/v1/invitations`, {
    data: { email: 'ben@people.example', role: 'admin' },
    headers: { origin: desk.url },
  })
  const { link } = (await invited.json()) as { link: string }
  ben = await openPage(browser)
  await ben.page.request.post(`${desk.url}/api/v1/invitations/accept`, {
    data: { token: link.split('#')[1], name: 'Ben', password },
    headers: { origin: desk.url },
  })
  await ben.page.goto(`${desk.url}/inbox/open`)
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

async function signIn(page: Page, email: string): Promise<void> {
  page.setDefaultTimeout(30_000)
  await page.goto(desk.url)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Open', exact: true }).waitFor()
}

test('kept private, looked into with a reason, and opened again', async () => {
  const [adas, bens] = [ada.page, ben.page]
  bens.setDefaultTimeout(30_000)
  await desk.mail({ from: 'Dora <dora@acme.example>', to: 'support@desk.example', subject: 'My salary', text: 'Hello' })
  await bens.getByRole('link', { name: /My salary/ }).waitFor()
  await adas
    .getByRole('link', { name: /My salary/ })
    .first()
    .click()
  await adas.getByRole('heading', { name: /My salary/ }).waitFor()

  await adas.getByRole('button', { name: 'More about this conversation' }).click()
  await adas.getByRole('menuitem', { name: 'Keep private' }).click()
  expect(await adas.getByRole('checkbox', { name: /Administrator/ }).isChecked()).toBe(true)
  expect(await adas.getByRole('checkbox', { name: 'Ben' }).isChecked()).toBe(false)
  expect(await ada.axe()).toEqual([])
  await adas.getByRole('button', { name: 'Keep private' }).click()

  await adas.getByRole('heading', { name: /Private.*My salary/ }).waitFor()
  await bens.getByRole('link', { name: /My salary/ }).waitFor({ state: 'detached' })
  await bens.goto(`${desk.url}/inbox/all?q=%231001`)
  await bens.getByRole('button', { name: 'Look into #1001, if it is private' }).click()
  await bens.getByRole('textbox', { name: 'Why you must look in' }).fill('Ada is ill and the deadline is today')
  expect(await ben.axe()).toEqual([])
  await bens.getByRole('button', { name: 'Look in', exact: true }).click()
  await bens.getByRole('heading', { name: /My salary/ }).waitFor()
  await adas.getByText(/Ben looked into this private conversation: “Ada is ill/).waitFor()

  await adas.getByRole('button', { name: 'More about this conversation' }).click()
  await adas.getByRole('menuitem', { name: 'Keep private' }).click()
  await adas.getByRole('button', { name: 'Open to the inbox' }).click()
  await adas.getByRole('img', { name: 'Private' }).first().waitFor({ state: 'detached' })
  expect([ada.troubles, ben.troubles]).toEqual([[], []])
}, 120_000)
