// A mail account is read on a permission of its provider: somebody signs in there, comes back, and the mail comes. What happens when
// the provider takes it back is said where the account is.
import { createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { startImapServer, type ImapDouble } from '../doubles/imap-server.ts'
import { startTokenEndpoint, type TokenEndpoint } from '../doubles/token-endpoint.ts'
import { launch } from './chromium.ts'
import { openBrowserDesk, type BrowserDesk } from './desk.ts'
import { openPage, type WatchedPage } from './page.ts'
import { tellAsStory } from './story.ts'

tellAsStory()

let provider: TokenEndpoint
let account: ImapDouble
let desk: BrowserDesk
let browser: Browser
let ada: WatchedPage

beforeAll(async () => {
  provider = await startTokenEndpoint({ turns: true })
  account = await startImapServer({ accessToken: provider.isGood })
  const port = await freePort()
  desk = await openBrowserDesk({
    POSTROOM_HTTP_PORT: String(port),
    POSTROOM_PUBLIC_URL: `http://127.0.0.1:${port}`, // where the provider sends people back to
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
  await provider?.stop()
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: field }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

const here = async (page: Page) => new URL(page.url()).pathname

test('typing an address fills in the rest', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/settings/mailboxes/new`)

  await page.getByLabel('E-mail address of the account').fill('ada@fastmail.com')

  expect(await page.getByLabel('Server').inputValue()).toBe('imap.fastmail.com')
  expect(await page.getByLabel('User name').inputValue()).toBe('ada@fastmail.com')
  await page.getByText('Takes only a password that is made for programs').waitFor()
  await page.getByLabel('E-mail address of the account').fill('ada@gmail.com')
  await page.getByText('Once, at Google').waitFor()
  expect(await ada.axe()).toEqual([])
})

test('an account that cannot be entered is told why', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/settings/mailboxes/new`)
  await page.getByLabel('Server').fill('127.0.0.1')
  await page.getByLabel('Port', { exact: true }).fill(String(account.port))
  await choose(page, 'Encryption', 'STARTTLS')
  await page.getByLabel('User name').fill('desk')
  await page.getByRole('textbox', { name: 'Password' }).fill('wrong')
  await page.getByRole('button', { name: 'Try it' }).click()

  await page.getByText('User name or password is wrong.').waitFor()
  await choose(page, 'Encryption', 'TLS')
  await page.getByLabel('Port', { exact: true }).fill(String(account.port))
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.getByText('does not begin with TLS').waitFor()
  expect(await ada.axe()).toEqual([])
})

test('Google and Microsoft need no addresses looked up', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/settings/mailboxes/new`)

  await choose(page, 'Sign in by', 'Permission of the provider (OAuth 2.0)')
  await choose(page, 'Provider', 'Microsoft 365')

  expect(await page.getByLabel('Server').inputValue()).toBe('outlook.office365.com')
  await choose(page, 'Provider', 'Google')
  expect(await page.getByLabel('Server').inputValue()).toBe('imap.gmail.com')
  await page.getByText(`${desk.url}/settings/mailboxes/consent`, { exact: true }).waitFor()
  expect(await ada.axe()).toEqual([])
})

test('somebody signs in at the provider, and the mail of the account comes', async () => {
  const { page } = ada
  account.append('From: Dora <dora@acme.example>\r\nTo: shop@elsewhere.example\r\nSubject: by grant\r\n\r\nHi')
  await choose(page, 'Provider', 'Another provider')
  await page.getByLabel('Client ID').fill('client-id')
  await page.getByRole('textbox', { name: 'Client secret' }).fill('client-secret')
  await page.getByLabel('Address of the sign-in').fill(provider.authorizeUrl)
  await page.getByLabel('Address of the tokens').fill(provider.url)
  await page.getByLabel('Server').fill('127.0.0.1')
  await page.getByLabel('Port', { exact: true }).fill(String(account.port))
  await choose(page, 'Encryption', 'STARTTLS')
  await page.getByLabel('User name').fill('desk')
  await page.getByRole('button', { name: 'Add', exact: true }).click()

  await page.getByText(/Nobody has signed in at 127\.0\.0\.1:\d+ yet/).waitFor()
  expect(await ada.axe()).toEqual([])
  provider.refuseConsent(true)
  await page.getByRole('button', { name: /^Sign in at 127/ }).click()
  await page.getByText('The provider sent you back without a permission. It said: access_denied').waitFor()
  provider.refuseConsent(false)
  await page.getByRole('link', { name: 'Back' }).last().click()
  await page.getByRole('link', { name: /desk/ }).last().click()
  await page.getByRole('button', { name: /^Sign in at 127/ }).click()

  await page.getByText(/lets Postroom in, since/).waitFor()
  expect(await here(page)).toMatch(/^\/settings\/mailboxes\/\d+$/)
  await page.getByText('connected', { exact: true }).waitFor()
  await page.goto(`${desk.url}/inbox/open`)
  await page.getByText('by grant').first().waitFor()
})

test('what lies on the server is counted beside what is here', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/settings/mailboxes`)
  await page.getByRole('list', { name: 'Mail accounts' }).getByRole('link').first().click()
  const section = page.getByRole('region', { name: 'Everything accounted for' })
  await section.getByRole('button', { name: 'Count now' }).click()

  await section.getByText(/All \d+ messages? on the server (is|are) accounted for/).waitFor()
  await section.getByText('in a conversation').waitFor()
  expect(await ada.axe()).toEqual([])
})

test('a permission that was taken back is told, with what to do', async () => {
  const { page } = ada
  provider.revoke()
  account.cut()

  await page.goto(`${desk.url}/settings/mailboxes`)
  await page.getByText('failed', { exact: true }).waitFor()
  await page.getByRole('list', { name: 'Mail accounts' }).getByRole('link').first().click()

  await page.getByText(/no longer lets Postroom in: the permission was withdrawn/).waitFor()
  expect(await ada.axe()).toEqual([])
  await page.getByRole('button', { name: /^Sign in at 127/ }).click()
  await page.getByText(/lets Postroom in, since/).waitFor()
  await page.getByText('connected', { exact: true }).waitFor()
})

test('what was brought back is of no use a second time, nor in the history', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/settings/mailboxes/consent?code=x&state=y`)

  await page.getByText(/started elsewhere, too long ago, or is done already/).waitFor()

  expect(page.url()).toBe(`${desk.url}/settings/mailboxes/consent`)
  expect(ada.troubles.filter((one) => !/status of (400|409)/.test(one))).toEqual([])
})
