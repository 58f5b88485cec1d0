// The tooltip itself, fetched when the first is shown.
import { Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import { keyCaps } from './keys.ts'
import css from './tip.module.css'

interface TipShownProps {
  target: HTMLElement
  label: string
  keys: string | undefined
  side: 'top' | 'bottom' | 'right' | 'left'
}

export function TipShown({ target, label, keys, side }: TipShownProps): ReactNode {
  return (
    <Tooltip
      opened
      target={target}
      position={side}
      label={
        <span className={css.tip}>
          {label}
          {keys && keyCaps(keys).map((cap, at) => <kbd key={at}>{cap}</kbd>)}
        </span>
      }
    />
  )
}
