// The main job in a real browser: set up, a mail comes in without reloading, it is answered, the answer arrives; and on every
// page on the way: nothing serious for axe, nothing against the page's own policy.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { launch } from './chromium.ts'
import { openBrowserDesk, type BrowserDesk } from './desk.ts'
import { load, openPage, type WatchedPage } from './page.ts'
import { tellAsStory } from './story.ts'

tellAsStory()

let desk: BrowserDesk
let browser: Browser
let ada: WatchedPage

beforeAll(async () => {
  desk = await openBrowserDesk()
  browser = await launch()
  ada = await openPage(browser)
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

test('an empty desk asks for its administrator and its first inbox, and then says how mail gets in', async () => {
  const { page } = ada
  await page.goto(desk.url)
  await page.getByRole('heading', { name: 'Set up your desk' }).waitFor()
  expect(await ada.axe()).toEqual([])

  await page.getByLabel('Your name').fill('Ada Novak')
  await page.getByLabel('E-mail address').fill('ada@desk.example')
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Its e-mail address').fill('support@desk.example')
  expect(await ada.axe()).toEqual([])
  await page.getByRole('button', { name: 'Open the desk' }).click()

  await page.getByText('support@desk.example', { exact: true }).waitFor()
  await page.getByText(String(desk.smtpPort), { exact: true }).waitFor()
  await page.getByRole('button', { name: 'To the inbox' }).click()
  await page.getByText('Mail to support@desk.example appears here.').waitFor()
  expect(await ada.axe()).toEqual([])
})

test('mail that comes in by SMTP appears without reloading, and the tab says so', async () => {
  const { page } = ada
  await page.evaluate(() => Object.assign(window, { isStillHere: true }))

  await desk.mail({
    from: 'Dora Vega <dora@acme.example>',
    to: 'support@desk.example',
    cc: 'office@acme.example',
    subject: 'Where is order 118?',
    html: '<p>Hello,</p><p>where is <b style="color:#b3261e">order 118</b>?</p><img src="https://tracker.example/dot.gif" width="40" height="20"><script>window.top.wasRun = true</script><p onclick="window.top.wasRun = true">Dora</p>',
  })

  await page.getByRole('link', { name: /Dora Vega.*Where is order 118/ }).waitFor()
  expect(await page.evaluate(() => 'isStillHere' in window)).toBe(true)
  await expect.poll(() => page.title()).toContain('(1)')
})

test('the mail is read in a frame that runs nothing and asks nobody for pictures until somebody wants them', async () => {
  const { page } = ada
  const asked: string[] = []
  page.on('request', (request) => {
    if (new URL(request.url()).hostname.endsWith('tracker.example')) asked.push(request.url())
  })
  const fetched: string[] = []
  await page.route('**/remote-images/*', async (route) => {
    fetched.push(new URL(route.request().url()).pathname.replace(/\d{5,}/g, '…'))
    const body = Buffer.from('R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64')
    await route.fulfill({ status: 200, contentType: 'image/gif', body })
  })

  await page.keyboard.press('j')
  // Looked at from the page: a driver that runs scripts in the frame would be refused, and say so.
  const lookIn = () =>
    page.evaluate(() => {
      const mail = document.querySelector('iframe')?.contentDocument
      const bold = mail?.querySelector('b')
      return { words: mail?.body.innerText ?? '', colour: bold && mail?.defaultView?.getComputedStyle(bold).color }
    })
  await expect.poll(lookIn).toMatchObject({ words: expect.stringContaining('order 118'), colour: 'rgb(179, 38, 30)' })
  expect(await page.locator('iframe').first().getAttribute('sandbox')).not.toContain('allow-scripts')
  await page
    .locator('iframe')
    .first()
    .click({ position: { x: 30, y: 90 } })
  expect(await page.evaluate(() => 'wasRun' in window)).toBe(false)
  expect(asked).toEqual([])

  await page.getByRole('button', { name: 'Show images' }).click()
  const picture = () =>
    page.evaluate(() => document.querySelector('iframe')?.contentDocument?.querySelector('img')?.src.split(':')[0])
  await expect.poll(picture).toBe('blob')
  expect(fetched).toEqual(['/api/v1/conversations/…/messages/…/remote-images/0'])
  expect(asked).toEqual([])
  await expect
    .poll(() =>
      page
        .getByRole('link', { name: /Where is order 118/ })
        .getByLabel('Unread')
        .count(),
    )
    .toBe(0)
  expect(await ada.axe()).toEqual([])
})

test('a note stays among colleagues and an answer called back comes back as it was written', async () => {
  const { page } = ada
  await page.locator('#subject').focus()
  await page.keyboard.press('n')
  await page.getByRole('textbox', { name: 'Add a note' }).fill('It left on Monday.')
  await page.keyboard.press('Control+Enter')
  await page.getByLabel('Note by Ada Novak').getByText('It left on Monday.').waitFor()

  await page.keyboard.press('a')
  const words = page.getByRole('textbox', { name: 'Text of the message' })
  await words.waitFor()
  await page.getByText('Reply to Dora Vega, Cc office@acme.example').waitFor()
  await expect.poll(() => words.evaluate((one) => one.contains(document.activeElement)), { timeout: 20_000 }).toBe(true)
  await page.keyboard.type('Hello Dora, it left on Monday.')
  expect(await ada.axe()).toEqual([])
  await page.keyboard.press('Control+Enter')
  await page.getByText('Sent.', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await words.getByText('Hello Dora, it left on Monday.').waitFor()

  expect(desk.sink.messages).toEqual([])
})

test('an answer with a file is sent and its conversation resolved', async () => {
  const { page } = ada
  const attached = { name: 'track.txt', mimeType: 'text/plain', buffer: Buffer.from('parcel 42') }
  await page.locator('input[type="file"]').setInputFiles(attached)
  await page.getByRole('button', { name: 'Remove track.txt' }).waitFor()
  await page.getByText('9B', { exact: true }).waitFor()
  const words = page.getByRole('textbox', { name: 'Text of the message' })
  await words.evaluate((editor) => {
    const gif = Uint8Array.from(atob('R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=='), (one) =>
      one.charCodeAt(0),
    )
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File([gif], 'kettle.gif', { type: 'image/gif' }))
    editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
  await words.getByRole('img', { name: 'kettle.gif' }).waitFor()
  expect(await page.getByRole('button', { name: 'Remove kettle.gif' }).count()).toBe(0)
  await page.getByRole('button', { name: 'More ways to send' }).click()
  await page.getByRole('menuitem', { name: /^Send and resolve Ctrl/ }).click()
  await page.getByText('Sent and resolved.').waitFor()
})

test('what is resolved with a key comes back with another', async () => {
  const { page } = ada
  await desk.mail({
    from: 'Emil <emil@kenar.example>',
    to: 'support@desk.example',
    subject: 'Sifariş',
    messageId: '<first@kenar.example>',
    text: 'Salam, sifarişim haradadır?',
  })
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  const row = page.getByRole('link', { name: /Emil.*Sifariş/ })
  await row.waitFor()
  await row.click()
  await page.getByRole('heading', { name: /Sifariş/ }).waitFor()

  await page.keyboard.press('e')
  await page.getByText('Resolved.', { exact: true }).waitFor()
  await row.waitFor({ state: 'detached' })
  await page.keyboard.press('z')

  await row.waitFor()
})

test('a colleague who wrote meanwhile is seen before the answer goes out', async () => {
  const { page } = ada
  await page.getByRole('link', { name: /Emil.*Sifariş/ }).click()
  await page.locator('#subject').focus()
  await page.keyboard.press('r')
  await page.getByRole('textbox', { name: 'Text of the message' }).waitFor()
  await page.keyboard.type('Salam Emil')
  await desk.mail({
    from: 'Emil <emil@kenar.example>',
    to: 'support@desk.example',
    subject: 'Re: Sifariş',
    inReplyTo: '<first@kenar.example>',
    text: 'Tapdım, sağ olun.',
  })
  await page.getByText('Tapdım, sağ olun.').first().waitFor()

  await page.getByRole('textbox', { name: 'Text of the message' }).focus()
  await page.keyboard.press('Control+Enter')
  await page.getByText('This conversation changed while you wrote. It was not sent.').waitFor()
  await page.getByText('A new message came in').waitFor()
  expect(await ada.axe()).toEqual([])
  await page.getByRole('button', { name: 'Send anyway' }).click()

  await page.getByText('Sent.', { exact: true }).waitFor()
})

test('pictures that come one by one are put into the mail as it stands: what was unfolded in it stays so', async () => {
  const { page } = ada
  const pictures = Array.from({ length: 40 }, (_, at) => `<img src="https://pictures.example/${at}.gif" width="40" height="20">`) // prettier-ignore
  await desk.mail({
    from: 'Nina <nina@kenar.example>',
    to: 'support@desk.example',
    subject: 'Forty pictures',
    html: `<p>Look:</p>${pictures.join('')}<blockquote type="cite"><p>What was said before.</p></blockquote>`,
  })
  await page.getByRole('link', { name: /Nina.*Forty pictures/ }).click()
  const look = () =>
    page.evaluate(() => {
      const mail = document.querySelector('iframe')?.contentDocument
      const count = (selector: string) => mail?.querySelectorAll(selector).length
      return { isUnfolded: mail?.querySelector('details')?.open, shown: count('img[src^="blob:"]'), of: count('img') }
    })
  await expect.poll(look).toEqual({ isUnfolded: false, shown: 0, of: 40 })
  await page.evaluate(() => document.querySelector('iframe')?.contentDocument?.querySelector('details')?.setAttribute('open', '')) // prettier-ignore

  await page.getByRole('button', { name: 'Show images' }).click()

  await expect.poll(look).toEqual({ isUnfolded: true, shown: 40, of: 40 })
})

test('palette, help, customers and settings pass axe, by day and by night', async () => {
  const { page } = ada
  const soundIn = async (name: string) => {
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await page.locator(`html[data-mantine-color-scheme="${scheme}"]`).waitFor()
      expect(await ada.axe(), `${scheme} ${name}`).toEqual([])
    }
  }
  await page.goto(`${desk.url}/inbox/all`)
  await page.getByRole('link', { name: /Emil/ }).first().click()
  await page.locator('#subject').waitFor()
  await soundIn('conversation')
  await page.locator('#subject').focus()
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Find anything, or do it').and(page.locator(':focus')).waitFor()
  await soundIn('palette')
  await page.keyboard.press('Escape')
  await page.getByPlaceholder('Find anything, or do it').waitFor({ state: 'detached' })
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await soundIn('help')
  await page.keyboard.press('Escape')
  await page.goto(`${desk.url}/customers`)
  await page.getByText('dora@acme.example').first().waitFor()
  await soundIn('customers')
  await page.goto(`${desk.url}/settings/`)
  await page.locator('section h1').first().waitFor()
  await soundIn('settings')
})

test('the answer has arrived by SMTP, threaded, without the note', async () => {
  const [sent] = await desk.sink.waitFor(1, 60_000)
  const raw = sent?.raw.toString() ?? ''

  expect(sent?.to.toSorted()).toEqual(['dora@acme.example', 'office@acme.example'])
  expect(raw).toMatch(/^In-Reply-To: </m)
  expect(raw).toContain('Subject: Re: Where is order 118?')
  expect(raw).toContain('Hello Dora, it left on Monday.')
  expect(raw).toContain('track.txt')
  expect(raw).toMatch(/^Content-Id: <upload-\d+@desk\.example>/im)
  const [, ...readable] = raw.split(/\r?\n\r?\n/)
  expect(readable.map((part) => Buffer.from(part, 'base64').toString() + part).join('\n')).not.toContain(
    'It left on Monday.\n',
  )
})

test('a phone shows one pane at a time, and 360 pixels are enough', async () => {
  const state = await ada.page.context().storageState()
  const phone = await openPage(browser, {
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    storageState: state,
  })
  await phone.page.goto(`${desk.url}/inbox/all`)
  await phone.page.getByRole('link', { name: /Emil/ }).first().tap()
  await phone.page.locator('#subject').waitFor()

  expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  expect(await phone.axe()).toEqual([])
  await phone.page.goBack()
  await phone.page.getByRole('link', { name: /Emil/ }).first().waitFor()
  expect(phone.troubles).toEqual([])
  await phone.page.context().close()
})

test('the first load weighs at most 300 KB and shows the list within a second', async () => {
  const state = await ada.page.context().storageState()
  const loads = async () => {
    const fresh = await openPage(browser, { storageState: state })
    const { bytes, ms } = await load(fresh.page, `${desk.url}/inbox/all`, (page) =>
      page.getByRole('link', { name: /Emil/ }).first().waitFor(),
    )
    console.log(`first load: ${Math.round(bytes / 1000)} KB, list after ${ms} ms`)
    await fresh.page.context().close()
    expect(bytes).toBeLessThanOrEqual(300_000)
    return ms
  }

  // Whoever else uses the machine takes time from it: of several loads the quickest tells.
  await expect.poll(loads, { timeout: 90_000 }).toBeLessThanOrEqual(1_000)
})

test('signing out leads to the sign-in, and signing in back to where one was', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/inbox/waiting`)
  await page.getByRole('button', { name: 'You: Ada Novak' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  expect(await ada.axe()).toEqual([])
  await page.goto(`${desk.url}/inbox/waiting`)
  await page.getByLabel('E-mail address').fill('ada@desk.example')
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Sign in' }).click()

  await page.getByRole('heading', { name: 'Waiting', exact: true }).waitFor()
})

test('in all of this nothing broke and nothing went against the page’s own policy', () => {
  expect(ada.troubles.filter((text) => !/status of 409/.test(text))).toEqual([])
})
