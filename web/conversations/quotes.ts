// The lines of a text by how deep they are quoted (RFC 3676 §4.5). Pure.

export interface Block {
  at: number
  /** 0: written here. */
  depth: number
  /** Without the marks of its depth. */
  text: string
}

/** What is quoted deeper looks like this. */
const DEEPEST = 8

export function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  let at = 0
  for (const line of text.split('\n')) {
    const { depth, words } = read(line)
    const last = blocks.at(-1)
    if (last?.depth === depth) last.text += `\n${words}`
    else blocks.push({ at, depth, text: words })
    at += line.length + 1
  }
  return blocks
}

/** `>`, `> >` and `>>` alike; more than one blank between them is part of the words. */
function read(line: string): { depth: number; words: string } {
  let [at, depth] = [0, 0]
  while (line[at] === '>' || (depth > 0 && line[at] === ' ' && line[at + 1] === '>')) {
    at += line[at] === ' ' ? 2 : 1
    depth++
  }
  if (depth > 0 && line[at] === ' ') at++
  return { depth: Math.min(depth, DEEPEST), words: line.slice(at) }
}
