// What belongs together, by the keyboard: the same matter suggested, linked, merged and taken back; a note that is answered; a board by a
// field of the desk's own; and a notification that comes while no page looks.
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
  const mail = { from: 'Dora <dora@acme.example>', to: 'support@desk.example' }
  await desk.mail({ ...mail, subject: 'Parcel is late', text: 'Hello, where is my order 47110815?' })
  browser = await launch()
  ada = await openPage(browser)
  const { page } = ada
  page.setDefaultTimeout(30_000)
  await page.goto(desk.url)
  await page.getByLabel('E-mail address').fill('ada@people.example')
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: /Parcel is late/ }).first().waitFor() // prettier-ignore
  await desk.mail({ ...mail, subject: 'Nothing came', text: 'Of order 47110815 nothing came so far.' })
  await page.getByRole('link', { name: /Nothing came/ }).first().waitFor() // prettier-ignore
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

const ask = async (method: 'post' | 'put', path: string, data: object): Promise<{ id: string }> => {
  const answer = await ada.page.request[method](`${desk.url}/api/v1${path}`, { data, headers: { origin: desk.url } })
  expect([path, answer.ok()]).toEqual([path, true])
  return (await answer.json()) as { id: string }
}

test('what is probably the same matter is found with one key, linked, merged, and taken back', async () => {
  const { page } = ada
  await page.getByRole('link', { name: /Nothing came/ }).first().click() // prettier-ignore
  await page.getByRole('heading', { name: /Nothing came/ }).waitFor()
  const line = page.getByRole('button', { name: /Probably the same matter: #\d+ Parcel is late/ })
  // It is read behind filing, and asked about a moment after it was opened.
  const isThere = async () => {
    await line.waitFor({ timeout: 10_000 }).catch(() => page.reload())
    return await line.count()
  }
  await expect.poll(isThere, { timeout: 120_000 }).toBe(1)
  await page.keyboard.press('=')
  await page.getByText('the same customer, both name 47110815').waitFor()
  expect(await ada.axe()).toEqual([])

  await page.keyboard.press('l')
  const linked = page.getByRole('list', { name: 'Linked conversations' }).getByRole('link', { name: /Parcel is late/ })
  await linked.waitFor()
  await page.keyboard.press('z')
  await linked.waitFor({ state: 'detached' })
  await line.waitFor()

  await page.keyboard.press('=')
  await page.getByText('the same customer, both name 47110815').waitFor()
  await page.keyboard.press('m')
  await page.getByRole('heading', { name: /Parcel is late/ }).waitFor()
  await page.keyboard.press('z')
  await page.getByRole('heading', { name: /Nothing came/ }).waitFor()
})

test('a note is answered below it, by key', async () => {
  const { page } = ada
  await page.keyboard.press('n')
  await page.getByRole('textbox', { name: 'Add a note' }).fill('Shall we replace it?')
  await page.keyboard.press('Control+Enter')
  const note = page.getByRole('region', { name: /^Note by/ })
  await note.getByText('Shall we replace it?').waitFor()
  await page.locator('#subject').focus()

  await page.keyboard.press('Shift+N')
  await note.getByRole('textbox', { name: 'Answer' }).fill('Yes, today.')
  await page.keyboard.press('Control+Enter')

  await note.getByRole('group', { name: '1 answer' }).getByText('Yes, today.').waitFor()
  expect(await ada.axe()).toEqual([])
})

test('a card is moved along a field of the desk’s own', async () => {
  const { page } = ada
  const choices = ['Red', 'Blue'].map((name) => ({ name }))
  await ask('post', '/fields', { noun: 'conversation', type: 'choice', name: 'Lamp', choices })
  const columns = ['', 'red', 'blue'].map((value) => ({ value, limit: null, isHard: false }))
  const { id } = await ask('post', '/views', { name: 'Lamps', query: 'is:open', board: { field: 'own.lamp', columns } })
  await page.goto(`${desk.url}/boards/${id}`)
  const cards = (name: string) => page.getByRole('region', { name, exact: true }).locator('[data-card]')
  await expect.poll(() => cards('Without Lamp').count()).toBe(2)

  await cards('Without Lamp').first().focus()
  await page.keyboard.press('Shift+ArrowRight')

  await expect.poll(() => cards('Red').count()).toBe(1)
  await page.getByText('Moved to Red.').waitFor()
  await page.keyboard.press('z')
  await expect.poll(() => cards('Without Lamp').count()).toBe(2)
})

test('browsers that are told stand in a list, and what is pushed is shown and leads to its conversation', async () => {
  const { page } = ada
  await page.context().grantPermissions(['notifications'], { origin: desk.url })
  // As a push service would have given it; none is reached from here.
  const p256dh = 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'
  const keys = { p256dh, auth: 'BTBZMqHH6r4Tts7J_aSIgg' }
  await ask('put', '/profile/push', { endpoint: 'https://push.example/a-browser', keys })
  await page.goto(`${desk.url}/settings/profile`)
  const devices = page.getByRole('list', { name: 'Browsers that are told' })
  await devices.getByText('push.example').waitFor()
  await page.getByRole('switch', { name: 'Push: Somebody names me in a note' }).waitFor()
  expect(await ada.axe()).toEqual([])
  await devices.getByRole('button', { name: /^Remove/ }).click()
  await page.getByText('No browser is told while no page is open.').waitFor()

  const session = await page.context().newCDPSession(page)
  const registered = Promise.withResolvers<string>()
  session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const [first] = registrations
    if (first) registered.resolve(first.registrationId)
  })
  await session.send('ServiceWorker.enable')
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/worker.js')
    await navigator.serviceWorker.ready
  })
  const message = { title: '#1 was assigned to you by Ben', body: '', url: '/inbox/all/1', tag: 'test-1', lang: 'en' }
  const pushed = { origin: desk.url, registrationId: await registered.promise, data: JSON.stringify(message) }
  const [there] = page.context().serviceWorkers()
  const worker = there ?? (await page.context().waitForEvent('serviceworker'))
  // This browser has no place where notifications are shown.
  await worker.evaluate(
    `registration.showNotification = async (title, { data }) => { shown = [title, data.url] }; shown = null`,
  )
  await session.send('ServiceWorker.deliverPushMessage', pushed)
  await expect.poll(() => worker.evaluate('shown')).toEqual([message.title, '/inbox/all/1'])
  expect(await worker.evaluate(`ourPath('https://elsewhere.example/x')`)).toBe('/')
  await worker.evaluate(`open('/tasks')`)
  await page.waitForURL(/\/tasks$/)
  expect(ada.troubles).toEqual([])
})
