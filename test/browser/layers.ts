// Each layer that stands between a stranger's HTML and us, alone in a real browser: a page full of frames, one vector in each, shown
// under nothing but that layer. What runs, what is fetched and what is led away is counted; handlers are fired and links clicked.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { framePolicy, pagePolicy } from '../../src/doors/http/headers.ts'
import { must } from '../../src/kit/must.ts'
import { sanitizeMailHtml } from '../../src/mail/html/sanitize.ts'

/** `frame` is the sandbox with the policy inside it; `framed` adds our page's policy around it; `page` puts mail right into our page. */
export type Layer = 'nothing' | 'server' | 'browser' | 'frame' | 'framed' | 'page'

export interface Seen {
  /** Vectors that ran something. */
  executed: Set<number>
  /** Vectors that fetched something from elsewhere. */
  loaded: Set<number>
  /** Vectors that asked our own server for something, in the reader's name. */
  asked: Set<number>
  /** Vectors that led their frame to another page of our own server, which lets none of them be framed. */
  within: Set<number>
  /** Frames and pages of ours that were led elsewhere. */
  navigated: Set<number>
  /** Tabs of their own, as a clicked link should open. */
  opened: number
  /** Frames that had not come when they were looked at: a vector that was not tried proves nothing. */
  unseen: number
}

const root = path.resolve(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(path.join(root, name), 'utf8')

/** As the product writes it, so that a right given to the frame there is given to it here. */
const sandbox = must(/SANDBOX = '([^']+)'/.exec(read('web/conversations/frames.ts'))?.[1], 'the frame’s sandbox')
/** A module of the page, as the browser runs it. */
export const asScript = (name: string) =>
  stripTypeScriptTypes(read(`web/conversations/${name}.ts`))
    .replace("from 'dompurify'", "from '/purify.js'")
    .replace(/from '\.\/([\w-]+)\.ts'/g, "from '/$1.js'")
const ownScripts = new Map(['clean', 'disguise'].map((name) => [`/${name}.js`, asScript(name)]))
const purify = readFileSync(
  createRequire(import.meta.url)
    .resolve('dompurify')
    .replace(/[^/]+$/, 'purify.es.mjs'),
  'utf8',
)
/** Our page's part of it, as `MailFrame` does it: the frame's own window parses, the page puts in what is left. */
const inBrowser = `import { cleanMail } from '/clean.js'
window.fill = ({ contentWindow, contentDocument }, html) =>
  contentDocument.body.replaceChildren(
    ...cleanMail(html, contentWindow, { trackers: new Set(), quotedLabel: '', leadsTo: () => '' }).nodes.childNodes,
  )`

const LAST = '/host?last'

/** Without protection a vector may take the whole page away, and then the others of its page are not clicked. */
const perPage = (layer: Layer) => (layer === 'nothing' ? 50 : 150)

