// Answers that must go out once, come back whole, and what is done to whole conversations: the real page on the real server.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
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
    POSTROOM_INBOX_ADDRESSES: 'support@desk.example,sales@desk.example',
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

// What a test leaves behind, most of all one that failed: lines cut, sheets and drafts open.
afterEach(async () => {
  await ada.page.unrouteAll({ behavior: 'ignoreErrors' })
  await ada.page.goto(`${desk.url}/inbox/open`)
})

const letters = () => ada.page.getByRole('textbox', { name: 'Text of the message' })
const attached = { name: 'track.txt', mimeType: 'text/plain', buffer: Buffer.from('parcel 42') }

async function openMail(subject: string, extra: object = {}): Promise<void> {
  await desk.mail({
    from: 'Dora Vega <dora@acme.example>',
    to: 'support@desk.example',
    subject,
    text: `About ${subject}`,
    ...extra,
  })
  await ada.page
    .getByRole('link', { name: new RegExp(subject) })
    .first()
    .click()
  await ada.page.getByRole('heading', { name: new RegExp(subject) }).waitFor()
}

/** Lets the server do what is asked and loses its answer, once. Says with which keys it was asked. */
async function loseFirstAnswer(path: RegExp): Promise<string[]> {
  const keys: string[] = []
  await ada.page.route(path, async (route) => {
    if (route.request().method() !== 'POST') return route.fallback()
    keys.push((await route.request().headerValue('idempotency-key')) ?? '')
    if (keys.length > 1) return route.fallback()
    await route.fetch()
    return route.abort('connectionreset')
  })
  return keys
}

async function outgoing(): Promise<number> {
  const id = new URL(ada.page.url()).pathname.split('/').at(-1) ?? ''
  const answer = await ada.page.request.get(`${desk.url}/api/v1/conversations/${id}/entries`)
  const { entries } = (await answer.json()) as { entries: { type: string; direction?: string }[] }
  return entries.filter((entry) => entry.type === 'message' && entry.direction === 'out').length
}

test('an answer whose first "sent" was lost goes out once, however often Send is pressed', async () => {
  const { page } = ada
  await openMail('Order 118')
  const keys = await loseFirstAnswer(/\/replies$/)
  await page.locator('#subject').focus()
  await page.keyboard.press('r')
  await letters().waitFor()
  await page.keyboard.type('It left on Monday.')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByText('The server cannot be reached.').waitFor()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByText('Sent.', { exact: true }).waitFor()

  expect(keys).toHaveLength(2)
  expect(keys[0]).toBe(keys[1])
  expect(await outgoing()).toBe(1)
})

