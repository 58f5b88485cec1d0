// The palette: everything that can be done here, everywhere one can go and whatever can be found, by a few letters; each entry teaches its
// key.
import '@mantine/spotlight/styles.layer.css'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { useLocalStorage } from '@mantine/hooks'
import { useEffect, useMemo, useState } from 'react'
import { keyCaps } from '../shell/keys.ts'
import { useWords } from '../words.ts'
import { useEntries, useFound } from './entries.ts'
import css from './palette.module.css'
import { dayOf, ranked, type Uses, withUse } from './rank.ts'

/** More nobody reads. */
const SHOWN = 40

export function Palette({ close }: { close: () => void }) {
  const { t } = useWords()
  const [[store, control]] = useState(createSpotlight)
  const [typed, setTyped] = useState('')
  const [uses, setUses] = useLocalStorage<Uses>({
    key: 'postroom-palette',
    defaultValue: {},
    getInitialValueInEffect: false,
  })
  const [today] = useState(() => dayOf(new Date()))
  const { actions, choices, places } = useEntries()
  const found = useFound(typed)
  useEffect(() => control.open(), [control])
  const shown = useMemo(() => {
    const all = typed.trim() === '' ? actions : [...actions, ...choices, ...places, ...found]
    return ranked(typed, all, uses, today).slice(0, SHOWN)
  }, [typed, actions, choices, places, found, uses, today])
  return (
    <Spotlight
      store={store}
      shortcut={null}
      query={typed}
      onQueryChange={setTyped}
      filter={(_, all) => all}
      onSpotlightClose={close}
      title={t('action.palette')}
      classNames={{ header: 'visually-hidden' }}
      aria-label={t('action.palette')}
      nothingFound={t('palette.nothing')}
      highlightQuery
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      scrollable
      maxHeight={420}
      transitionProps={{ duration: 80 }}
      searchProps={{ placeholder: t('palette.search'), 'aria-label': t('palette.search') }}
      actions={shown.map((entry) => ({
        id: entry.id,
        label: entry.label,
        onClick: () => {
          setUses(withUse(entry.id, uses, today))
          setTimeout(entry.run) // after the palette has given the focus back
        },
        rightSection: (
          <span className={css.right}>
            {entry.kind !== 'palette.action' && <span className={css.kind}>{t(entry.kind)}</span>}
            {entry.keys && (
              <span className={css.keys}>
                {keyCaps(entry.keys).map((cap, at) => (
                  <kbd key={at}>{cap}</kbd>
                ))}
              </span>
            )}
          </span>
        ),
      }))}
    />
  )
}
