// The round box before a task: ticked off, it is done.
import { UnstyledButton } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import css from './tick.module.css'

export function Tick({
  label,
  isDone,
  isReadOnly,
  priority,
  turn,
}: {
  label: string
  isDone: boolean
  isReadOnly: boolean
  priority?: string
  turn: () => void
}) {
  return (
    <UnstyledButton
      className={css.tick}
      role="checkbox"
      aria-checked={isDone}
      aria-label={label}
      data-priority={priority}
      disabled={isReadOnly}
      onClick={turn}
    >
      <span className={css.ring}>{isDone && <IconCheck size={12} stroke={3} aria-hidden />}</span>
    </UnstyledButton>
  )
}
