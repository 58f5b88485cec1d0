// A mail account follows the desk: somebody wants it to, both sides change one thing while nobody looks, and the page of the account
// says so and lets the other side's word hold.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { startImapServer, type ImapDouble } from '../doubles/imap-server.ts'
import { launch } from './chromium.ts'
import { openBrowserDesk, type BrowserDesk } from './desk.ts'
import { openPage, type WatchedPage } from './page.ts'
import { tellAsStory } from './story.ts'

tellAsStory()

let account: ImapDouble
let desk: BrowserDesk
let browser: Browser
let ada: WatchedPage

beforeAll(async () => {
  const others = { Archive: '\\Archive', Trash: '\\Trash', Sent: '\\Sent' }
  account = await startImapServer({ others, capabilities: ['IDLE', 'UIDPLUS', 'ENABLE', 'CONDSTORE', 'MOVE'] })
  desk = await openBrowserDesk({
    POSTROOM_PRIVATE_HOSTS: '127.0.0.1',
    POSTROOM_ADMIN_EMAIL: 'ada@people.example',
    POSTROOM_ADMIN_PASSWORD: 'correct horse battery',
    POSTROOM_INBOX_ADDRESSES: 'support@desk.example',
  })
  browser = await launch()
  ada = await openPage(browser)
  const { page } = ada
  page.setDefaultTimeout(40_000)
  await page.goto(desk.url)
  await page.getByLabel('E-mail address').fill('ada@people.example')
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Views' }).waitFor()
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
  await account?.stop()
})

async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: field }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

/** As a program in the page would. */
async function ask<T>(page: Page, method: string, where: string, body?: object): Promise<T> {
  const asked = { method, where: `/api/v1${where}`, body: body && JSON.stringify(body) }
  return await page.evaluate(async ({ method: verb, where: at, body: text }) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }
    return await (await fetch(at, { method: verb, headers, ...(text && { body: text }) })).json()
  }, asked)
}

const only = async (page: Page) =>
  (await ask<{ conversations: { id: string; status: string }[] }>(page, 'GET', '/conversations?view=all'))
    .conversations[0]

test('somebody wants the account to follow, and what is resolved here is archived there', async () => {
  const { page } = ada
  account.append(
    'From: Dora <dora@acme.example>\r\nTo: shop@elsewhere.example\r\nMessage-ID: <order@acme.example>\r\nSubject: An order\r\n\r\nHello',
  )
  await page.goto(`${desk.url}/settings/mailboxes/new`)
  await page.getByLabel('Server').fill('127.0.0.1')
  await page.getByLabel('Port', { exact: true }).fill(String(account.port))
  await choose(page, 'Encryption', 'STARTTLS')
  await page.getByLabel('User name').fill('desk')
  await page.getByRole('textbox', { name: 'Password' }).fill('secret')
  await page.getByRole('switch', { name: 'Change things in the account too' }).check()
  await expect.poll(() => page.getByRole('combobox', { name: 'When it is deleted here' }).inputValue()).toBe('its mails go to the trash there') // prettier-ignore
  await page.getByText('Folders, and who wins').click()
  expect(await ada.axe()).toEqual([])
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByText('connected').waitFor()
})

test('both sides change the status while nobody looks: the page says who won, and the other side’s word can hold', async () => {
  const { page } = ada
  await expect.poll(async () => (await only(page))?.status, { timeout: 40_000 }).toBe('open')
  const id = (await only(page))?.id ?? ''
  await page.getByRole('link', { name: /desk/ }).first().click()
  await page.getByText('The account knows everything.').waitFor()
  await page.getByText('There was none.').waitFor()
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByRole('button', { name: 'Go on' }).waitFor()
  await expect.poll(() => account.commands.at(-1), { timeout: 40_000 }).toBe('LOGOUT')
  await ask(page, 'PATCH', `/conversations/${id}`, { status: 'waiting' })
  account.move(1, 'Archive')
  await page.getByRole('button', { name: 'Go on' }).click()

  await page.getByText('Postroom won').waitFor()
  await page.getByText(/Here waiting \(.+\), there archived\./).waitFor()
  await expect.poll(() => account.textsIn('INBOX').length, { timeout: 40_000 }).toBe(1) // put right
  expect(await ada.axe()).toEqual([])

  await page.getByRole('button', { name: /Undo the conflict/ }).click()
  await page.getByText('undone', { exact: true }).waitFor()
  await expect.poll(async () => (await only(page))?.status, { timeout: 40_000 }).toBe('resolved')
  await expect.poll(() => account.textsIn('Archive').length, { timeout: 40_000 }).toBe(1)
})