test('called back, an answer has its files again and can be sent with them', async () => {
  const { page } = ada
  await openMail('Order 119')
  await page.locator('#subject').focus()
  await page.keyboard.press('r')
  await letters().waitFor()
  await page.keyboard.type('Here is the receipt.')
  await page.locator('input[type="file"]').setInputFiles(attached)
  await page.getByRole('button', { name: 'Remove track.txt' }).waitFor()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByText('Sent.', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await letters().getByText('Here is the receipt.').waitFor()
  await page.getByRole('button', { name: 'Remove track.txt' }).waitFor()
  expect(await outgoing()).toBe(0)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByText('Sent.', { exact: true }).first().waitFor()

  await expect.poll(outgoing).toBe(1)
  await page.getByRole('link', { name: 'track.txt' }).waitFor()
})

const meeting = [
  'BEGIN:VCALENDAR',
  'METHOD:REQUEST',
  'BEGIN:VEVENT',
  'UID:meeting-120@acme.example',
  'SUMMARY:The parcel',
  'LOCATION:Room 4',
  'DTSTART;TZID=Europe/Amsterdam:20260305T100000',
  'DURATION:PT1H',
  'RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=3',
  'ORGANIZER;CN=Dora Vega:mailto:dora@acme.example',
  'ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:support@desk.example',
  'END:VEVENT',
  'END:VCALENDAR',
].join('\r\n')
const attachedMail = 'From: Emil <emil@acme.example>\r\nSubject: Before\r\n\r\nWhat Emil wrote.\r\n'

test('an invitation is shown and answered, and a mail attached to it is read in place', async () => {
  const { page } = ada
  await openMail('Shall we meet', {
    alternatives: [{ contentType: 'text/calendar; method=REQUEST', content: meeting }],
    attachments: [{ filename: 'before.eml', contentType: 'message/rfc822', content: attachedMail }],
  })
  const card = page.getByRole('region', { name: 'Invitation: The parcel' })
  await card.getByText('every week · Thursday · 3 times').waitFor()
  await page.getByRole('button', { name: 'Read before.eml' }).click()
  await page.getByRole('dialog').getByText('What Emil wrote.').waitFor()
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  const found = await ada.axe()
  await card.getByRole('button', { name: 'Yes' }).click()
  await page.getByText('The answer is on its way.').waitFor()

  expect(await outgoing()).toBe(1)
  expect(found).toEqual([])
})

test('a first letter goes out once, and called back it lies there as it was written', async () => {
  const { page } = ada
  const keys = await loseFirstAnswer(/\/conversations$/)
  await page.getByRole('heading', { name: 'Open', exact: true }).waitFor()
  await page.keyboard.press('c')
  const sheet = page.getByRole('dialog', { name: 'New conversation' })
  await sheet.getByLabel('To', { exact: true }).first().fill('emil@kenar.example')
  await page.keyboard.press('Enter')
  await sheet.getByRole('textbox', { name: 'Subject' }).fill('Your parcel')
  await letters().fill('It waits for you.')
  await sheet.locator('input[type="file"]').setInputFiles(attached)
  await sheet.getByRole('button', { name: 'Remove track.txt' }).waitFor()
  expect(await ada.axe()).toEqual([])
  await sheet.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByText('The server cannot be reached.').first().waitFor()
  await sheet.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByRole('heading', { name: /Your parcel/ }).waitFor()
  expect(new Set(keys).size).toBe(1)
  expect(keys).toHaveLength(2)
  const found = await page.request.get(`${desk.url}/api/v1/conversations?view=all&q=parcel%20waits`)
  expect(((await found.json()) as { conversations: unknown[] }).conversations.length).toBeLessThanOrEqual(1)

  await page.keyboard.press('z')
  await sheet.waitFor()
  await letters().getByText('It waits for you.').waitFor()
  await sheet.getByText('emil@kenar.example').waitFor()
  expect(await sheet.getByRole('textbox', { name: 'Subject' }).inputValue()).toBe('Your parcel')
  await sheet.getByRole('button', { name: 'Remove track.txt' }).waitFor()
  // Closed it waits.
  await sheet.getByRole('button', { name: 'Close' }).click()
  await sheet.waitFor({ state: 'detached' })
  await page.keyboard.press('c')
  await letters().getByText('It waits for you.').waitFor()
  await sheet.getByRole('button', { name: 'Discard' }).click()
  await sheet.waitFor({ state: 'detached' })
})

test('who would get an answer nobody expected is said before it is written', async () => {
  const { page } = ada
  await openMail('Order 120', { replyTo: 'other@elsewhere.example' })
  await page.locator('#subject').focus()
  await page.keyboard.press('r')
  await letters().waitFor()
  await page.getByText('The sender asks for answers at another address').waitFor()
  expect(await ada.axe()).toEqual([])
  await page.getByRole('button', { name: 'Discard' }).click()
})

test('one conversation becomes part of another by its number, and comes apart again', async () => {
  const { page } = ada
  await openMail('Parcel A')
  const said = page.getByRole('region', { name: 'What was said' })
  const number = /#(\d+)/.exec((await page.locator('#subject').textContent()) ?? '')?.[1] ?? ''
  await openMail('Parcel B')
  await page.locator('#subject').focus()
  await page.keyboard.press('Shift+M')
  const dialog = page.getByRole('dialog', { name: 'Merge into another' })
  await dialog.getByLabel('Number of the other conversation').fill('999999')
  await dialog.getByText('There is no conversation with this number that you see.').waitFor()
  await dialog.getByLabel('Number of the other conversation').fill(`#${number}`)
  await dialog.getByText('Parcel A').waitFor()
  expect(await ada.axe()).toEqual([])
  await page.keyboard.press('Enter')
  await page.getByText(`Merged into #${number}.`).waitFor()
  await page.getByRole('heading', { name: /Parcel A/ }).waitFor()
  await page.getByText('About Parcel B').first().waitFor()

  await page.keyboard.press('z')
  await page.getByRole('heading', { name: /Parcel B/ }).waitFor()

  await page.keyboard.press('Shift+M')
  await dialog.getByLabel('Number of the other conversation').fill(number)
  await dialog.getByText('Parcel A').waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /Parcel A/ }).waitFor()
  await page.getByText('About Parcel B').first().waitFor()
  await page.getByRole('button', { name: 'More about this conversation' }).click()
  await page.getByRole('menuitem', { name: 'Separate “Parcel B”' }).click()
  await page.getByText('Separated.').waitFor()
  await expect.poll(() => said.getByText('About Parcel B').count()).toBe(0)
})

test('a conversation is moved to another inbox with a key, and back', async () => {
  const { page } = ada
  await openMail('Parcel C')
  await page.evaluate(() =>
    fetch('/api/v1/inboxes', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'claims' },
      body: JSON.stringify({ name: 'Claims', addresses: ['claims@desk.example'] }),
    }),
  )
  await page.reload()
  await page.getByRole('link', { name: 'Claims' }).waitFor()
  await page.locator('#subject').focus()
  await page.keyboard.press('v')
  const item = page.getByRole('menuitem').first()
  await item.waitFor()
  await expect.poll(() => item.evaluate((one) => one === document.activeElement)).toBe(true)
  const to = (await item.textContent()) ?? ''
  expect(await ada.axe()).toEqual([])
  await page.keyboard.press('Enter')
  await page.getByText(`Moved to ${to}.`).waitFor()
  await page.getByText(new RegExp(`moved it to ${to}`)).waitFor()
  await page.keyboard.press('z')
  await page.getByText(/moved it to Support/).waitFor()
})

