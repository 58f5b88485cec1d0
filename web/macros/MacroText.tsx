// The words of a canned reply as they will read, drawn node by node. A place that nothing fills is marked.
import type { ReactNode } from 'react'
import type { Block, Inline, MacroBody, Mark } from '../../src/desk/macros/body.api.ts'
import css from './macros.module.css'

export function MacroText({ body }: { body: MacroBody }) {
  return <div className={css.text}>{body.content.map(block)}</div>
}

function block(one: Block, at: number): ReactNode {
  switch (one.type) {
    case 'paragraph':
      return <p key={at}>{(one.content ?? []).map(inline)}</p>
    case 'blockquote':
      return <blockquote key={at}>{one.content.map(block)}</blockquote>
    case 'bulletList':
      return <ul key={at}>{one.content.map(block)}</ul>
    case 'orderedList':
      return (
        <ol key={at} start={one.attrs?.start}>
          {one.content.map(block)}
        </ol>
      )
    case 'listItem':
      return <li key={at}>{one.content.map(block)}</li>
  }
}

function inline(one: Inline, at: number): ReactNode {
  if (one.type === 'hardBreak') return <br key={at} />
  const words = one.text.split(/(\{\{[^{}]*\}\})/).map((part, place) =>
    // oxlint-disable-next-line react/no-array-index-key -- parts of one text, drawn anew together
    place % 2 === 1 ? <mark key={place}>{part}</mark> : part,
  )
  return <span key={at}>{(one.marks ?? []).reduce<ReactNode>(marked, words)}</span>
}

/** Links lead nowhere here: it is looked at, not used. */
function marked(words: ReactNode, mark: Mark): ReactNode {
  switch (mark.type) {
    case 'bold':
      return <strong>{words}</strong>
    case 'italic':
      return <em>{words}</em>
    case 'strike':
      return <s>{words}</s>
    case 'code':
      return <code>{words}</code>
    case 'underline':
    case 'link':
      return <u>{words}</u>
  }
}
