// Loads of hostile mail, counted where they would arrive: at a server of our own, connection by connection, so that also what no
// driver of a browser is told of (connections opened ahead) is seen. And how mail looks on a dark page.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { sanitizeMailHtml } from '../../src/mail/html/sanitize.ts'
import type { contrast, over, readColour } from '../../web/conversations/colours.ts'
import type { darken } from '../../web/conversations/night.ts'
import { hostileHtml } from '../hostile-html.ts'
import { launch } from './chromium.ts'
import { asScript, lookThrough, type Layer } from './layers.ts'
import { typicalMails } from './typical-mails.ts'

let browser: Browser
let sink: Server
let origin: string
let connections = 0
let asked = new Set<string>()

beforeAll(async () => {
  browser = await launch()
  sink = createServer((request, response) => {
    asked.add(request.url?.split('/')[1] ?? '')
    response.writeHead(404, { 'access-control-allow-origin': '*', connection: 'close' }).end()
  })
  sink.on('connection', () => connections++)
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`
})
afterAll(async () => {
  await browser?.close()
  sink?.closeAllConnections()
  await new Promise((resolve) => sink?.close(resolve))
})

/** Everything of ours that asks somebody: style sheets, `srcset`, `image-set`, `@import`, links, SVG, media, handlers. */
async function under(layer: Layer): Promise<{ connections: number; vectors: number }> {
  connections = 0
  asked = new Set()
  const all = hostileHtml().filter((one) => one.html.includes('evil.test'))
  const vectors = all.map(({ html }, n) =>
    html.replaceAll('https://evil.test', `${origin}/${n}`).replaceAll('//evil.test', `//${origin.slice(7)}/${n}`),
  )
  const seen = await lookThrough(browser, layer, vectors, origin)
  if (layer !== 'nothing') expect(seen.unseen).toBe(0)
  process.stderr.write(`${layer}: of ${vectors.length} vectors ${asked.size} asked, ${connections} connections\n`)
  return { connections, vectors: asked.size }
}

test('without protection they reach the server: the test can fail', async () => {
  const { vectors } = await under('nothing')

  expect(vectors).toBeGreaterThan(25)
}, 300_000)

test.each(['server', 'browser', 'frame', 'page'] as const)(
  'under the layer "%s" alone nobody connects',
  async (layer) => {
    expect(await under(layer)).toEqual({ connections: 0, vectors: 0 })
  },
  300_000,
)

interface Colours {
  contrast: typeof contrast
  darken: typeof darken
  over: typeof over
  readColour: typeof readColour
}
const darkPage = `<!doctype html><script type="module">
  import * as colours from '/colours.js'
  import { darken } from '/night.js'
  Object.assign(window, colours, { darken })
</script><body style="color:#1f1e1b">`

test.each(typicalMails)('on a dark page can be read: $name', async ({ html }) => {
  const page = await browser.newPage({ viewport: { width: 760, height: 900 } })
  await page.route('**/*', async (route) => {
    const name = /\/([\w-]+)\.js$/.exec(new URL(route.request().url()).pathname)?.[1]
    if (name) return route.fulfill({ contentType: 'text/javascript', body: asScript(name) })
    return route.fulfill({ contentType: 'text/html', body: darkPage })
  })
  await page.goto('http://desk.example/')
  await page.waitForFunction(() => 'darken' in window)
  const worst = await page.evaluate((mail) => {
    const { darken, contrast, over, readColour } = window as unknown as Colours
    document.body.innerHTML = mail
    const read = (text: string) => readColour(text) ?? { rgb: [0, 0, 0] as const, alpha: 0 }
    const measure = (paper: string) => {
      const grounds = new Map<Element, ReturnType<typeof read>>([[document.body, read(paper)]])
      return [...document.body.querySelectorAll<HTMLElement>('*')].flatMap((element) => {
        const style = getComputedStyle(element)
        const below = grounds.get(element.parentElement ?? document.body) ?? read(paper)
        const ground = over(read(style.backgroundColor), below)
        grounds.set(element, ground)
        const words = [...element.childNodes].filter((node) => node.nodeType === 3 && node.nodeValue?.trim())
        return words.length > 0
          ? [{ words: element.textContent ?? '', contrast: contrast(read(style.color), ground) }]
          : []
      })
    }
    const before = measure('rgb(255, 255, 255)')
    const images = [...document.images].map((one) => one.outerHTML)
    darken(document)
    const after = measure('rgb(28, 27, 25)')
    return {
      hidden: before.filter((one) => one.contrast < 1.25).map((one) => one.words),
      unread: after.filter((one) => one.contrast < 4.5).map((one) => one.words),
      areImagesAlone: images.join() === [...document.images].map((one) => one.outerHTML).join(),
      texts: after.length,
    }
  }, sanitizeMailHtml(html).html)
  await page.close()

  expect(worst.texts).toBeGreaterThan(0)
  expect(worst.unread).toEqual(worst.hidden)
  expect(worst.areImagesAlone).toBe(true)
})
