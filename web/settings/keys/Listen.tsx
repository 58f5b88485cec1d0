// Hears the keys that a command shall have: one, or two one after the other. Says who has them already before they change hands.
import { Button } from '@mantine/core'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { type CommandId, wordOf } from '../../shell/commands.ts'
import { keyCaps, pressed } from '../../shell/keys.ts'
import { useWords } from '../../words.ts'
import css from './keys.module.css'

interface ListenProps {
  name: string
  fights: (wanted: string[]) => CommandId[]
  take: (wanted: string[]) => void
  leave: () => void
}

/** So soon a second key belongs to the first. */
const TOGETHER_MS = 1_200
const HELD = new Set(['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead'])

export function Listen({ name, fights, take, leave }: ListenProps) {
  const { t } = useWords()
  const field = useRef<HTMLDivElement>(null)
  const [wanted, setWanted] = useState<string | null>(null)
  const last = useRef(0)
  useEffect(() => field.current?.focus(), [])
  const rivals = wanted === null || wanted === '' ? [] : fights([wanted])
  const accept = () => wanted !== null && take(wanted === '' ? [] : [wanted])
  const hear = (event: KeyboardEvent) => {
    if (event.key === 'Tab') return
    event.preventDefault()
    event.stopPropagation()
    if (HELD.has(event.key)) return
    if (event.key === 'Escape') return leave()
    if (event.key === 'Enter' && wanted !== null) return accept()
    if (event.key === 'Backspace') return setWanted('')
    const key = pressed(event.nativeEvent)
    const isSecond =
      wanted && !wanted.includes(' ') && event.timeStamp - last.current < TOGETHER_MS && !key.includes('+')
    last.current = event.timeStamp
    setWanted(isSecond ? `${wanted} ${key}` : key)
  }
  return (
    <div className={css.listen}>
      {/* A field that takes keys and no text. */}
      <div
        ref={field}
        role="textbox"
        tabIndex={0}
        aria-label={t('keys.press', { name })}
        aria-describedby="keys-listen-hint"
        className={css.field}
        onKeyDown={hear}
      >
        {wanted === null && <span className={css.none}>{t('keys.pressNow')}</span>}
        {wanted === '' && <span className={css.none}>{t('keys.none')}</span>}
        {wanted && keyCaps(wanted).map((cap, at) => <kbd key={at}>{cap}</kbd>)}
      </div>
      <Button size="compact-sm" disabled={wanted === null} onClick={accept}>
        {t('keys.take')}
      </Button>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={leave}>
        {t('state.cancel')}
      </Button>
      <p id="keys-listen-hint" role="status" className={css.hint} data-fights={rivals.length > 0 || undefined}>
        {rivals.length > 0
          ? t('keys.fights', { names: rivals.map((one) => t(wordOf(one))).join(', ') })
          : t('keys.listenHint')}
      </p>
    </div>
  )
}
