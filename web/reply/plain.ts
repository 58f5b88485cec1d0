// Plain text on its way into rich text: as HTML for what is sent, as the editor's nodes for what is written on. Pure.

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)
}

/** Text as the editor's paragraphs. */
export function asHtml(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((part) => `<p>${escaped(part).replace(/\n/g, '<br>')}</p>`)
    .join('')
}

/** Text as paragraphs and line breaks, without a detour over HTML. */
export function paragraphsOf(text: string): object[] {
  return text.split(/\n{2,}/).map((part) => ({
    type: 'paragraph',
    content: part
      .split('\n')
      .flatMap((line, at) => [
        ...(at > 0 ? [{ type: 'hardBreak' }] : []),
        ...(line ? [{ type: 'text', text: line }] : []),
      ]),
  }))
}
