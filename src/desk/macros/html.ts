// A macro's words as the HTML of a letter: every node of the tree has its element, and what it says is escaped. Pure; in the browser the
// composer's editor does the same.
import type { Block, Inline, MacroBody, Mark } from './body.api.ts'

const elements = { bold: 'strong', italic: 'em', strike: 's', code: 'code', underline: 'u' } as const
const lists = { bulletList: 'ul', orderedList: 'ol', listItem: 'li', blockquote: 'blockquote' } as const

export function htmlOf({ content }: MacroBody): string {
  return content.map(blockAsHtml).join('')
}

/** Lines of plain text as paragraphs. */
export function htmlOfText(text: string): string {
  return text
    .split('\n\n')
    .map((part) => `<p>${part.split('\n').map(escaped).join('<br>')}</p>`)
    .join('')
}

function blockAsHtml(block: Block): string {
  if (block.type === 'paragraph') return `<p>${(block.content ?? []).map(inlineAsHtml).join('')}</p>`
  const start = block.type === 'orderedList' ? block.attrs?.start : undefined
  const element = lists[block.type]
  return `<${element}${start === undefined || start === 1 ? '' : ` start="${start}"`}>${block.content.map(blockAsHtml).join('')}</${element}>`
}

function inlineAsHtml(one: Inline): string {
  if (one.type === 'hardBreak') return '<br>'
  return (one.marks ?? []).reduce(marked, escaped(one.text))
}

function marked(html: string, mark: Mark): string {
  if (mark.type === 'link') return `<a href="${escaped(mark.attrs.href)}">${html}</a>`
  const element = elements[mark.type]
  return `<${element}>${html}</${element}>`
}

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => signs[sign] ?? sign)
