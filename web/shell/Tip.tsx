// A tooltip that teaches the key. Menus and lists hang on what it wraps: whatever they give it goes on to the child. A page has dozens
// of them and shows one: what shows it is made when somebody points there.
import {
  cloneElement,
  lazy,
  Suspense,
  useEffect,
  useRef,
  useState,
  type ReactElement,
  type Ref,
  type SyntheticEvent,
} from 'react'
import { useKeys } from './actions.tsx'
import type { CommandId } from './commands.ts'
import { keysOf } from './keys.ts'

/** One that cannot be fetched breaks nothing. */
const Shown = lazy(() =>
  import('./TipShown.tsx').then(
    (part) => ({ default: part.TipShown }),
    () => ({ default: () => null }),
  ),
)

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

/** Milliseconds that somebody points at it. */
const AFTER = 400

type Handlers = Record<string, ((event: SyntheticEvent<HTMLElement>) => void) | undefined>

// The rule cannot know that the ref is only handed on.
/* oxlint-disable react/refs */
export function Tip({ label, does, keys, children, isOff = false, side = 'bottom', ref, ...passed }: TipProps) {
  const own = useKeys()
  const key = does ? keysOf(does, own)[0] : keys
  const [target, setTarget] = useState<HTMLElement | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const near = ({ currentTarget }: SyntheticEvent<HTMLElement>) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setTarget(currentTarget), AFTER)
  }
  const away = () => {
    clearTimeout(timer.current)
    setTarget(null)
  }
  const given = { ...passed, ...(children.props as object) } as Handlers
  const both = (name: string, does: (event: SyntheticEvent<HTMLElement>) => void) => ({
    [name]: (event: SyntheticEvent<HTMLElement>) => {
      given[name]?.(event)
      does(event)
    },
  })
  const child = cloneElement(children, {
    ...given,
    ...both('onMouseEnter', near),
    ...both('onMouseLeave', away),
    ...both('onMouseDown', away),
    ...both('onFocus', (event) => event.currentTarget.matches(':focus-visible') && near(event)),
    ...both('onBlur', away),
    ...(ref ? { ref } : {}),
  } as object)
  return (
    <>
      {child}
      {target && !isOff && (
        <Suspense>
          <Shown target={target} label={label} keys={key} side={side} />
        </Suspense>
      )}
    </>
  )
}
