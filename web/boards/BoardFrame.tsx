// What every board can do, whatever its cards are: they are carried by pointer or finger, or moved with Shift and an arrow key; the arrow
// keys alone move along them. On a small screen one column is seen at a time.
import { SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useWords } from '../words.ts'
import { useCarrying, type Carried, type Carrying } from './carrying.ts'
import css from './board.module.css'

/** What a column tells the board, and hears of it. */
export interface Holding<Row> {
  carried: Carried<Row> | null
  grip: Carrying<Row>['grip']
  /** Its cards, for whoever moves along them. */
  drawn: (value: string, rows: Row[], reveal: (at: number) => void) => void
}

interface BoardFrameProps<Row> {
  columns: readonly { value: string; name: string }[]
  mayMove: boolean
  move: (move: { row: Row; from: string; to: string }) => void
  /** What stands on a card that is carried. */
  face: (row: Row) => ReactNode
  column: (value: string, holding: Holding<Row>) => ReactNode
}

interface Drawn<Row> {
  rows: Row[]
  reveal: (at: number) => void
}

export function BoardFrame<Row extends { id: string }>({ columns, mayMove, move, face, column }: BoardFrameProps<Row>) {
  const { t } = useWords()
  const isSmall = useMediaQuery('(max-width: 639px)', false, { getInitialValueInEffect: false })
  const [chosen, setSeen] = useState(columns[0]?.value ?? '')
  const seen = columns.some(({ value }) => value === chosen) ? chosen : (columns[0]?.value ?? '')
  const drawn = useRef(new Map<string, Drawn<Row>>())
  const box = useRef<HTMLDivElement>(null)
  const { carried, grip } = useCarrying<Row>(({ row, from, over }) => {
    if (over !== null) move({ row, from, to: over })
  })

  function focusCard(value: string, at: number) {
    const held = drawn.current.get(value)
    const row = held?.rows[Math.max(0, Math.min(at, held.rows.length - 1))]
    if (!held || !row) return
    held.reveal(held.rows.indexOf(row))
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-card="${row.id}"]`)?.focus())
  }
  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const id = (event.target as HTMLElement).closest<HTMLElement>('[data-card]')?.dataset['card']
    const onwards = event.currentTarget.matches(':dir(rtl)') ? -1 : 1
    const step = { ArrowLeft: [-onwards, 0], ArrowRight: [onwards, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    if (!id || !step || event.altKey || event.ctrlKey || event.metaKey) return
    const [across = 0, down = 0] = step
    const place = columns.findIndex(({ value }) => drawn.current.get(value)?.rows.some((row) => row.id === id))
    const from = columns[place]?.value
    const to = columns[place + across]?.value
    if (from === undefined) return
    event.preventDefault()
    const rows = drawn.current.get(from)?.rows ?? []
    const at = rows.findIndex((row) => row.id === id)
    const row = rows[at]
    if (event.shiftKey && across !== 0) {
      if (!row || to === undefined || !mayMove) return
      move({ row, from, to })
      if (isSmall) setSeen(to)
      requestAnimationFrame(() => focusCard(to, 0))
    } else if (down !== 0) focusCard(from, at + down)
    else {
      // The next column that has cards.
      for (let next = place + across; columns[next]; next += across) {
        const value = columns[next]?.value ?? ''
        if ((drawn.current.get(value)?.rows.length ?? 0) === 0) continue
        if (isSmall) setSeen(value)
        return focusCard(value, at)
      }
    }
  }

  const holding: Holding<Row> = {
    carried,
    grip: mayMove ? grip : () => undefined,
    drawn: (value, rows, reveal) => drawn.current.set(value, { rows, reveal }),
  }
  const shown = isSmall ? columns.filter(({ value }) => value === seen) : columns
  return (
    <>
      {isSmall && columns.length > 1 && (
        <div className={css.chooser}>
          <SegmentedControl
            aria-label={t('board.columns')}
            value={seen}
            onChange={setSeen}
            data={columns.map(({ value, name }) => ({ value, label: name }))}
          />
        </div>
      )}
      <p className="visually-hidden">{t('board.keys')}</p>
      <div ref={box} className={css.board} data-board onKeyDown={onKeyDown}>
        {shown.map(({ value }) => (
          <Slot key={value} value={value} holding={holding} column={column} />
        ))}
      </div>
      {carried && isSmall && (
        <ul className={css.targets}>
          {columns.map(({ value, name }) => (
            <li key={value} data-column={value} data-over={carried.over === value || undefined}>
              {name}
            </li>
          ))}
        </ul>
      )}
      {carried && (
        <div className={css.lifted} style={{ transform: `translate(${carried.x}px, ${carried.y}px)` }} aria-hidden>
          {face(carried.row)}
        </div>
      )}
    </>
  )
}

function Slot<Row>({
  value,
  holding,
  column,
}: Pick<BoardFrameProps<Row>, 'column'> & { value: string; holding: Holding<Row> }) {
  return column(value, holding)
}
