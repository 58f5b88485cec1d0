// Every other field of a mail, and what colleagues type, with words that are markup to a careless program: text they are, and text they
// stay, on every page of the real app. Besides, what hides and what warns: a sign-in mail and a sender who passes for the desk.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { launch } from './chromium.ts'
import { openBrowserDesk, type BrowserDesk } from './desk.ts'
import { openPage, type WatchedPage } from './page.ts'

const run = 'top.wasRun=1'
const strings = [
  `<img src=x onerror=${run} data-xss>`,
  `"><svg onload=${run} data-xss>`,
  `'"--></style></title><script data-xss>${run}</script>`,
  `javascript:${run}`,
  `{{constructor.constructor('${run}')()}}`,
  `\${${run}}`,
  `<a href="javascript:${run}" data-xss>x</a>`,
  `https://x.example/"onmouseover="${run}" data-xss="`,
  `http://x.example/<img/src=x/onerror=${run}/data-xss>`,
  `{count, plural, other {<b data-xss>x</b>}} <0>x</0>`,
  `&lt;img src=x onerror=${run} data-xss&gt;`,
  `\u202e<b data-xss>`,
]

const word = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`
const star = (text: string) =>
  encodeURIComponent(text).replace(/['()*!]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)

/** One string in every field that a mail has. */
function letter(text: string, at: number): string {
  return [
    `From: ${word(text)} <sender${at}@acme.example>`,
    `To: ${word(text)} <support@desk.example>`,
    `Cc: ${word(text)} <fay${at}@acme.example>`,
    `Reply-To: ${word(text)} <other${at}@acme.example>`,
    `Subject: ${word(`${at} ${text}`)}`,
    `Message-ID: <xss-${at}@acme.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `words ${text} and https://x.example/?q=${text} and mailto:${text}`,
    '--b',
    `Content-Type: text/x-${text.replace(/[^\w<>=]/g, '')}; name*=UTF-8''${star(text)}`,
    `Content-Disposition: attachment; filename*=UTF-8''${star(text)}`,
    '',
    'x',
    '--b--',
    '',
  ].join('\r\n')
}

let desk: BrowserDesk
let browser: Browser
let ada: WatchedPage

