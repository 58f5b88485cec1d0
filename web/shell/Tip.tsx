// A tooltip that teaches the key.
import { Tooltip } from '@mantine/core'
import type { ReactElement } from 'react'
import { keyCaps } from './actions.tsx'
import css from './tip.module.css'

export function Tip({
  label,
  keys,
  children,
  side = 'bottom',
}: {
  label: string
  keys?: string
  children: ReactElement
  side?: 'top' | 'bottom' | 'right' | 'left'
}) {
  const caps = keys ? keyCaps(keys) : []
  return (
    <Tooltip
      position={side}
      label={
        <span className={css.tip}>
          {label}
          {caps.map((cap, at) => (
            <kbd key={at}>{cap}</kbd>
          ))}
        </span>
      }
    >
      {children}
    </Tooltip>
  )
}
