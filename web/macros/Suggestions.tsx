// Up to three canned replies that probably answer this mail, each with its key and why; beside them the way to all.
import { ActionIcon, UnstyledButton } from '@mantine/core'
import { IconMessage2Bolt } from '@tabler/icons-react'
import type { MacroSuggestion } from '../../src/flows/macros/suggesting.api.ts'
import { keyCaps } from '../shell/keys.ts'
import { Tip } from '../shell/Tip.tsx'
import { useWords, type Words } from '../words.ts'
import css from './macros.module.css'

export function Suggestions({
  all,
  take,
  open,
}: {
  all: MacroSuggestion[]
  take: (id: string, withActions: boolean) => void
  open: () => void
}) {
  const words = useWords()
  return (
    <ul className={css.suggestions} aria-label={words.t('macro.suggested')}>
      {all.map((one, at) => (
        <li key={one.macroId}>
          <Tip label={because(one, words)} side="top">
            <UnstyledButton
              className={css.suggestion}
              aria-keyshortcuts={`Alt+${at + 1}`}
              onClick={(event) => take(one.macroId, event.shiftKey)}
            >
              <span>{one.title}</span>
              <kbd aria-hidden>{keyCaps(`Alt+${at + 1}`)}</kbd>
              <span className="visually-hidden">{because(one, words)}</span>
            </UnstyledButton>
          </Tip>
        </li>
      ))}
      <li>
        <Tip label={words.t('action.macro')} does="action.macro" side="top">
          <ActionIcon size={28} className={css.open} aria-label={words.t('action.macro')} onClick={open}>
            <IconMessage2Bolt size={18} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Tip>
      </li>
    </ul>
  )
}

function because({ words, uses }: MacroSuggestion, { t }: Words): string {
  const said = words
    .slice(0, 3)
    .map((one) => `“${one}”`)
    .join(', ')
  return said === '' ? t('macro.becauseOften', { uses }) : t('macro.because', { words: said, uses })
}
