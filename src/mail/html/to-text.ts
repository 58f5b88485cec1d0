// HTML as plain text, for mail that has no plain part: searched, quoted and shown where HTML cannot be.
import { compile } from 'html-to-text'

const convert = compile({
  wordwrap: false,
  limits: { maxInputLength: 1_000_000, maxDepth: 100, maxChildNodes: 20_000, ellipsis: '…' },
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

/** Quoted blocks get `> `. Past a million characters the rest is left out; nothing here throws. */
export function htmlToText(html: string): string {
  try {
    return convert(html).replaceAll('\u00a0', ' ').trim()
  } catch {
    return withoutTags(html)
  }
}

/** For HTML that the converter gives up on: text between tags, nothing else. */
function withoutTags(html: string): string {
  return html
    .slice(0, 1_000_000)
    .replace(/<[^<>]{0,5000}>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Text as HTML, for bodies that are put together from both. */
export function textToHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<div style="white-space: pre-wrap">${escaped}</div>`
}
