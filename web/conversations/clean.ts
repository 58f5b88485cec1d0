// The second cleaning of a mail's HTML, in the browser that will show it; the server's was the first, the frame's own
// policy is the third. Gives nodes, never text, so nothing here needs the right to make markup.
import createDOMPurify, { type Config, type WindowLike } from 'dompurify'
import { disguiseOf } from './disguise.ts'

const CONFIG: Config & { RETURN_DOM: true } = {
  RETURN_DOM: true,
  USE_PROFILES: { html: true },
  FORBID_TAGS: [
    'style',
    'form',
    'input',
    'button',
    'select',
    'textarea',
    'video',
    'audio',
    'source',
    'track',
    'map',
    'area',
    'dialog',
  ],
  FORBID_ATTR: [
    'id',
    'name',
    'srcset',
    'ping',
    'action',
    'formaction',
    'background',
    'poster',
    'contenteditable',
    'autofocus',
    'tabindex',
  ],
  ALLOW_DATA_ATTR: false,
  ADD_ATTR: ['target', 'data-remote-src'],
  // DOMPurify asks it of every attribute: a known scheme, or something that is no address at all. Links are looked at again below.
  ALLOWED_URI_REGEXP:
    /^(?:(?:https?|mailto|tel|cid):|data:image\/(?:png|jpe?g|gif|webp);base64,|[^a-z]|[a-z+.-]+(?:[^a-z+.:-]|$))/i,
}

/** Nothing, one pixel large: keeps the place of an image that is not fetched. */
export const BLANK = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='

export interface Cleaned {
  /** Of no page; its children are the mail. */
  nodes: HTMLElement
  /** Images of it that have no picture yet, by where theirs comes from. */
  inline: ImagesBy
  remote: ImagesBy
}

/** `inline`: by what stands behind `cid:`. `remote`: by their address elsewhere. */
export type ImagesBy = ReadonlyMap<string, readonly HTMLImageElement[]>

interface Wishes {
  /** Images that are there to tell on the reader, by their addresses: they go. */
  trackers: ReadonlySet<string>
  quotedLabel: string
  /** Says where a link leads that says something else. */
  leadsTo: (host: string) => string
}

/** No colours of its own: it may be shown on our paper, also at night. */
export function isPlainLook(html: string): boolean {
  return !/\b(?:color|background|bgcolor)\b/i.test(html)
}

/** It is parsed by the frame's own window, so that the styles in it fall under the frame's policy, not under the page's. */
export function cleanMail(html: string, frame: WindowLike, { trackers, quotedLabel, leadsTo }: Wishes): Cleaned {
  // A frameset has no body, and so nothing is left of it.
  const cleaned = createDOMPurify(frame).sanitize(html, CONFIG) as HTMLElement | null
  const nodes = cleaned ?? document.createElement('body')
  for (const link of nodes.querySelectorAll('a')) {
    if (!/^(?:https?:\/\/|mailto:|tel:)/i.test(link.getAttribute('href') ?? '')) link.removeAttribute('href')
    link.target = '_blank'
    link.rel = 'noopener noreferrer nofollow'
    unmask(link, leadsTo)
  }
  for (const styled of nodes.querySelectorAll<HTMLElement>('[style]')) dropFetching(styled)
  const inline = new Map<string, HTMLImageElement[]>()
  const remote = new Map<string, HTMLImageElement[]>()
  for (const image of nodes.querySelectorAll('img')) {
    image.decoding = 'async' // a large one holds up no words
    if (!image.hasAttribute('alt')) image.alt = '' // else an empty box stands where it waits
    const src = image.getAttribute('src') ?? ''
    if (/^cid:/i.test(src)) {
      image.removeAttribute('src')
      push(inline, src.slice(4), image)
    } else if (/^https?:/i.test(src)) {
      image.dataset['remoteSrc'] ??= src // the server had not put it aside
      image.removeAttribute('src')
    } else if (!/^data:image\//i.test(src)) image.removeAttribute('src')
    const waiting = image.dataset['remoteSrc']
    if (!waiting) continue
    if (trackers.has(waiting)) image.remove()
    else {
      image.src = BLANK
      push(remote, waiting, image)
    }
  }
  foldQuoted(nodes, quotedLabel)
  return { nodes, inline, remote }
}

function push(images: Map<string, HTMLImageElement[]>, key: string, image: HTMLImageElement): void {
  const known = images.get(key)
  if (known) known.push(image)
  else images.set(key, [image])
}

/** Beside a link whose words name another place stands the place it leads to. */
function unmask(link: HTMLAnchorElement, leadsTo: (host: string) => string): void {
  const disguise = disguiseOf(link.textContent ?? '', link.getAttribute('href') ?? '')
  if (!disguise) return
  const place = link.ownerDocument.createElement('span')
  place.className = 'leads-to'
  place.textContent = leadsTo(disguise.host)
  link.after(place)
}

/** As the browser reads the style, so no way of writing it matters: functions are where fetching and computing happen. */
function dropFetching(element: HTMLElement): void {
  for (const name of Array.from(element.style)) {
    const calls = element.style.getPropertyValue(name).match(/[^\s(,]*(?=\()/g) ?? []
    if (name.startsWith('--') || !calls.every((call) => /^(?:rgba?|hsla?)?$/i.test(call)))
      element.style.removeProperty(name)
  }
}

const QUOTES =
  '.gmail_quote, .gmail_quote_container, .yahoo_quoted, .protonmail_quote, blockquote[type="cite"], blockquote'

/** The last quoted part goes behind "···", unless nothing would be left to read before it. */
function foldQuoted(nodes: HTMLElement, label: string): void {
  const page = nodes.ownerDocument
  const quotes = [...nodes.querySelectorAll(QUOTES)].filter((quote) => !quote.parentElement?.closest(QUOTES))
  const quote = quotes.at(-1)
  if (!quote || textOf(after(nodes, quote)).length > 200) return
  const attribution = quote.previousElementSibling
  const parts =
    attribution?.matches('.moz-cite-prefix, .gmail_attr') || endsInColon(attribution) ? [attribution, quote] : [quote]
  const range = page.createRange()
  range.setStart(nodes, 0)
  range.setEndBefore(parts[0] ?? quote)
  const written = range.cloneContents()
  if (textOf(written).length === 0 && !written.querySelector('img')) return
  const details = page.createElement('details')
  details.className = 'quoted'
  const summary = page.createElement('summary')
  summary.textContent = '···'
  summary.title = label
  summary.setAttribute('aria-label', label)
  details.append(summary)
  ;(parts[0] ?? quote).before(details)
  details.append(...parts.filter((part) => part !== null && part !== undefined))
}

function endsInColon(element: Element | null): boolean {
  const text = element?.textContent?.trim() ?? ''
  return text.length < 300 && /[:：]$/.test(text)
}

function after(nodes: HTMLElement, element: Element): DocumentFragment {
  const range = nodes.ownerDocument.createRange()
  range.setStartAfter(element)
  range.setEnd(nodes, nodes.childNodes.length)
  return range.cloneContents()
}

function textOf(part: DocumentFragment): string {
  return (part.textContent ?? '').replace(/[\s\u00a0]+/g, '')
}
