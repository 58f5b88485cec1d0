// A macro's words walked through: as plain text, and with their places filled. Pure.
import { fill, refuseUnknownVariables, type Values } from '../variables/variables.ts'
import type { Block, Inline, MacroBody } from './body.api.ts'
import type { MacroVariant } from './macros.api.ts'

/** Places stand in texts of one look: one whose half is bold is refused when it is saved. */
export function filledBody(body: MacroBody, values: Values): { body: MacroBody; unfilled: string[] } {
  const unfilled = new Set<string>()
  const inline = (one: Inline): Inline[] => {
    if (one.type !== 'text') return [one]
    const filled = fill(one.text, values)
    for (const name of filled.unfilled) unfilled.add(name)
    return filled.text === '' ? [] : [{ ...one, text: filled.text }]
  }
  const block = (one: Block): Block =>
    one.type === 'paragraph'
      ? { ...one, content: (one.content ?? []).flatMap(inline) }
      : { ...one, content: one.content.map(block) }
  return { body: { ...body, content: body.content.map(block) }, unfilled: [...unfilled] }
}

/** As a mail program without formatting shows it. */
export function textOf(body: MacroBody): string {
  return blocksAsText(body.content).trim()
}

function blocksAsText(blocks: readonly Block[]): string {
  return blocks.map(blockAsText).join('\n\n')
}

function blockAsText(block: Block): string {
  switch (block.type) {
    case 'paragraph':
      return (block.content ?? []).map((one) => (one.type === 'text' ? one.text : '\n')).join('')
    case 'blockquote':
      return prefixed(blocksAsText(block.content), '> ', '> ')
    case 'bulletList':
      return block.content.map((item) => prefixed(blockAsText(item), '- ', '  ')).join('\n')
    case 'orderedList': {
      const start = block.attrs?.start ?? 1
      return block.content.map((item, at) => prefixed(blockAsText(item), `${start + at}. `, '   ')).join('\n')
    }
    case 'listItem':
      return blocksAsText(block.content)
  }
}

const prefixed = (text: string, first: string, then: string): string =>
  text
    .split('\n')
    .map((line, at) => `${at === 0 ? first : then}${line}`.trimEnd())
    .join('\n')

/** Text by text, with the field it stands in: `variants.1.body`. */
export function refuseUnknownIn(variants: readonly MacroVariant[], known: readonly string[]): void {
  for (const [at, { body }] of variants.entries())
    for (const text of paragraphsOf(body.content)) refuseUnknownVariables(text, known, `variants.${at}.body`)
}

/** A place whose half is bold is none: only whole texts are filled. */
function paragraphsOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) =>
    block.type === 'paragraph'
      ? (block.content ?? []).flatMap((one) => (one.type === 'text' ? one.text : []))
      : paragraphsOf(block.content),
  )
}

/** For whom nothing else is there: the language of the conversation, or its kin, or the first. */
export function variantFor(
  variants: readonly MacroVariant[],
  wanted: readonly (string | null)[],
): MacroVariant | undefined {
  for (const language of wanted) {
    const base = language?.toLowerCase().split('-')[0]
    const found = variants.find((one) => one.language === base)
    if (found) return found
  }
  return variants[0]
}
