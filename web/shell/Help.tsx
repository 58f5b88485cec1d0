// The map of the keyboard, also of what works on other pages, with the keys of whoever looks.
import { Anchor, Modal } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useWords } from '../words.ts'
import { useKeys } from './actions.tsx'
import { commandIds, commands, PLACES, wordOf } from './commands.ts'
import { keyCaps, keysOf } from './keys.ts'
import css from './help.module.css'

export function Help({ close }: { close: () => void }) {
  const { t } = useWords()
  const keys = useKeys()
  return (
    <Modal
      opened
      onClose={close}
      title={t('action.help')}
      size="xl"
      closeButtonProps={{ 'aria-label': t('state.close') }}
    >
      <div className={css.columns}>
        {PLACES.map((place) => (
          <section key={place} aria-label={t(`keys.at.${place}`)}>
            <h3 className={css.heading}>{t(`keys.at.${place}`)}</h3>
            <dl className={css.map}>
              {commandIds
                .filter((id) => commands[id].at === place && keysOf(id, keys).length > 0)
                .map((id) => [
                  <dt key={id}>{t(wordOf(id))}</dt>,
                  <dd key={`${id}-keys`}>
                    {keyCaps(keysOf(id, keys)[0] ?? '').map((cap, at) => (
                      <kbd key={at}>{cap}</kbd>
                    ))}
                  </dd>,
                ])}
            </dl>
          </section>
        ))}
      </div>
      <p className={css.foot}>
        <Anchor component={Link} to="/settings/keys" onClick={close}>
          {t('keys.change')}
        </Anchor>
      </p>
    </Modal>
  )
}
