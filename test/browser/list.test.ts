// The list while mail keeps coming: it stays under the reader's eyes, and moving along it is quick.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { launch } from './chromium.ts'
import { openBrowserDesk, type BrowserDesk } from './desk.ts'
import { openPage, type WatchedPage } from './page.ts'

let desk: BrowserDesk
let browser: Browser
let ada: WatchedPage
const MAILS = 60

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
      text: `Where is order ${at}?`,
    })
  browser = await launch()
  ada = await openPage(browser)
  const { page } = ada
  await page.goto(desk.url)
  await page.getByLabel('E-mail address').fill('ada@desk.example')
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('link', { name: `Open ${MAILS}` })
    .waitFor({ timeout: 20_000 })
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

/** The rows on the screen, top to bottom, and where the first of them stands. */
function shown() {
  return ada.page.evaluate(() => {
    const box = document.querySelector('[data-id]')?.closest('ul')?.parentElement
    const top = box?.getBoundingClientRect().top ?? 0
    const rows = [...document.querySelectorAll<HTMLElement>('[data-id]')]
      .map((row) => ({ id: row.dataset['id'], at: Math.round(row.getBoundingClientRect().top - top) }))
      .filter((row) => row.at > -64)
      .toSorted((a, b) => a.at - b.at)
    return { first: rows[0], height: box?.scrollHeight ?? 0, drawn: document.querySelectorAll('[data-id]').length }
  })
}

test('only what can be seen is drawn, though all can be scrolled to', async () => {
  await expect.poll(async () => (await shown()).height).toBeGreaterThan(3000)
  expect((await shown()).drawn).toBeLessThan(40)
})

test('mail that arrives while one reads further down does not move what one reads', async () => {
  const { page } = ada
  await page.mouse.move(500, 500)
  await page.mouse.wheel(0, 1000)
  await page.waitForTimeout(400)
  const before = await shown()

  await desk.mail({ from: 'emil@kenar.example', to: 'support@desk.example', subject: 'Newest', text: 'Salam' })
  await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('link', { name: `Open ${MAILS + 1}` })
    .waitFor({ timeout: 10_000 })
  await expect.poll(async () => (await shown()).height).toBeGreaterThan(before.height)

  expect((await shown()).first).toEqual(before.first)
})

test('each press of a key moves to the next conversation; how quickly is printed, not judged', async () => {
  const { page } = ada
  await page.goto(`${desk.url}/inbox/open`)
  await page.getByRole('link', { name: /Newest/ }).waitFor()
  await page.keyboard.press('j')
  await page.locator('#subject').waitFor()
  await page.waitForTimeout(500)
  const times: number[] = []
  for (let step = 0; step < 20; step++) {
    times.push(
      await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const was = document.querySelector('#subject')?.textContent
            const started = performance.now()
            const look = () =>
              document.querySelector('#subject')?.textContent === was
                ? requestAnimationFrame(look)
                : resolve(performance.now() - started)
            document.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true, cancelable: true }))
            requestAnimationFrame(look)
          }),
      ),
    )
    await page.waitForTimeout(120) // as fast as somebody reads; the next one is fetched meanwhile
  }
  const sorted = times.toSorted((a, b) => a - b)
  const median = sorted[10] ?? 0
  console.log(
    `key to paint: median ${Math.round(median)} ms, worst ${Math.round(sorted.at(-1) ?? 0)} ms of ${times.length}`,
  )

  expect(times).toHaveLength(20)
  expect(ada.troubles).toEqual([])
})
