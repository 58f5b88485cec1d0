// A plain list with hairlines: each thing's name, a muted line about it, and small words at the right edge.
import type { ReactNode } from 'react'
import css from './rows.module.css'
import { To } from './go.tsx'

export function Rows({ label, none, children }: { label: string; none: string; children: ReactNode[] }) {
  if (children.length === 0) return <p className={css.none}>{none}</p>
  return (
    <ul className={css.rows} aria-label={label}>
      {children}
    </ul>
  )
}

export interface RowProps {
  /** Where it is changed; left out for whoever may only read. */
  page?: string | undefined
  start?: ReactNode
  name: ReactNode
  about?: ReactNode
  side?: ReactNode
  /** It is there, but no longer in use. */
  isFaded?: boolean
}

export function Row({ page, start, name, about, side, isFaded }: RowProps) {
  const inside = (
    <>
      {start}
      <span className={css.text}>
        <span className={css.name}>{name}</span>
        {about && <span className={css.muted}>{about}</span>}
      </span>
      {side && <span className={css.side}>{side}</span>}
    </>
  )
  const look = { className: css.row, 'data-faded': isFaded || undefined }
  return (
    <li>
      {page === undefined ? (
        <div {...look}>{inside}</div>
      ) : (
        <To page={page} {...look}>
          {inside}
        </To>
      )}
    </li>
  )
}

/** A state in one word; colour only where it means something. */
export function State({ tone, children }: { tone?: 'green' | 'amber' | 'red'; children: ReactNode }) {
  return (
    <span className={css.word} data-tone={tone}>
      {children}
    </span>
  )
}