/** `sink`: the origin of a server that may really be asked, so that it can count; all else is cut before it leaves. */
export async function lookThrough(
  browser: Browser,
  layer: Layer,
  vectors: readonly string[],
  sink: string | null = null,
): Promise<Seen> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x')
    const html = vectors[Number(searchParams.get('n'))] ?? ''
    const send = (body: string, type: string, policy?: string) =>
      response.writeHead(200, { 'content-type': type, ...(policy && { 'content-security-policy': policy }) }).end(body)
    if (pathname === '/host')
      return send(
        `<!doctype html><title>host</title>${layer === 'browser' ? '<script type=module src=/fill.js></script>' : ''}`,
        'text/html',
        layer === 'framed' ? pagePolicy('x', true) : undefined,
      )
    if (pathname === '/mail-frame.css') return send('', 'text/css')
    if (pathname === '/purify.js') return send(purify, 'text/javascript')
    const own = ownScripts.get(pathname)
    if (own !== undefined) return send(own, 'text/javascript')
    if (pathname === '/fill.js') return send(inBrowser, 'text/javascript')
    if (pathname !== '/mail') return void response.writeHead(404).end()
    const utf8 = 'text/html; charset=utf-8'
    if (layer === 'nothing') return send(`<!doctype html><body>${html}`, utf8)
    if (layer === 'server') return send(`<!doctype html><body>${sanitizeMailHtml(html).html}`, utf8)
    if (layer === 'browser') return send('<!doctype html><body>', utf8)
    if (layer === 'page')
      return send(`<!doctype html><body>${html}`, utf8, pagePolicy('x', false).replace(/; frame-ancestors 'none'/, ''))
    return send(
      read('web/public/mail-frame.html').replace('<body>', () => `<body>${html}`),
      utf8,
      framePolicy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const seen: Seen = {
    executed: new Set(),
    loaded: new Set(),
    asked: new Set(),
    within: new Set(),
    navigated: new Set(),
    opened: 0,
    unseen: 0,
  }
  try {
    const size = perPage(layer)
    const starts = Array.from({ length: Math.ceil(vectors.length / size) }, (_, at) => at * size)
    const next = async (): Promise<void> => {
      const from = starts.shift()
      if (from === undefined) return
      const context = await browser.newContext()
      await context.addInitScript(
        `for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => console.warn('ran ' + (location.search || 'unknown'))`,
      )
      await watch(context, { own, sink }, seen, from)
      const batch = vectors.slice(from, from + size)
      await showBatch(await context.newPage(), { own, layer, from, batch, seen })
      await context.close()
      await next()
    }
    await Promise.all([next(), next()])
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return seen
}

const ours = /^\/(?:host|mail|mail-frame\.css|purify\.js|clean\.js|disguise\.js|fill\.js|favicon\.ico)$/

/** Nothing leaves the machine: what goes elsewhere is counted and cut. */
async function watch(
  context: BrowserContext,
  { own, sink }: { own: string; sink: string | null },
  seen: Seen,
  first: number,
): Promise<void> {
  context.on('page', (page) => {
    if (context.pages().length <= 1) return
    if (!page.url().endsWith(LAST)) seen.opened++
    void page.close().catch(() => undefined)
  })
  await context.route('**/*', async (route) => {
    const request = route.request()
    const url = new URL(request.url())
    if (url.origin === own && ours.test(url.pathname)) return route.continue()
    if (/^(?:data|blob|about):/.test(url.protocol)) return route.continue()
    const n = vectorOf(request.headers()['referer'] ?? '') ?? frameOf(() => request.frame().url()) ?? first
    if (!request.isNavigationRequest()) (url.origin === own ? seen.asked : seen.loaded).add(n)
    else if (!isTab(() => request.frame(), context)) (url.origin === own ? seen.within : seen.navigated).add(n)
    return url.origin === sink && !request.isNavigationRequest() ? route.continue() : route.abort()
  })
}

const vectorOf = (url: string): number | null => {
  const n = /[?&]n=(\d+)/.exec(url)?.[1]
  return n === undefined ? null : Number(n)
}

function frameOf(url: () => string): number | null {
  try {
    return vectorOf(url())
  } catch {
    return null
  }
}

/** A tab of its own is how a link should open. */
function isTab(frame: () => ReturnType<Page['mainFrame']>, context: BrowserContext): boolean {
  try {
    return frame().page() !== context.pages()[0]
  } catch {
    return true // a page that is only just coming into being has no frame yet
  }
}

async function showBatch(
  page: Page,
  { own, layer, from, batch, seen }: { own: string; layer: Layer; from: number; batch: string[]; seen: Seen },
): Promise<void> {
  page.on('console', (message) => {
    const ran = /^ran (.*)$/.exec(message.text())?.[1]
    if (ran !== undefined) seen.executed.add(vectorOf(ran) ?? from)
  })
  page.on('dialog', (dialog) => {
    seen.executed.add(from)
    void dialog.dismiss()
  })
  await page.goto(`${own}/host`)
  const rights = layer === 'frame' || layer === 'framed' ? sandbox : null
  seen.unseen += await page
    .evaluate(
      async ({ first, mails, allow, isFilled }) => {
        const { fill } = window as { fill?: (frame: HTMLIFrameElement, html: string) => void }
        if (isFilled && !fill) throw new Error('expected our part of the page')
        let waiting = mails.length
        for (const [at, html] of mails.entries()) {
          const frame = document.createElement('iframe')
          if (allow !== null) frame.setAttribute('sandbox', allow)
          frame.src = `/mail?n=${first + at}`
          const come = () => {
            fill?.(frame, html)
            waiting--
          }
          frame.addEventListener('load', come, { once: true })
          document.documentElement.append(frame)
        }
        for (let round = 0; waiting > 0 && round < 600; round++) await new Promise((resolve) => setTimeout(resolve, 50))
        return waiting
      },
      { first: from, mails: batch, allow: rights, isFilled: layer === 'browser' },
    )
    .catch(() => batch.length) // without protection a vector may have taken the page away
  await page.waitForTimeout(150)
  // Without protection a vector may take the page itself away: then it is counted, and the rest of the batch is not clicked.
  await page.evaluate(stimulate).catch(() => undefined)
  await comeToRest(page)
}

/** What was clicked is on its way once a link clicked after it has opened its tab; a page led away has no such link. */
async function comeToRest(page: Page): Promise<void> {
  const last = page
    .context()
    .waitForEvent('page', { predicate: (one) => one.url().endsWith(LAST), timeout: 10_000 })
    .catch(() => undefined)
  const click = (href: string) => Object.assign(document.createElement('a'), { href, target: '_blank' }).click()
  const isThere = await page.evaluate(click, LAST).then(
    () => true,
    () => false,
  )
  if (isThere) await last
  await page.waitForTimeout(300)
}

/** In the page: every handler is fired, everything that can be clicked is. */
function stimulate(): void {
  for (const frame of document.querySelectorAll('iframe')) {
    let all: Element[] = []
    try {
      all = Array.from(frame.contentDocument?.querySelectorAll('*') ?? [])
    } catch {
      continue // led away already
    }
    for (const element of all)
      for (const { name } of element.attributes)
        if (name.startsWith('on')) element.dispatchEvent(new Event(name.slice(2)))
    for (const element of all)
      if (element.matches('a, area, button, input, summary, [href], [onclick]'))
        element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))
  }
}
