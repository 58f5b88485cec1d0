// The palette: everything that can be done here, found by a few letters; each entry teaches its key.
import '@mantine/spotlight/styles.layer.css'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import { useEffect, useState } from 'react'
import { useWords } from '../words.ts'
import { keyCaps, useRegistry } from './actions.tsx'
import css from './palette.module.css'

export function Palette({ close }: { close: () => void }) {
  const { t } = useWords()
  const registry = useRegistry()
  const [[store, control]] = useState(createSpotlight)
  const [actions] = useState(() => registry.all().filter((action) => action.id !== 'action.palette'))
  useEffect(() => control.open(), [control])
  return (
    <Spotlight
      store={store}
      shortcut={null}
      onSpotlightClose={close}
      title={t('action.palette')}
      aria-label={t('action.palette')}
      nothingFound={t('palette.nothing')}
      highlightQuery
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      scrollable
      maxHeight={420}
      limit={40}
      transitionProps={{ duration: 80 }}
      searchProps={{ placeholder: t('palette.search'), 'aria-label': t('palette.search') }}
      actions={actions.map((action) => ({
        id: action.id,
        label: t(action.id),
        onClick: () => setTimeout(() => action.run()), // after the palette has given the focus back
        rightSection: action.keys?.[0] && (
          <span className={css.keys}>
            {keyCaps(action.keys[0]).map((cap, at) => (
              <kbd key={at}>{cap}</kbd>
            ))}
          </span>
        ),
      }))}
    />
  )
}
