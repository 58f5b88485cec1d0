// The list of canned replies over the composer: typed into, walked with the arrow keys, with how each would read here. Enter inserts;
// Shift+Enter inserts and marks what it does to be done on sending.
import { Modal, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import type { FilledMacro, MacroRow } from '../../src/desk/macros/macros.api.ts'
import { keyCaps } from '../shell/keys.ts'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import { useActionWords } from './actions.ts'
import { findMacros } from './found.ts'
import { MacroText } from './MacroText.tsx'
import { filledQuery, macrosQuery, type Place } from './queries.ts'
import css from './macros.module.css'

interface PickerProps {
  place: Place
  inboxId: string
  close: () => void
  /** `;` once more: the sign itself was meant. */
  semicolon: () => void
  take: (macro: MacroRow, filled: FilledMacro, how: { withActions: boolean }) => void
}

/** So many are drawn; whoever wants another types. */
const SHOWN = 50

export function Picker({ place, inboxId, close, semicolon, take }: PickerProps) {
  const { t } = useWords()
  const client = useQueryClient()
  const all = useQuery(macrosQuery())
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const list = useId()
  const found = all.data ? findMacros(all.data, typed, inboxId).slice(0, SHOWN) : []
  const chosen = found[Math.min(at, found.length - 1)]?.macro
  const filled = useQuery({ ...filledQuery(chosen?.id ?? '', place), enabled: chosen !== undefined })
  const choose = async (macro: MacroRow, withActions: boolean) => {
    try {
      take(macro, await client.fetchQuery(filledQuery(macro.id, place)), { withActions })
    } catch (error) {
      sayFailed(error)
    }
  }
  const press = (event: KeyboardEvent) => {
    if (event.key === ';' && typed === '') {
      event.preventDefault()
      semicolon()
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      if (found.length > 0) setAt((at + step + found.length) % found.length)
    }
    if (event.key === 'Enter' && chosen && !event.nativeEvent.isComposing) {
      event.preventDefault()
      void choose(chosen, event.shiftKey)
    }
  }
  return (
    <Modal
      opened
      onClose={close}
      title={t('macro.title')}
      size={860}
      padding={0}
      classNames={{ header: css.pickerHead ?? '', body: css.picker ?? '' }}
      closeButtonProps={{ 'aria-label': t('state.close') }}
    >
      <TextInput
        data-autofocus
        className={css.search ?? ''}
        placeholder={t('macro.search')}
        aria-label={t('macro.search')}
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={chosen ? `${list}-${chosen.id}` : undefined}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setAt(0)
        }}
        onKeyDown={press}
      />
      {all.isError ? (
        <Failed error={all.error} again={() => void all.refetch()} />
      ) : !all.data ? (
        <Waiting rows={4} height={44} />
      ) : found.length === 0 ? (
        <Empty title={t(all.data.macros.length === 0 ? 'macro.none' : 'macro.nothing')} />
      ) : (
        <div className={css.panes}>
          <ul id={list} role="listbox" aria-label={t('macro.title')} className={css.list}>
            {found.map(({ macro, folder }, place_) => (
              <Option
                key={macro.id}
                id={`${list}-${macro.id}`}
                macro={macro}
                folder={folder}
                isChosen={macro === chosen}
                point={() => setAt(place_)}
                take={() => void choose(macro, false)}
              />
            ))}
          </ul>
          {chosen && <Preview macro={chosen} filled={filled.data} error={filled.error} />}
        </div>
      )}
      <p className={css.foot}>
        <kbd>{keyCaps('Enter')}</kbd> {t('macro.insert')} <kbd>{keyCaps('Shift+Enter')}</kbd> {t('macro.insertAndDo')}
      </p>
    </Modal>
  )
}

interface OptionProps {
  id: string
  macro: MacroRow
  folder: string
  isChosen: boolean
  point: () => void
  take: () => void
}

function Option({ id, macro, folder, isChosen, point, take }: OptionProps) {
  const here = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isChosen) here.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are those of the field above
    <li
      ref={here}
      id={id}
      role="option"
      aria-selected={isChosen}
      className={css.option}
      onPointerMove={isChosen ? undefined : point}
      onClick={take}
    >
      <span className={css.name}>{macro.title}</span>
      <span className={css.muted}>{folder ? `${folder} · ${macro.excerpt}` : macro.excerpt}</span>
    </li>
  )
}

function Preview({ macro, filled, error }: { macro: MacroRow; filled: FilledMacro | undefined; error: unknown }) {
  const { t } = useWords()
  const told = useActionWords()
  return (
    <section className={css.preview} aria-label={t('macro.preview')}>
      {filled ? <MacroText body={filled.body} /> : error ? <Failed error={error} /> : <Waiting rows={3} height={20} />}
      {filled && filled.unfilled.length > 0 && (
        <p className={css.caution}>{t('macro.unfilled', { names: filled.unfilled.join(', ') })}</p>
      )}
      {macro.actions.length > 0 && (
        <p className={css.muted}>{t('macro.does', { what: macro.actions.map(told).join('; ') })}</p>
      )}
    </section>
  )
}