test('a mail that grows with its frame comes to an end, and what is longer scrolls inside', async () => {
  const { page } = ada
  const long = Array.from({ length: 1200 }, (_, at) => `<p>Line ${at}</p>`).join('')
  await openMail('Long one', { html: `<div style="background:#fff">${long}</div>` })
  const height = () => page.evaluate(() => document.querySelector('iframe')?.getBoundingClientRect().height ?? 0)
  await expect.poll(height).toBe(20_000)
  const scrolls = await page.evaluate(() => {
    const view = document.querySelector('iframe')?.contentWindow
    view?.scrollTo(0, 500)
    return view?.scrollY
  })
  expect(scrolls).toBe(500)
})

test('of more than 200 entries the earlier ones come when asked for, and what is read stays where it is', async () => {
  const { page } = ada
  await openMail('Much to say')
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  await page.evaluate(async (conversation) => {
    let at = 0
    const next = async (): Promise<void> => {
      if (++at > 230) return
      await fetch(`/api/v1/conversations/${conversation}/notes`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': `note-${at}` },
        body: JSON.stringify({ text: `Note ${at}` }),
      })
      await next()
    }
    await Promise.all([next(), next(), next(), next()])
  }, id)
  await page.reload()
  await page.getByText('Note 230', { exact: true }).waitFor()
  expect(await page.getByText('Note 5', { exact: true }).count()).toBe(0)
  const button = page.getByRole('button', { name: 'Show earlier' })
  await button.scrollIntoViewIfNeeded()
  await page.waitForTimeout(300)
  const [first] = await page.getByText(/^Note \d+$/).allTextContents()
  const top = () =>
    page.getByText(first ?? '', { exact: true }).evaluate((one) => Math.round(one.getBoundingClientRect().top))
  const before = await top()
  expect(await ada.axe()).toEqual([])
  await button.click()
  await page.getByText('Note 1', { exact: true }).waitFor()
  await page.waitForTimeout(300)

  expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(2)
  expect(await button.count()).toBe(0)
  expect(await page.getByText(/^Note \d+$/).count()).toBe(230)
})

test('in all of this nothing broke and nothing went against the page’s own policy', () => {
  // A conversation whose only message was called back takes its contact along, whose card may be asking at that moment.
  const expected = /ERR_CONNECTION_RESET|404 .*(?:\/(?:contacts|timeline\/contacts?|timeline)\/\w*|\/deals\?contactId=)/
  expect(ada.troubles.filter((text) => !expected.test(text))).toEqual([])
})

test('what a mail tells is offered: who wrote what was passed on, what a signature says, and answers between the quoted lines', async () => {
  const { page } = ada
  const text = [
    'For you. My answers to your questions:\n\nOn 4 May 2026 at 10:12, Ben wrote:\n> Is it hot?\n\nYes, it is.\n\n-- ',
    'Emil Bolt\nHead of Purchasing\n12 Kettle Street\nLondon NW1 4AB\nTel: +44 20 7946 0000',
  ].join('\n')
  const head = 'From: Fay Spout <fay@spout.example>\nDate: Mon, 4 May 2026\nSubject: Whistle\nTo: Emil Bolt'
  const emil = { from: 'Emil Bolt <emil@bolt-works.example>' }
  await openMail('Re: Whistle on', { ...emil, text })
  const card = page.getByRole('complementary', { name: 'Contact' })

  await page.getByText('Yes, it is.').last().waitFor()
  expect(await page.getByText('Is it hot?').count()).toBe(0)
  await page.getByRole('button', { name: 'Show the rest' }).click()
  await page.getByText('Is it hot?').waitFor()

  await card.getByRole('button', { name: 'Accept Phone: +44 20 7946 0000' }).click()
  await card.getByRole('link', { name: '+44 20 7946 0000' }).waitFor()
  expect(await ada.axe()).toEqual([])
  await page.getByRole('button', { name: 'Undo' }).click()
  await card.getByRole('button', { name: 'Accept Phone: +44 20 7946 0000' }).waitFor()

  await openMail('Fwd: Whistle off', {
    ...emil,
    text: `For you.\n\n---- Forwarded message ----\n${head}\n\nIt whistles.`,
  })
  await page.getByText('Forwarded by Emil Bolt; written by Fay Spout.').waitFor()
  await page.getByRole('button', { name: 'Make Fay Spout the contact' }).click()
  await card.getByRole('heading', { name: 'Fay Spout' }).waitFor()
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await card.getByRole('heading', { name: 'Emil Bolt' }).waitFor()
})
