// HTML as plain text, for mail that has no plain part: searched, quoted and shown where HTML cannot be.
import { compile } from 'html-to-text'
import { isTooDeep, withoutTags } from './nesting.ts'

const convert = compile({
  wordwrap: false,
  limits: { maxInputLength: 1_000_001, maxDepth: 100, maxChildNodes: 20_000, ellipsis: '…' },
  selectors: [
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: true, linkBrackets: ['<', '>'] } },
    { selector: 'img', format: 'skip' },
    { selector: 'style', format: 'skip' },
    { selector: 'script', format: 'skip' },
    { selector: 'title', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'table', format: 'block' },
    { selector: 'blockquote', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
  ],
})

const MOST_CHARACTERS = 1_000_000

/** Quoted blocks get `> `. Past a million characters the rest is left out; nothing here throws. */
export function htmlToText(html: string): string {
  const read = html.slice(0, MOST_CHARACTERS)
  if (isTooDeep(read)) return withoutTags(read)
  try {
    return convert(read).replaceAll('\u00a0', ' ').trim()
  } catch {
    return withoutTags(read)
  }
}

/** Text as HTML, for bodies that are put together from both. */
export function textToHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<div style="white-space: pre-wrap">${escaped}</div>`
}
