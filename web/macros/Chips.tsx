// What will be done when the letter is sent, because its canned replies say so: quiet, and each can be taken away.
import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useWords } from '../words.ts'
import { useActionWords } from './actions.ts'
import type { Used } from './useMacros.tsx'
import css from './macros.module.css'

export function Chips({ used, change }: { used: Used[]; change: (used: Used[]) => void }) {
  const { t } = useWords()
  const told = useActionWords()
  if (used.every(({ actions }) => actions.length === 0)) return null
  return (
    <ul className={css.chips} aria-label={t('macro.onSending')}>
      <li aria-hidden className={css.muted}>
        {t('macro.onSending')}
      </li>
      {used.flatMap((one) =>
        one.actions.map((action) => (
          <li key={`${one.id} ${action.do}`} className={css.chip}>
            {told(action)}
            <ActionIcon
              size={20}
              aria-label={t('macro.without', { what: told(action) })}
              onClick={
                () =>
                change(used.map((other) => (other === one ? { ...one, actions: one.actions.filter((each) => each !== action) } : other))) // prettier-ignore
              }
            >
              <IconX size={12} stroke={1.5} aria-hidden />
            </ActionIcon>
          </li>
        )),
      )}
    </ul>
  )
}
