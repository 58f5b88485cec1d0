// format=flowed undone (RFC 3676): lines cut for the wire become paragraphs again; quote depth is kept.

interface Paragraph {
  depth: number
  lines: string[]
  /** Whether the last line ends in a soft break, so that the next one belongs to it. */
  open: boolean
}

/** With `delSp` the blank that marks a soft break goes too (§4.1). Signature marks never flow (§4.3). */
export function unflow(text: string, delSp: boolean): string {
  const paragraphs: Paragraph[] = []
  for (const line of text.split(/\r?\n/)) {
    const depth = quoteDepth(line)
    const content = line.slice(line[depth] === ' ' ? depth + 1 : depth) // §4.4: space-stuffing
    const isMark = content === '-- '
    const open = content.endsWith(' ') && !isMark
    const shown = open && delSp ? content.slice(0, -1) : content
    const last = paragraphs.at(-1)
    if (last?.open && last.depth === depth && !isMark) {
      last.lines.push(shown)
      last.open = open
    } else paragraphs.push({ depth, lines: [shown], open })
  }
  return paragraphs.map(({ depth, lines }) => quoted(depth, lines.join(''))).join('\n')
}

function quoteDepth(line: string): number {
  let depth = 0
  while (line[depth] === '>') depth++
  return depth
}

function quoted(depth: number, text: string): string {
  return depth === 0 ? text : `${'>'.repeat(depth)} ${text}`
}
