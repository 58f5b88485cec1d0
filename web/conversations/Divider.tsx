// The line between list and conversation: dragged, or moved with the arrow keys; its place is remembered by the caller.
import type { KeyboardEvent, PointerEvent } from 'react'
import { useWords } from '../words.ts'
import css from './divider.module.css'

const MIN = 280
const MAX = 560

export function Divider({ width, change }: { width: number; change: (width: number) => void }) {
  const { t } = useWords()
  const within = (wanted: number) => change(Math.round(Math.min(MAX, Math.max(MIN, wanted))))
  function onPointerDown(event: PointerEvent<HTMLDivElement>) {
    const line = event.currentTarget
    const from = event.clientX
    const wards = wider(line)
    line.setPointerCapture(event.pointerId)
    line.onpointermove = (moved) => within(width + wards * (moved.clientX - from))
    line.onpointerup = () => {
      line.onpointermove = null
    }
  }
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const wards = wider(event.currentTarget)
    if (event.key === 'ArrowLeft') within(width - wards * 16)
    if (event.key === 'ArrowRight') within(width + wards * 16)
  }
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t('list.resize')}
      aria-valuenow={width}
      aria-valuemin={MIN}
      aria-valuemax={MAX}
      tabIndex={0}
      className={css.line}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  )
}

/** 1: towards the right; -1 where the page is read from there. */
function wider(line: HTMLElement): 1 | -1 {
  return line.matches(':dir(rtl)') ? -1 : 1
}
