// How the desk feels in a real browser: first steps, palette, keys of one's own, whole lists at once, a lost line, paper, carrying, and the
// app that says when it is offline. Nothing serious for axe on any of it.
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

beforeAll(async () => {
  desk = await openBrowserDesk()
  browser = await launch()
  ada = await openPage(browser)
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

const rows = () => ada.page.locator('li[data-id]')

test('an empty desk leads to a mail that came in, and ticks each step by itself', async () => {
  const { page } = ada
  await page.goto(desk.url)
  await page.getByLabel('Your name').fill('Ada Novak')
  await page.getByLabel('E-mail address').fill('ada@people.example')
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Its e-mail address').fill('support@desk.example')
  await page.getByRole('button', { name: 'Open the desk' }).click()
  await page.getByRole('button', { name: 'To the inbox' }).click()
  await page.getByRole('heading', { name: 'To the first answered mail' }).waitFor()
  expect(await ada.axe()).toEqual([])

  await page.getByRole('button', { name: 'Send a test mail' }).click()

  await page.getByRole('link', { name: /Ada Novak.*Does this reach the desk/ }).waitFor()
  await page.getByRole('heading', { name: 'Let mail come in Done' }).waitFor()
  await page.getByRole('button', { name: 'Do not show this again' }).click()
  await page.getByText('Choose a conversation').waitFor()
})

test('the palette finds without accents, does with a choice, and goes', async () => {
  const { page } = ada
  for (const n of [1, 2, 3])
    await desk.mail({ from: `Rəşid <resid${n}@acme.example>`, to: 'support@desk.example', subject: `Sifariş ${n}`, text: 'Salam' }) // prettier-ignore
  await expect.poll(() => rows().count()).toBe(4)
  await page.getByRole('link', { name: /Sifariş 1/ }).click()
  await page.locator('#subject').waitFor()
  await page.locator('#subject').focus()
  await page.keyboard.press('Control+k')
  const field = page.getByPlaceholder('Find anything, or do it')
  await field.waitFor()
  await field.fill('priority urg')
  await page.getByRole('button', { name: 'Priority: Urgent' }).waitFor()
  expect(await ada.axe()).toEqual([])
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Priority: Urgent' }).and(page.locator('[class*=pick]')).waitFor()

  await page.keyboard.press('Control+k')
  await field.fill('resid')
  await page.getByText('contact', { exact: true }).first().waitFor()
  await field.fill('sla')
  await page.keyboard.press('Enter')
  await page.waitForURL(/settings\/sla/)
})

test('a key of one’s own is told what it takes away, and counts everywhere from then on', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/settings/keys`)
  await page.locator('[data-command="action.resolve"]').click()
  await page.getByRole('textbox', { name: 'New keys for “Resolve”' }).waitFor()
  await page.keyboard.press('r')
  await page.getByText('They are taken from: Reply').waitFor()
  expect(await ada.axe()).toEqual([])
  await page.keyboard.press('Enter')
  await page.getByText('Your keys are changed.').waitFor()
  await page.goto(`${desk.url}/inbox/open`)
  await page.getByRole('link', { name: /Sifariş 1/ }).click()
  await page.locator('#subject').focus()

  await page.keyboard.press('r')

  await page.getByText('Resolved.', { exact: true }).waitFor()
  await page.keyboard.press('z')
  await expect.poll(() => rows().count()).toBe(4)
})

test('what is done while the line is lost is shown at once, waits, and is made when it is back', async () => {
  const { page } = ada
  await page.getByRole('link', { name: /Sifariş 2/ }).click()
  await page.getByRole('heading', { name: /Sifariş 2/ }).waitFor()
  await page.locator('#subject').focus()
  await page.context().setOffline(true)
  await page.keyboard.press('!')
  await page.getByText(/The connection is lost. 1 change waits/).waitFor()
  await page.context().setOffline(false)

  await page.getByText('The change that waited is made.').waitFor({ timeout: 60_000 })
  await page.goto(`${desk.url}/inbox/held`)
  await page.getByRole('link', { name: /Sifariş 2/ }).waitFor()
})

test('all that a list holds is looked at first, then changed, and put back', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/inbox/open?q=sifari%C5%9F`)
  await expect.poll(() => rows().count()).toBe(2)
  await page.goto(`${desk.url}/inbox/open`)
  await expect.poll(() => rows().count()).toBe(3)
  await page.getByRole('checkbox').first().check({ force: true })
  await page.getByRole('button', { name: 'Choose all that match' }).click()
  await page.getByRole('toolbar').getByRole('button', { name: 'Resolve' }).click()
  await page.getByText('3 conversations:').waitFor()
  await page.getByText('3 in Support').waitFor()
  expect(await ada.axe()).toEqual([])
  await page.getByRole('button', { name: 'Resolve: 3' }).click()
  await page.getByText('Resolve: 3 conversations.').waitFor({ timeout: 30_000 })
  await expect.poll(() => rows().count()).toBe(0)

  await page.getByRole('button', { name: 'Undo' }).click()

  await page.getByText('Put back: 3 of 3.').waitFor({ timeout: 30_000 })
  await expect.poll(() => rows().count()).toBe(3)
})

