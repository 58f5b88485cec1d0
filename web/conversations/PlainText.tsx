// Text of a mail as it was typed: lines kept, addresses of pages made links, everything else text.
import type { ReactNode } from 'react'
import css from './plain-text.module.css'

const LINK = /\bhttps?:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?]/g

export function linked(text: string): ReactNode[] {
  const parts: ReactNode[] = []
  let from = 0
  for (const found of text.matchAll(LINK)) {
    parts.push(text.slice(from, found.index))
    parts.push(
      <a key={found.index} href={found[0]} target="_blank" rel="noopener noreferrer nofollow">
        {found[0]}
      </a>,
    )
    from = found.index + found[0].length
  }
  parts.push(text.slice(from))
  return parts
}

export function PlainText({ text }: { text: string }) {
  return <div className={css.text}>{linked(text)}</div>
}
