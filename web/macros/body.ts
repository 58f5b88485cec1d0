// The words of a canned reply on their way into a letter: as nodes of the editor's schema, never as HTML. Pure.
import type { Block, MacroBody } from '../../src/desk/macros/body.api.ts'

type Node = { [key: string]: unknown; content?: Node[]; marks?: Node[]; attrs?: Record<string, unknown> }
const KEPT = ['type', 'text', 'content', 'marks']
const KEPT_ATTRS = ['href', 'start']

/** What the editor has, without what it keeps for itself (`target`, `class`): the server refuses what it does not know. */
export function kept(doc: unknown): MacroBody {
  return keptOf(doc as Node) as unknown as MacroBody
}

function keptOf({ attrs = {}, ...node }: Node): Node {
  const own = Object.fromEntries(KEPT_ATTRS.flatMap((key) => (attrs[key] == null ? [] : [[key, attrs[key]]])))
  const known: Node = Object.fromEntries(KEPT.flatMap((key) => (key in node ? [[key, node[key]]] : [])))
  if (node.content) known.content = node.content.map(keptOf)
  if (node.marks) known.marks = node.marks.map(keptOf)
  return Object.keys(own).length > 0 ? { ...known, attrs: own } : known
}

/** One paragraph goes into the line where it is put; more are paragraphs of their own. */
export function insertable({ content }: MacroBody): object[] {
  const [only, ...more] = content
  if (more.length === 0 && only?.type === 'paragraph') return only.content ?? []
  return content
}

/** Each run of words in it. */
export function wordsIn(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => {
    if (block.type !== 'paragraph') return wordsIn(block.content)
    const texts = (block.content ?? []).map((one) => (one.type === 'text' ? one.text : '\n'))
    return texts
      .join('')
      .split('\n')
      .filter((line) => line.trim() !== '')
  })
}

/** Whether none of its words stand in the letter any more. */
export function isGone(words: readonly string[], letter: string): boolean {
  return words.length > 0 && words.every((one) => isEdited([one], letter))
}

/** Whether any of its words no longer stand in the letter. */
export function isEdited(words: readonly string[], letter: string): boolean {
  const flat = letter.replace(/\s+/g, ' ')
  return words.some((one) => !flat.includes(one.replace(/\s+/g, ' ').trim()))
}
