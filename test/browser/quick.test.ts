// Quick hands and a lost line: what is pressed is done to the row that was marked at that moment, however far the page is with drawing it;
// and cards, notes and merges wait for the line like everything else.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { launch } from './chromium.ts'
import { openBrowserDesk, type BrowserDesk } from './desk.ts'
import { openPage, type WatchedPage } from './page.ts'
import { tellAsStory } from './story.ts'

tellAsStory()

let desk: BrowserDesk
let browser: Browser
let ada: WatchedPage
const MAILS = 7

beforeAll(async () => {
  desk = await openBrowserDesk({
    POSTROOM_ADMIN_EMAIL: 'ada@desk.example',
    POSTROOM_ADMIN_PASSWORD: 'correct horse battery',
    POSTROOM_INBOX_ADDRESSES: 'support@desk.example',
  })
  for (let at = 1; at <= MAILS; at++)
    await desk.mail({
      from: `dora${at}@acme.example`,
      to: 'support@desk.example',
      subject: `Order ${at}`,
      html: `<p style="height: ${100 * at}px">Where is order ${at}?</p>`,
    })
  browser = await launch()
  ada = await openPage(browser)
  const { page } = ada
  page.setDefaultTimeout(30_000)
  await page.goto(desk.url)
  await page.getByLabel('E-mail address').fill('ada@desk.example')
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('link', { name: `Open ${MAILS}` })
    .waitFor()
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

interface Told {
  id: string
  number: string
  subject: string
  status: string
  assigneeId: string | null
}

/** By subject, as the server has them. */
async function told(): Promise<Record<string, Told>> {
  const answer = await ada.page.request.get(`${desk.url}/api/v1/conversations?view=all&limit=50`)
  const { conversations } = (await answer.json()) as { conversations: Told[] }
  return Object.fromEntries(conversations.map((one) => [one.subject, one]))
}

/** One after another with no frame between: nothing is drawn but what a key itself has drawn. */
async function pressAtOnce(...keys: string[]): Promise<void> {
  await ada.page.evaluate(async (all) => {
    for (const key of all) {
      document.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
      await Promise.resolve()
    }
  }, keys)
}

const row = (n: number) => ada.page.getByRole('link', { name: new RegExp(`Order ${n}\\b`) })
const opened = (n: number) => ada.page.getByRole('heading', { name: new RegExp(`Order ${n}\\b`) })
/** Of the mail that is open, with what it says. */
const frame = () =>
  ada.page.evaluate(() => {
    const shown = document.querySelector<HTMLIFrameElement>('[data-message] iframe')
    return { text: shown?.contentDocument?.body.textContent?.trim() ?? '', height: shown?.clientHeight ?? 0 }
  })

test('a mail takes over the frame of the one before, with nothing of it, at its own height', async () => {
  const { page } = ada
  await row(7).click()
  await expect.poll(frame).toMatchObject({ text: 'Where is order 7?' })
  await page.evaluate(() => Object.assign(document.querySelector('[data-message] iframe') ?? {}, { isKept: true }))
  await page.keyboard.press('j')
  await expect.poll(frame).toMatchObject({ text: 'Where is order 6?' })

  await page.keyboard.press('k')
  await opened(7).waitFor()

  const drawn = await frame()
  expect(drawn.text).toBe('Where is order 7?')
  expect(drawn.height).toBeGreaterThanOrEqual(700)
  const isKept = () => page.evaluate(() => [...document.querySelectorAll('iframe')].some((one) => 'isKept' in one))
  expect(await isKept()).toBe(true)
  expect(await page.evaluate(() => document.querySelector('#spare-frames')?.textContent ?? '')).toBe('')
})

test('keys that come faster than anything can be drawn act on the row that is marked when they are pressed', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/inbox/open`)
  await row(7).waitFor()

  await pressAtOnce('j', 'j', 'e', 'm', 'j', 'j', '!')

  await opened(2).waitFor()
  await expect.poll(async () => (await told())['Order 3']).toBeUndefined() // held back: junk is in no other list
  const { 'Order 6': second, 'Order 5': third, ...others } = await told()
  expect(second).toMatchObject({ status: 'resolved', assigneeId: null })
  expect(third).toMatchObject({ status: 'open', assigneeId: expect.stringMatching(/^\d+$/) })
  for (const one of Object.values(others)) expect(one).toMatchObject({ status: 'open', assigneeId: null })
  await expect.poll(() => new URL(page.url()).pathname).toBe(`/inbox/open/${(await told())['Order 2']?.id}`)
  await page.goBack()
  await expect.poll(() => page.locator('#subject').count()).toBe(0)
  expect(new URL(page.url()).pathname).toBe('/inbox/open')
})

test('a note, a merge and a card wait for the line, are shown meanwhile, and are made once when it is back', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/boards`)
  await page.getByRole('button', { name: 'New board' }).click()
  await page.getByLabel('Name').fill('Everything')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const column = (name: string) => page.getByRole('region', { name }).locator('[data-card]')
  await expect.poll(() => column('Open').count()).toBe(5)
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await row(2).click()
  await opened(2).waitFor()
  await page.keyboard.press('Shift+m')
  await page.getByLabel('Number of the other conversation').fill('1')
  await page.keyboard.press('Escape')
  const { 'Order 1': into, 'Order 2': from } = await told()
  // The machine believes itself to be on the net; it is the desk that cannot be reached.
  await page.route(/\/api\/v1\//, (route) => route.abort('connectionfailed'))

  await page.locator('#subject').focus()
  await page.keyboard.press('n')
  await page.getByRole('textbox', { name: 'Add a note' }).fill('Ask the carrier')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Waits for the connection').waitFor()
  await page.keyboard.press('Shift+m')
  await page.getByLabel('Number of the other conversation').fill(into?.number ?? '')
  await page.getByRole('button', { name: 'Merge', exact: true }).click()
  await opened(1).waitFor()
  expect(await row(2).count()).toBe(0)
  await page.getByRole('link', { name: 'Boards' }).click()
  await page.getByRole('link', { name: 'Everything' }).click()
  await column('Open').filter({ hasText: 'Order 4' }).focus()
  await page.keyboard.press('Shift+ArrowRight')
  await expect.poll(() => column('Waiting').count()).toBe(1)
  await page.getByText(/The connection is lost. \d changes wait/).waitFor()
  await page.unroute(/\/api\/v1\//)

  await page.getByText(/All \d changes that waited are made\./).waitFor({ timeout: 60_000 })
  const after = await told()
  expect(after['Order 4']).toMatchObject({ status: 'waiting' })
  expect(after['Order 2']).toBeUndefined()
  const entries = await page.request.get(`${desk.url}/api/v1/conversations/${into?.id}/entries`)
  const { entries: all } = (await entries.json()) as {
    entries: { type: string; text: string; conversationId: string }[]
  }
  expect(all.filter((one) => one.type === 'note')).toMatchObject([
    { text: 'Ask the carrier', conversationId: from?.id },
  ])
  expect(ada.troubles.filter((text) => !/ERR_CONNECTION_FAILED/.test(text))).toEqual([])
})
