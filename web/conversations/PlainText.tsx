// Text of a mail as it was typed: lines kept, what is quoted drawn in by its depth, addresses of pages made links that say where
// they lead, everything else text.
import type { ReactNode } from 'react'
import { useWords, type Words } from '../words.ts'
import { linksIn } from './links.ts'
import css from './plain-text.module.css'
import { blocksOf, type Block } from './quotes.ts'

export function linked(text: string, t: Words['t']): ReactNode[] {
  const parts: ReactNode[] = []
  let from = 0
  for (const { at, href, shown, length, leadsTo } of linksIn(text)) {
    parts.push(text.slice(from, at))
    parts.push(
      <a key={at} className={css.link} href={href} target="_blank" rel="noopener noreferrer nofollow">
        {shown}
      </a>,
    )
    if (leadsTo !== null)
      parts.push(
        <span key={`${at} leads`} className={css.leadsTo}>
          {t('message.linkLeads', { host: leadsTo })}
        </span>,
      )
    from = at + length
  }
  parts.push(text.slice(from))
  return parts
}

interface PlainTextProps {
  text: string
  /** Every letter as wide as every other: for tables drawn with blanks. */
  isFixed?: boolean
}

export function PlainText({ text, isFixed = false }: PlainTextProps) {
  const { t } = useWords()
  return (
    <div className={css.text} data-fixed={isFixed || undefined}>
      {nested(blocksOf(text), 0).map((block) =>
        block.inner ? (
          <Quoted key={block.at} blocks={block.inner} depth={1} t={t} />
        ) : (
          <div key={block.at}>{linked(block.text, t)}</div>
        ),
      )}
    </div>
  )
}

function Quoted({ blocks, depth, t }: { blocks: Block[]; depth: number; t: Words['t'] }) {
  return (
    <blockquote className={css.quote} data-depth={((depth - 1) % 4) + 1}>
      {nested(blocks, depth).map((block) =>
        block.inner ? (
          <Quoted key={block.at} blocks={block.inner} depth={depth + 1} t={t} />
        ) : (
          <div key={block.at}>{linked(block.text, t)}</div>
        ),
      )}
    </blockquote>
  )
}

interface Nested extends Block {
  /** Deeper blocks that stand together; undefined for words of this depth. */
  inner?: Block[]
}

function nested(blocks: Block[], depth: number): Nested[] {
  const found: Nested[] = []
  for (const block of blocks) {
    const last = found.at(-1)
    if (block.depth <= depth) found.push(block)
    else if (last?.inner) last.inner.push(block)
    else found.push({ ...block, inner: [block] })
  }
  return found
}
