// What a row is dragged by; with the keyboard the arrow keys move it.
import { UnstyledButton } from '@mantine/core'
import { IconGripVertical } from '@tabler/icons-react'
import { useWords } from '../../words.ts'
import css from './handle.module.css'
import type { Reordering } from './reorder.ts'

export function Handle({ order, at, name, count }: { order: Reordering; at: number; name: string; count: number }) {
  const { t } = useWords()
  return (
    <UnstyledButton
      type="button"
      data-handle={name}
      className={css.handle}
      aria-label={t('form.move', { name, place: at + 1, count })}
      title={t('form.moveHint')}
      {...order.handle(at)}
    >
      <IconGripVertical size={18} stroke={1.5} aria-hidden />
    </UnstyledButton>
  )
}

/** How far a row steps aside for the one that is dragged: a line shows where it will land. */
export function lands(order: Reordering, at: number): 'above' | 'below' | 'lifted' | undefined {
  const { drag } = order
  if (!drag) return undefined
  if (drag.from === at) return 'lifted'
  if (drag.from === drag.to || drag.to !== at) return undefined
  return drag.to < drag.from ? 'above' : 'below'
}