test('a row is carried to a view, and what is dropped nowhere stays', async () => {
  const { page } = ada
  const row = await page.getByRole('link', { name: /Sifariş 3/ }).boundingBox()
  const target = await page.locator('[data-drop="view:waiting"]').boundingBox()
  if (!row || !target) throw new Error('expected a row and a view')
  await page.mouse.move(row.x + 60, row.y + 20)
  await page.mouse.down()
  await expect
    .poll(async () => {
      await page.mouse.move(target.x + 40 + Math.random() * 10, target.y + 10)
      return page.locator('[data-drop="view:waiting"][data-over]').count()
    })
    .toBe(1)
  await page.mouse.up()

  await page.getByText('Status: Waiting', { exact: true }).waitFor()
  await expect.poll(() => rows().count()).toBe(2)
})

test('a conversation lies on paper with its heads and files, without what colleagues wrote', async () => {
  const { page } = ada
  await desk.mail({
    from: 'Dora <dora@acme.example>',
    to: 'support@desk.example',
    subject: 'The bill',
    html: '<p>Please <b>pay</b>.</p>',
    attachments: [{ filename: 'bill.pdf', content: 'pdf' }],
  })
  await page.getByRole('link', { name: /The bill/ }).click()
  await page.locator('#subject').focus()
  await page.keyboard.press('Control+p')
  const sheet = () => page.evaluate(() => document.querySelector('iframe')?.contentDocument?.body.innerText ?? '')
  // The conversation that is left has a frame too.
  await expect.poll(sheet, { timeout: 20_000 }).toMatch(/From\s+Dora <dora@acme\.example>/)

  expect(await sheet()).toContain('Please pay.')
  expect(await sheet()).toMatch(/Attached: bill\.pdf/)
  expect(await ada.axe()).toEqual([])
  const printed = await page.evaluate(() => {
    const frame = document.querySelector('iframe')
    return new Promise<boolean>((done) => {
      frame?.contentWindow?.addEventListener('beforeprint', () => done(true))
      document.querySelectorAll<HTMLButtonElement>('header button')[1]?.click()
      setTimeout(() => done(false), 5_000)
    })
  })
  expect(printed).toBe(true)
})

test('the app can be installed, keeps no mail, and says that it is offline', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/inbox/open`)
  await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state), { timeout: 30_000 }).toBe('activated') // prettier-ignore
  await page.reload()
  await page.getByRole('link', { name: /The bill/ }).click()
  await page.locator('#subject').waitFor()
  const kept = await page.evaluate(async () => {
    const names = await caches.keys()
    const all = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname))) // prettier-ignore
    return all.flat()
  })
  expect(kept.length).toBeGreaterThan(5)
  expect(kept.filter((path) => !/^\/(?:assets\/|offline\.|mail-frame\.|paper-frame\.)/.test(path))).toEqual([])

  await page.context().setOffline(true)
  await page.goto(`${desk.url}/inbox/mine`)
  await page.getByRole('heading', { name: 'Postroom cannot be reached' }).waitFor()
  expect(await ada.axe()).toEqual([])
  await page.context().setOffline(false)
  await page.getByRole('link', { name: 'Postroom: to the inbox' }).waitFor({ timeout: 30_000 })
})

test('in all of this nothing broke but the line', () => {
  expect(ada.troubles.filter((text) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch|ERR_FAILED/.test(text))).toEqual([])
})
