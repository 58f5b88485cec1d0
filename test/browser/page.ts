// A page that remembers what went wrong in it: violations of its policy, errors, and what axe finds.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

export interface WatchedPage {
  page: Page
  /** Errors on the console and in scripts, policy violations among them. */
  troubles: string[]
  /** Rules with serious or critical findings, each with the first element found; sorted. */
  axe(): Promise<string[]>
}

// As text, run by the driver in the page: the page's own policy would not load it.
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Finding {
  id: string
  impact: string | null
  nodes: { target: string[]; html: string }[]
}

export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`${message.text()} ${message.location().url}`)
  })
  page.on('pageerror', (error) => troubles.push(error.message))
  return {
    page,
    troubles,
    axe: async () => {
      const session = await context.newCDPSession(page)
      await session.send('Runtime.evaluate', { expression: axeSource })
      const run = await session.send('Runtime.evaluate', {
        expression: `axe.run(document, { iframes: false, resultTypes: ['violations'] }).then((result) => JSON.stringify(result.violations.map(({ id, impact, nodes }) => ({ id, impact, nodes }))))`,
        awaitPromise: true,
        returnByValue: true,
      })
      await session.detach()
      const findings = JSON.parse(String(run.result.value)) as Finding[]
      return findings
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`)
        .toSorted()
    },
  }
}

/** Bytes over the wire until `isThere` comes true, by the browser's own count, and the milliseconds that took. */
export async function load(
  page: Page,
  url: string,
  isThere: (page: Page) => Promise<unknown>,
): Promise<{ bytes: number; ms: number }> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  let bytes = 0
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  const started = performance.now()
  await page.goto(url, { waitUntil: 'commit' })
  await isThere(page)
  const ms = Math.round(performance.now() - started)
  await page.waitForTimeout(1000) // what is still coming counts too
  await session.detach()
  return { bytes, ms }
}

/** What somebody began to write stands there again when they come back: thrown away, with the page elsewhere, so that nothing is kept meanwhile. */
export async function withoutDrafts(page: Page, home: string): Promise<void> {
  const where = page.url()
  await page.goto(`${home}/drafts`)
  await page.evaluate(async () => {
    const { drafts } = (await (await fetch('/api/v1/drafts')).json()) as {
      drafts: { id: string; conversationId: string }[]
    }
    for (const { id, conversationId } of drafts)
      await fetch(`/api/v1/conversations/${conversationId}/drafts/${id}`, { method: 'DELETE' })
  })
  await page.goto(where)
}
