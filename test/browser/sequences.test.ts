// A sequence from its first word to the letter that leaves: written, somebody enrolled after a look at what they would get, and what
// happened told on their card. On the way: a workflow to start from, a webhook, and nothing serious for axe.
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

test('a sequence is written, and what nobody knows is refused at its place', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/settings/sequences`)
  await page.getByRole('link', { name: 'New sequence' }).click()
  await page.getByLabel('Name', { exact: true }).fill('After the fair')
  await page.getByLabel('Subject', { exact: true }).fill('Lamps for {{contact.fristName}}')
  const words = page.getByRole('textbox', { name: 'Text of the message' })
  await words.click()
  await page.keyboard.type('Shall I send our list?')
  await page.getByLabel('Letters leave only while the inbox is open').uncheck({ force: true })
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByText('Did you mean “{{contact.firstName}}”?').first().waitFor()
  await page.getByLabel('Subject', { exact: true }).fill('Lamps for {{contact.firstName|you}}')
  expect(await ada.axe()).toEqual([])
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('link', { name: /After the fair/ }).waitFor()
})

test('somebody is enrolled from their card after a look at what they would get, and the letter leaves', async () => {
  const { page } = ada
  await page.evaluate(async () => {
    const body = JSON.stringify({ name: 'Dora Vega', addresses: [{ address: 'dora@acme.example', label: '' }] })
    await fetch('/api/v1/contacts', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  })
  await page.goto(`${desk.url}/customers`)
  await page.getByRole('link', { name: /Dora Vega/ }).click()
  await page.getByRole('button', { name: 'Enrol', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Dora Vega').click()
  await dialog.getByText('Lamps for Dora').waitFor()
  expect(await ada.axe()).toEqual([])
  await dialog.getByRole('button', { name: 'Enrol 1 person' }).click()
  await page.getByRole('button', { name: /After the fair All sent/ }).click()
  await page.getByText(/Letter 1 of 1 sent/).waitFor()
})

test('a workflow begins with what has to be filled in, and a webhook calls no server that is not allowed', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/settings/rules/templates`)
  await page.getByText('To be filled in: which stage of which pipeline.').waitFor()
  expect(await ada.axe()).toEqual([])
  await page.getByRole('listitem').filter({ hasText: 'Demo request' }).getByRole('link').click()
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  expect(await page.getByLabel('On', { exact: true }).isChecked()).toBe(false)
  await page.getByText('Look at the fields marked below').or(page.locator('[aria-invalid="true"]')).first().waitFor()

  await page.goto(`${desk.url}/settings/webhooks/new`)
  await page.getByLabel('Name', { exact: true }).fill('The shop')
  await page.getByLabel('Address', { exact: true }).fill('https://hooks.partner.example/desk')
  await page.getByLabel('All about deals').check()
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByText('Webhooks may not call hooks.partner.example').waitFor()
  expect(await ada.axe()).toEqual([])
})
