// The keys of one's own: which each command has, others instead, and where two would fight for one. Kept on the server, so that they are
// the same in every browser.
import { Button, SegmentedControl } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { changeOwnProfile, type Keys } from '../../../src/desk/users/users.api.ts'
import { sessionQuery } from '../../session/session.ts'
import { useKeys } from '../../shell/actions.tsx'
import { type CommandId, commandIds, commands, PLACES, wordOf } from '../../shell/commands.ts'
import { clash, keyCaps, keysOf, PLAIN, rivals } from '../../shell/keys.ts'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { Page, Part } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Listen } from './Listen.tsx'
import css from './keys.module.css'

export function OwnKeys() {
  const { t } = useWords()
  const keys = useKeys()
  const client = useQueryClient()
  const saving = useSaving(changeOwnProfile)
  const [heard, setHeard] = useState<CommandId | null>(null)
  const send = async (wanted: Keys) => {
    const saved = await saving.send({ keys: wanted })
    if (saved) client.setQueryData(sessionQuery.queryKey, (was) => was && { ...was, user: saved })
    return saved !== null
  }
  const save = async (wanted: Keys) => {
    const was = keys
    if (await send(wanted)) sayDone(t('keys.saved'), () => void send(was))
  }
  const isPlain = keys.preset === PLAIN.preset && Object.keys(keys.own).length === 0
  return (
    <Page title={t('settings.keys')} hint={t('keys.hint')}>
      <div className={css.top}>
        <SegmentedControl
          aria-label={t('keys.preset')}
          value={keys.preset}
          disabled={saving.isBusy}
          onChange={(preset) => void save({ ...keys, preset: preset === 'gmail' ? 'gmail' : 'postroom' })}
          data={[
            { value: 'postroom', label: t('keys.preset.postroom') },
            { value: 'gmail', label: t('keys.preset.gmail') },
          ]}
        />
        <Button
          variant="default"
          size="compact-md"
          disabled={isPlain || saving.isBusy}
          onClick={() => void save(PLAIN)}
        >
          {t('keys.resetAll')}
        </Button>
      </div>
      {saving.problem && (
        <p className={css.problem} role="alert">
          {saving.problem}
        </p>
      )}
      {PLACES.map((place) => (
        <Part key={place} title={t(`keys.at.${place}`)}>
          <ul className={css.commands}>
            {commandIds
              .filter((id) => commands[id].at === place)
              .map((id) => (
                <OneCommand
                  key={id}
                  id={id}
                  keys={keys}
                  isHeard={heard === id}
                  hear={() => setHeard(id)}
                  done={(next) => {
                    setHeard(null)
                    if (next) void save(next)
                  }}
                />
              ))}
          </ul>
        </Part>
      ))}
    </Page>
  )
}

interface OneCommandProps {
  id: CommandId
  keys: Keys
  /** What is pressed now is for it. */
  isHeard: boolean
  hear: () => void
  /** Null: nothing was changed. */
  done: (next: Keys | null) => void
}

function OneCommand({ id, keys, isHeard, hear, done }: OneCommandProps) {
  const { t } = useWords()
  const name = t(wordOf(id))
  const having = keysOf(id, keys)
  const isFixed = commands[id].isFixed ?? false
  const withOwn = (own: Keys['own']): Keys => ({ ...keys, own })
  const reset = () => done(withOwn(Object.fromEntries(Object.entries(keys.own).filter(([other]) => other !== id))))
  /** Whoever had it before has it no longer. */
  const take = (wanted: string[]) => {
    const losers = rivals(id, wanted, keys).map((other) => {
      const left = keysOf(other, keys).filter((theirs) => !wanted.some((one) => clash(one, theirs)))
      return [other, left] as const
    })
    done(withOwn({ ...keys.own, ...Object.fromEntries(losers), [id]: wanted }))
  }
  return (
    <li className={css.command}>
      <span className={css.name}>{name}</span>
      {isHeard ? (
        <Listen name={name} fights={(wanted) => rivals(id, wanted, keys)} take={take} leave={() => done(null)} />
      ) : (
        <>
          <span className={css.keys}>
            {having.length === 0 && <span className={css.none}>{t('keys.none')}</span>}
            {having.map((one) => (
              <span key={one} className={css.chord}>
                {keyCaps(one).map((cap, at) => (
                  <kbd key={at}>{cap}</kbd>
                ))}
              </span>
            ))}
          </span>
          <span className={css.tools}>
            {keys.own[id] !== undefined && !isFixed && (
              <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                onClick={reset}
                aria-label={t('keys.resetOne', { name })}
              >
                {t('keys.reset')}
              </Button>
            )}
            {isFixed ? (
              <span className={css.none}>{t('keys.fixed')}</span>
            ) : (
              <Button
                variant="subtle"
                size="compact-sm"
                onClick={hear}
                aria-label={t('keys.changeOne', { name })}
                data-command={id}
              >
                {t('keys.changeIt')}
              </Button>
            )}
          </span>
        </>
      )}
    </li>
  )
}
