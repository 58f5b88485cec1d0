// A canned reply from its first word to the mail that leaves: written in the settings, found by `;`, put in with what it does, sent,
// called back. On the way: signatures, and nothing serious for axe.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { launch } from './chromium.ts'
import { openBrowserDesk, type BrowserDesk } from './desk.ts'
import { openPage, type WatchedPage } from './page.ts'
import { tellAsStory } from './story.ts'

let desk: BrowserDesk
let browser: Browser
let ada: WatchedPage

beforeAll(async () => {
  desk = await openBrowserDesk({
    POSTROOM_ADMIN_EMAIL: 'ada@people.example',
    POSTROOM_ADMIN_PASSWORD: 'correct horse battery',
    POSTROOM_INBOX_ADDRESSES: 'support@desk.example',
  })
  browser = await launch()
  ada = await openPage(browser)
  const { page } = ada
  page.setDefaultTimeout(30_000)
  await page.goto(desk.url)
  await page.getByLabel('E-mail address').fill('ada@people.example')
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Views' }).waitFor()
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})
tellAsStory()

const words = () => ada.page.getByRole('textbox', { name: 'Text of the message' })

test('it is written with a variable and an action; what nobody knows is refused at its place', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/settings/macros`)
  await page.getByRole('link', { name: 'Write the first one' }).click()
  await page.getByLabel('Title').fill('It has left')
  await words().click()
  await page.keyboard.type('Dear {{contact.fristName}}, it has left.')
  await page.getByRole('button', { name: 'Add an action' }).click()
  await page.getByLabel('Status', { exact: true }).selectOption('resolved')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByText('Did you mean “{{contact.firstName}}”?').first().waitFor()
  await words().click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('Dear {{contact.firstName|customer}}, it has left.')
  await page.getByText('Dear customer, it has left.').waitFor()

  expect(await ada.axe()).toEqual([])
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('link', { name: /It has left/ }).waitFor()
})

test('it lies in a folder by the keyboard', async () => {
  const { page } = ada
  await page.getByRole('button', { name: 'New folder' }).click()
  await page.getByRole('textbox', { name: 'Name of the folder' }).fill('Orders')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Move It has left' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Orders' }).press('Enter')
  await page.getByText('It has left lies in Orders now.').first().waitFor()

  expect(await ada.axe()).toEqual([])
})

test('in an answer `;` finds it, Shift+Enter puts it in with what it does, and it leaves under the writer’s signature', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/settings/profile`)
  await page.getByLabel('Your signature').fill('{{user.firstName}} of {{inbox.name}}')
  await page.getByRole('button', { name: 'Save', exact: true }).first().click()
  await page.getByText('Saved.').first().waitFor()
  await desk.mail({
    from: 'Dora <dora@acme.example>',
    to: 'support@desk.example',
    subject: 'Where is it',
    text: 'Where?',
  })
  await page.goto(`${desk.url}/inbox/open`)
  await page.getByRole('link', { name: /Where is it/ }).first().click() // prettier-ignore
  await page.locator('#subject').focus()
  await page.keyboard.press('r')
  await words()
    .getByText(/^-- .* of /)
    .waitFor()
  await page.keyboard.type('a;b ;')
  await page.getByRole('combobox', { name: 'Find a canned reply' }).fill('left')
  await page.getByRole('option', { name: /It has left/ }).waitFor()
  expect(await ada.axe()).toEqual([])
  await page.keyboard.press('Shift+Enter')
  await words().getByText('a;b Dear Dora, it has left.').waitFor()
  await page.getByRole('button', { name: 'Leave out: Status: Resolved' }).waitFor()
  await page.keyboard.press('ControlOrMeta+Enter')
  await page.getByText('Sent.', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await words().getByText('a;b Dear Dora, it has left.').waitFor()
  await page.getByRole('button', { name: 'Leave out: Status: Resolved' }).waitFor()
  await page.keyboard.press('ControlOrMeta+Enter')

  await expect.poll(() => desk.sink.messages.length, { timeout: 60_000 }).toBeGreaterThan(0)
  const raw = String(desk.sink.messages.at(-1)?.raw)
  expect(raw).toContain('class=3D"moz-signature"')
  expect(raw).toMatch(/it has left\.\s{1,6}-- \r\nAdministrator of Support/)
  await page.goto(`${desk.url}/inbox/resolved`)
  await page.getByRole('link', { name: /Where is it/ }).first().waitFor() // prettier-ignore
  expect(ada.troubles.filter((one) => !one.includes('400 (Bad Request)'))).toEqual([]) // which it was, at first
})
