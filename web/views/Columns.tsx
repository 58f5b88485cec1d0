// The columns of a board while it is set up: which, in which order, and how much each should hold.
import { ActionIcon, Checkbox, NumberInput, Select } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react'
import { boardField, type Board, type BoardColumn } from '../../src/desk/views/board-fields.api.ts'
import { useWords } from '../words.ts'
import { useColumnNames } from './column-names.ts'
import css from './columns.module.css'

const MOST = 20

export function Columns({ board, change }: { board: Board; change: (board: Board) => void }) {
  const { t } = useWords()
  const { nameOf, all } = useColumnNames(board.field)
  const { columns } = board
  const set = (next: BoardColumn[]) => change({ ...board, columns: next })
  const left = [...(boardField(board.field).mayBeNone ? [''] : []), ...all].filter(
    (value) => !columns.some((column) => column.value === value),
  )
  const move = (at: number, step: number) => {
    const column = columns[at]
    if (column) set(columns.toSpliced(at, 1).toSpliced(at + step, 0, column))
  }
  return (
    <fieldset className={css.columns}>
      <legend className={css.legend}>{t('board.columns')}</legend>
      {columns.map((column, at) => (
        <div key={column.value} className={css.column}>
          <span className={css.name}>{nameOf(column.value)}</span>
          <NumberInput
            size="xs"
            w={72}
            min={1}
            max={100}
            allowDecimal={false}
            hideControls
            placeholder={t('board.noLimit')}
            aria-label={t('board.limitOf', { name: nameOf(column.value) })}
            value={column.limit ?? ''}
            onChange={(limit) =>
              set(columns.with(at, { ...column, limit: typeof limit === 'number' && limit > 0 ? limit : null }))
            }
          />
          <Checkbox
            size="xs"
            label={t('board.hard')}
            disabled={column.limit === null}
            checked={column.isHard && column.limit !== null}
            onChange={(event) => set(columns.with(at, { ...column, isHard: event.currentTarget.checked }))}
          />
          <ActionIcon
            size={28}
            aria-label={t('board.earlier', { name: nameOf(column.value) })}
            disabled={at === 0}
            onClick={() => move(at, -1)}
          >
            <IconArrowUp size={16} stroke={1.5} aria-hidden />
          </ActionIcon>
          <ActionIcon
            size={28}
            aria-label={t('board.later', { name: nameOf(column.value) })}
            disabled={at === columns.length - 1}
            onClick={() => move(at, 1)}
          >
            <IconArrowDown size={16} stroke={1.5} aria-hidden />
          </ActionIcon>
          <ActionIcon
            size={28}
            aria-label={t('board.leaveOut', { name: nameOf(column.value) })}
            disabled={columns.length === 1}
            onClick={() => set(columns.toSpliced(at, 1))}
          >
            <IconX size={16} stroke={1.5} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      {left.length > 0 && columns.length < MOST && (
        <Select
          size="xs"
          aria-label={t('board.add')}
          placeholder={t('board.add')}
          data={left.map((value) => ({ value: value || '-', label: nameOf(value) }))}
          value={null}
          onChange={(value) =>
            value && set([...columns, { value: value === '-' ? '' : value, limit: null, isHard: false }])
          }
        />
      )}
    </fieldset>
  )
}
