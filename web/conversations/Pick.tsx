// A quiet control: shows one value, opens a list to choose another, by pointer or by its key. The list, and what places it, is made when
// it is opened for the first time.
import { Combobox, UnstyledButton, useCombobox } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { cloneElement, useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react'
import { useActions } from '../shell/actions.tsx'
import { holdKeys } from '../shell/held-keys.ts'
import type { CommandId } from '../shell/commands.ts'
import { Tip } from '../shell/Tip.tsx'
import { useWords } from '../words.ts'
import css from './pick.module.css'

export interface PickOption {
  value: string
  label: string
  icon?: ReactNode
}

interface PickProps {
  action: CommandId
  label: string
  value: string | null
  options: PickOption[]
  /** Offered first, where there may be nothing. */
  none?: string
  tone?: 'amber' | 'red' | undefined
  isReadOnly: boolean
  choose: (value: string | null) => void
}

const NONE = ''
const SEARCH_FROM = 9

export function Pick(props: PickProps) {
  const { action, label, value, options, none, tone, isReadOnly, choose } = props
  const { t } = useWords()
  const [timesAsked, setTimesAsked] = useState(0)
  const ask = () => setTimesAsked((was) => was + 1)
  const all = none === undefined ? options : [{ value: NONE, label: none }, ...options]
  useActions(
    isReadOnly
      ? []
      : [
          {
            id: action,
            run: ask,
            choices: () =>
              all
                .filter((one) => one.value !== (value ?? NONE))
                .map((one) => ({ label: one.label, run: () => choose(one.value === NONE ? null : one.value) })),
          },
        ],
  )
  const chosen = options.find((option) => option.value === value)
  const text = chosen?.label ?? none ?? value ?? ''
  const control = (
    <UnstyledButton
      className={css.pick}
      data-tone={tone}
      data-empty={!chosen || undefined}
      disabled={isReadOnly}
      aria-label={t('field.is', { name: label, value: text })}
      {...(isReadOnly ? {} : { 'aria-haspopup': 'listbox' })}
      onClick={ask}
    >
      {chosen?.icon}
      {text}
    </UnstyledButton>
  )
  if (timesAsked > 0) return <List {...props} all={all} control={control} timesAsked={timesAsked} />
  return (
    <Tip label={label} does={action}>
      {control}
    </Tip>
  )
}

interface ListProps extends PickProps {
  all: PickOption[]
  control: ReactElement<{ onClick: () => void }>
  /** It opens whenever this grows. */
  timesAsked: number
}

function List({ action, label, value, options, all, control, timesAsked, choose }: ListProps) {
  const { t } = useWords()
  const [search, setSearch] = useState('')
  const hasSearch = options.length >= SEARCH_FROM
  const box = useCombobox({
    onDropdownClose: () => {
      box.resetSelectedOption()
      setSearch('')
      box.focusTarget()
    },
    onDropdownOpen: () => {
      box.selectActiveOption()
      if (!hasSearch) return box.focusTarget()
      holdKeys()
      box.focusSearchInput()
    },
  })
  const newest = useRef(box)
  useEffect(() => {
    newest.current = box
  })
  useEffect(() => newest.current.openDropdown('keyboard'), [timesAsked])
  const shown = all.filter((option) => option.label.toLocaleLowerCase().includes(search.toLocaleLowerCase()))
  return (
    <Combobox
      store={box}
      position="bottom-start"
      width={240}
      transitionProps={{ duration: 80 }}
      onOptionSubmit={(chosenValue) => {
        box.closeDropdown()
        const next = chosenValue === NONE ? null : chosenValue
        if (next !== value) choose(next)
      }}
    >
      <Combobox.Target targetType="button">
        <Tip label={label} isOff={box.dropdownOpened} does={action}>
          {cloneElement(control, { onClick: () => box.toggleDropdown() })}
        </Tip>
      </Combobox.Target>
      <Combobox.Dropdown>
        {hasSearch && (
          <Combobox.Search
            value={search}
            onChange={(event) => {
              setSearch(event.currentTarget.value)
              box.selectFirstOption()
            }}
            placeholder={label}
            aria-label={label}
          />
        )}
        <Combobox.Options mah={320} style={{ overflowY: 'auto' }} aria-label={label}>
          {shown.map((option) => (
            <Combobox.Option
              key={option.value}
              value={option.value}
              active={option.value === (value ?? NONE)}
              className={css.option}
            >
              {option.icon}
              <span className={css.label}>{option.label}</span>
              {option.value === (value ?? NONE) && <IconCheck size={16} stroke={1.5} aria-hidden />}
            </Combobox.Option>
          ))}
          {shown.length === 0 && <Combobox.Empty>{t('palette.nothing')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}
