// Two people changed the same paragraphs of one draft: both texts side by side, and one key for either, or for both.
import { Button } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { Draft as Stored } from '../../src/desk/drafts/drafts.api.ts'
import { useUsers } from '../session/session.ts'
import { Tip } from '../shell/Tip.tsx'
import { useWords, type WordKey } from '../words.ts'
import type { Letter } from './drafts.tsx'
import css from './clash.module.css'

type Which = 'mine' | 'theirs' | 'both'
const choices: { which: Which; keys: string; label: WordKey }[] = [
  { which: 'mine', keys: '1', label: 'clash.mine' },
  { which: 'theirs', keys: '2', label: 'clash.theirs' },
  { which: 'both', keys: '3', label: 'clash.both' },
]

export function Clash({ mine, theirs, take }: { mine: Letter; theirs: Stored; take: (which: Which) => void }) {
  const { t } = useWords()
  const { byId } = useUsers()
  const box = useRef<HTMLDivElement>(null)
  const who = (theirs.changedBy && byId.get(theirs.changedBy)?.name) || t('event.postroom')
  // The keys are typed where the letter was: what is typed on must not choose.
  useEffect(() => box.current?.focus(), [])
  return (
    <div
      ref={box}
      role="alertdialog"
      aria-label={t('clash.title', { who })}
      tabIndex={-1}
      className={css.clash}
      onKeyDown={(event) => {
        const choice = choices.find((one) => one.keys === event.key)
        if (!choice || event.ctrlKey || event.metaKey || event.altKey) return
        event.preventDefault()
        event.stopPropagation()
        take(choice.which)
      }}
    >
      <p className={css.title}>{t('clash.title', { who })}</p>
      <div className={css.sides}>
        <section aria-label={t('clash.yours')}>
          <h3>{t('clash.yours')}</h3>
          <pre>{mine.text}</pre>
        </section>
        <section aria-label={t('clash.of', { who })}>
          <h3>{t('clash.of', { who })}</h3>
          <pre>{theirs.text}</pre>
        </section>
      </div>
      <div className={css.choices}>
        {choices.map(({ which, keys, label }) => (
          <Tip key={which} label={t(label, { who })} keys={keys} side="top">
            <Button variant="default" size="compact-md" onClick={() => take(which)}>
              {t(label, { who })}
            </Button>
          </Tip>
        ))}
      </div>
    </div>
  )
}
