// Text of a mail as it was typed: lines kept, addresses of pages made links, everything else text.
import type { ReactNode } from 'react'
import { linksIn } from './links.ts'
import css from './plain-text.module.css'

export function linked(text: string): ReactNode[] {
  const parts: ReactNode[] = []
  let from = 0
  for (const { at, href, shown, length } of linksIn(text)) {
    parts.push(text.slice(from, at))
    parts.push(
      <a key={at} className={css.link} href={href} target="_blank" rel="noopener noreferrer nofollow">
        {shown}
      </a>,
    )
    from = at + length
  }
  parts.push(text.slice(from))
  return parts
}

export function PlainText({ text }: { text: string }) {
  return <div className={css.text}>{linked(text)}</div>
}
