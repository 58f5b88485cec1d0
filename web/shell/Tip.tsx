// A tooltip that teaches the key. Menus and lists hang on what it wraps: whatever they give it goes on to the child.
import { Tooltip } from '@mantine/core'
import { cloneElement, type ReactElement, type Ref } from 'react'
import { useKeys } from './actions.tsx'
import type { CommandId } from './commands.ts'
import { keyCaps, keysOf } from './keys.ts'
import css from './tip.module.css'

interface TipProps {
  label: string
  /** The command that does the same. */
  does?: CommandId
  /** A key that only counts here, and is no command. */
  keys?: string
  children: ReactElement
  /** While what it belongs to is open. */
  isOff?: boolean
  side?: 'top' | 'bottom' | 'right' | 'left'
  ref?: Ref<HTMLElement>
}

// The rule cannot know that the ref is only handed on.
/* oxlint-disable react/refs */
export function Tip({ label, does, keys, children, isOff = false, side = 'bottom', ref, ...passed }: TipProps) {
  const own = useKeys()
  const key = does ? keysOf(does, own)[0] : keys
  const given = children.props as Record<string, unknown>
  const child = cloneElement(children, { ...passed, ...given, ...(ref ? { ref } : {}) } as object)
  return (
    <Tooltip
      position={side}
      disabled={isOff}
      label={
        <span className={css.tip}>
          {label}
          {key && keyCaps(key).map((cap, at) => <kbd key={at}>{cap}</kbd>)}
        </span>
      }
    >
      {child}
    </Tooltip>
  )
}
