// The second cleaning of a mail's HTML, in the browser that will show it; the server's was the first, the frame's own
// policy is the third. Gives nodes, never text, so nothing here needs the right to make markup.
import createDOMPurify, { type Config } from 'dompurify'

const CONFIG: Config & { RETURN_DOM_FRAGMENT: true } = {
  RETURN_DOM_FRAGMENT: true,
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
  ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:|tel:|cid:|data:image\/(?:png|jpe?g|gif|webp);base64,)/i,
}

interface Wishes {
  /** Addresses for `cid:` references, by content id without angle brackets. */
  inline: ReadonlyMap<string, string>
  /** Whether remote images may be fetched: only for the message somebody asked it for. */
  remote: boolean
  quotedLabel: string
}

export interface CleanMail {
  nodes: DocumentFragment
  /** Images that wait until they are asked for. */
  remoteImages: number
  /** No colours of its own: it may be shown on our paper, also at night. */
  isPlain: boolean
}

export function cleanMail(html: string, { inline, remote, quotedLabel }: Wishes): CleanMail {
  const nodes = createDOMPurify(window).sanitize(html, CONFIG)
  for (const link of nodes.querySelectorAll('a')) {
    link.target = '_blank'
    link.rel = 'noopener noreferrer nofollow'
  }
  let remoteImages = 0
  for (const image of nodes.querySelectorAll('img')) {
    const src = image.getAttribute('src') ?? ''
    if (/^cid:/i.test(src)) {
      const found = inline.get(contentId(src.slice(4)))
      if (found) image.src = found
      else image.removeAttribute('src')
    } else if (/^https?:/i.test(src)) {
      image.dataset['remoteSrc'] ??= src // the server had not put it aside
      image.removeAttribute('src')
    }
    const waiting = image.dataset['remoteSrc']
    if (!waiting) continue
    remoteImages++
    if (remote) image.src = waiting.replace(/^http:/i, 'https:')
  }
  const isPlain = !/\b(?:color|background|bgcolor)\b/i.test(html)
  foldQuoted(nodes, quotedLabel)
  return { nodes, remoteImages, isPlain }
}

export function contentId(text: string): string {
  try {
    return decodeURIComponent(text).replace(/^<|>$/g, '')
  } catch {
    return text.replace(/^<|>$/g, '')
  }
}

const QUOTES =
  '.gmail_quote, .gmail_quote_container, .yahoo_quoted, .protonmail_quote, blockquote[type="cite"], blockquote'

/** The last quoted part goes behind "···", unless nothing would be left to read before it. */
function foldQuoted(nodes: DocumentFragment, label: string): void {
  const quotes = [...nodes.querySelectorAll(QUOTES)].filter((quote) => !quote.parentElement?.closest(QUOTES))
  const quote = quotes.at(-1)
  if (!quote || textOf(after(nodes, quote)).length > 200) return
  const attribution = quote.previousElementSibling
  const parts =
    attribution?.matches('.moz-cite-prefix, .gmail_attr') || endsInColon(attribution) ? [attribution, quote] : [quote]
  const range = document.createRange()
  range.setStart(nodes, 0)
  range.setEndBefore(parts[0] ?? quote)
  const written = range.cloneContents()
  if (textOf(written).length === 0 && !written.querySelector('img')) return
  const details = document.createElement('details')
  details.className = 'quoted'
  const summary = document.createElement('summary')
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

function after(nodes: DocumentFragment, element: Element): DocumentFragment {
  const range = document.createRange()
  range.setStartAfter(element)
  range.setEnd(nodes, nodes.childNodes.length)
  return range.cloneContents()
}

function textOf(part: DocumentFragment): string {
  return (part.textContent ?? '').replace(/[\s\u00a0]+/g, '')
}
