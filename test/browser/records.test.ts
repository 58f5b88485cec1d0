// Contacts, companies and a deal by the keyboard: what happened with them, beside what is known; and companies changed several at once.
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
  for (const [name, domain] of [['Acme', 'acme.example'], ['Bolt', 'bolt.example']]) // prettier-ignore
    await page.request.post(`${desk.url}/api/v1/companies`, { data: { name, domains: [domain] }, headers: { origin: desk.url } }) // prettier-ignore
  await page.request.post(`${desk.url}/api/v1/contacts`, { data: { name: 'Dora', language: 'nl' }, headers: { origin: desk.url } }) // prettier-ignore
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

test('a contact shows what is known, in the words of who reads, and what happened: a note is added and walked to by keys', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/customers`)
  await page.getByRole('link', { name: /Dora/ }).click()
  const pane = page.getByRole('complementary', { name: 'Contact' })
  await pane.getByRole('button', { name: 'Language: Dutch' }).waitFor()

  await page.locator('#main').focus()
  await page.keyboard.press('t')
  const timeline = pane.getByRole('region', { name: 'Timeline' })
  await timeline.waitFor()
  await page.keyboard.press('n')
  await timeline.getByRole('textbox', { name: 'What was said' }).fill('Likes kettles')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => timeline.locator('[data-entry]').first().textContent()).toContain('Likes kettles')
  await page.locator('#main').focus()
  await page.keyboard.press('t')
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[data-entry]')?.textContent)).toContain('Likes kettles') // prettier-ignore
  expect(await ada.axe()).toEqual([])
})

test('companies are chosen and changed together, and z takes it back', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/customers?noun=company&order=name`)
  await page.getByRole('checkbox', { name: 'Choose Acme' }).check()
  await page.getByRole('checkbox', { name: 'Choose Bolt' }).check()
  const bar = page.getByRole('toolbar')
  await bar.getByRole('combobox', { name: 'Stage' }).selectOption({ label: 'Partner' })
  await page.getByText('2 changed.').waitFor()
  const stages = async () => (await (await page.request.get(`${desk.url}/api/v1/companies`)).json()).companies.map((one: { stage: string | null }) => one.stage) // prettier-ignore
  await expect.poll(stages).toEqual(['partner', 'partner'])

  await page.locator('#main').focus()
  await page.keyboard.press('z')
  await expect.poll(stages).toEqual([null, null])
})

test('all stages of a pipeline are seen at once, and a deal has its tasks and its timeline', async () => {
  const { page } = ada
  const { id } = await (await page.request.post(`${desk.url}/api/v1/deals`, { data: { name: 'Kettles' }, headers: { origin: desk.url } })).json() // prettier-ignore
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(`${desk.url}/deals`)
  for (const name of ['New', 'Lost']) {
    const box = await page.getByRole('heading', { name, exact: true }).boundingBox()
    expect((box?.x ?? 9_999) + (box?.width ?? 0)).toBeLessThan(1_440)
  }

  await page.goto(`${desk.url}/deals/${id}`)
  const tasks = page.getByRole('region', { name: 'Tasks' })
  await tasks.getByRole('button', { name: 'Add a task' }).click()
  await tasks.getByRole('textbox', { name: 'Add a task' }).fill('Send the offer')
  await page.keyboard.press('Enter')
  await tasks.getByRole('link', { name: 'Send the offer' }).waitFor()
  await page.reload()
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await expect.poll(async () => {
    await page.reload()
    await timeline.waitFor()
    return await timeline.getByRole('link', { name: /Send the offer/ }).count()
  }, { timeout: 60_000, interval: 2_000 }).toBe(1) // prettier-ignore
})