beforeAll(async () => {
  desk = await openBrowserDesk({
    POSTROOM_ADMIN_EMAIL: 'ada@desk.example',
    POSTROOM_ADMIN_PASSWORD: 'correct horse battery',
    POSTROOM_INBOX_ADDRESSES: 'support@northwind.example',
  })
  browser = await launch()
  ada = await openPage(browser)
  await ada.page.goto(desk.url)
  await ada.page.getByLabel('E-mail address').fill('ada@desk.example')
  await ada.page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery')
  await ada.page.getByRole('button', { name: 'Sign in' }).click()
  await ada.page.getByRole('navigation', { name: 'Views' }).waitFor()
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

interface Row {
  id: string
  subject: string
  contactId: string | null
  from: { address: string }
}

/** As the page itself would ask. */
async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  return (await ada.page.evaluate(
    async ([how, where, said]) => {
      const given = await fetch(`/api/v1${where}`, {
        method: how ?? 'GET',
        headers: { 'content-type': 'application/json', 'idempotency-key': String(performance.now()) },
        ...(said && { body: said }),
      })
      if (!given.ok) throw new Error(`${how} ${where}: ${given.status} ${await given.text()}`)
      return given.json() as Promise<unknown>
    },
    [method, path, body && JSON.stringify(body)] as const,
  )) as T
}
const rows = async () => (await ask<{ conversations: Row[] }>('GET', '/conversations?view=all&limit=100')).conversations
const marks = (page = ada.page) =>
  page.evaluate(() => ({
    made: document.querySelectorAll('[data-xss], img[src="x"], a[href^="javascript:" i], [onmouseover], [onerror]')
      .length,
    wasRun: 'wasRun' in window,
  }))
const send = (raw: string) =>
  desk.mail({ envelope: { from: 'sender@acme.example', to: ['support@northwind.example'] }, raw })

test('subjects, names, file names and types, plain text, notes, tags and categories are text on every page', async () => {
  const { page } = ada
  for (const [at, text] of strings.entries()) await send(letter(text, at))
  await expect.poll(async () => (await rows()).length).toBe(strings.length)
  for (const row of await rows()) {
    const text = strings[Number(row.subject.split(' ')[0])] ?? ''
    await ask('POST', `/conversations/${row.id}/notes`, { text })
    await ask('PATCH', `/conversations/${row.id}`, { tags: [text.slice(0, 40).replaceAll(',', ' ')] })
    if (row.contactId) await ask('PATCH', `/contacts/${row.contactId}`, { name: text })
    await ask('POST', '/categories', { name: text.slice(0, 60), description: text })
  }

  const waiting = await rows()
  const readThrough = async (reading: Page): Promise<void> => {
    const row = waiting.shift()
    if (!row) return
    await reading.goto(`${desk.url}/inbox/all/${row.id}`)
    await reading
      .getByRole('heading', { level: 1 })
      .or(reading.getByRole('heading', { level: 2 }))
      .first()
      .waitFor()
    await reading.getByText('words', { exact: false }).first().waitFor()
    expect(await marks(reading), row.subject).toEqual({ made: 0, wasRun: false })
    await readThrough(reading)
  }
  const second = await openPage(browser, { storageState: await page.context().storageState() })
  await Promise.all([page, second.page].map(readThrough))
  for (const path of [
    '/inbox/all',
    '/customers',
    '/settings/categories',
    '/settings/inboxes',
    '/settings/rules',
    `/inbox/all?q=${encodeURIComponent(strings[0] ?? '')}`,
  ]) {
    await page.goto(`${desk.url}${path}`)
    await page.waitForLoadState('networkidle')
    expect(await marks(), path).toEqual({ made: 0, wasRun: false })
  }
  expect([...ada.troubles, ...second.troubles].filter((one) => /policy|trusted|violat/i.test(one))).toEqual([])
  // It would have been seen, and the page would have refused to make it.
  await page.evaluate(() => document.body.append(Object.assign(document.createElement('img'), { src: 'x' })))
  expect((await marks()).made).toBe(1)
  expect(
    await page
      .evaluate(() => Promise.resolve(document.body.insertAdjacentHTML('beforeend', '<b>x</b>')).catch(String))
      .catch(String),
  ).toMatch(/no markup/)
}, 240_000)

test('a sign-in mail hides its code until who may asks, which is remembered; a sender who passes for the desk carries a sign', async () => {
  const { page } = ada
  await ask('PATCH', `/inboxes/${(await ask<{ id: string }[]>('GET', '/inboxes'))[0]?.id}`, {
    fromName: 'Northwind Support',
  })
  await desk.mail({
    from: '"Northwind Support" <mallory@evil.test>',
    to: 'support@northwind.example',
    subject: 'Your sign-in',
    text: 'Your verification code is 482913. Do not share it.',
  })
  await expect.poll(async () => (await rows()).some((row) => row.subject === 'Your sign-in')).toBe(true)
  const row = (await rows()).find((one) => one.subject === 'Your sign-in')

  await page.goto(`${desk.url}/inbox/all/${row?.id}`)
  await page.getByText('A one-time code', { exact: false }).waitFor()
  await page.getByText('It carries our name, but comes from elsewhere: mallory@evil.test.').waitFor()
  const inList = page
    .getByRole('link', { name: /Your sign-in/ })
    .getByRole('img', { name: /^Caution: It carries our name/ })
  expect(await inList.getAttribute('title')).toContain('mallory@evil.test')
  expect(await page.getByText('482913').count()).toBe(0)
  await page.getByRole('button', { name: 'Show, and let it be recorded' }).click()

  await page.getByText('Your verification code is 482913').waitFor()
  await page.getByText('read the hidden words of a message', { exact: false }).waitFor()
  expect(ada.troubles.filter((one) => /policy|trusted|violat/i.test(one))).toEqual([])
})
