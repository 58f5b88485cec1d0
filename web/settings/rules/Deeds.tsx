// What a rule does, in order: each line a sentence whose words are chosen.
import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { freshKey } from '../../call.ts'
import { useWords } from '../../words.ts'
import { focusNext } from '../frame/focus.ts'
import { Handle, lands } from '../frame/Handle.tsx'
import { moved, useReorder } from '../frame/reorder.ts'
import css from './rules.module.css'
import { What } from './DeedWhat.tsx'
import { deeds, freshDeed, type Deed, type DeedNode } from './deeds.ts'
import type { Nouns } from './names.ts'
import { weave } from './sentence.ts'
import { WordSelect } from './Word.tsx'

export function Deeds({
  all,
  nouns,
  isReadOnly,
  at: mistakeAt,
  change,
}: {
  all: DeedNode[]
  nouns: Nouns
  isReadOnly: boolean
  at: (place: number) => string | null
  change: (all: DeedNode[]) => void
}) {
  const { t } = useWords()
  const order = useReorder(all.length, (from, to) => change(moved(all, from, to)))
  return (
    <div data-deeds>
      <ol className={css.deeds} data-order>
        {all.map(({ key, action }, at) => {
          const name = t(`act.${action.do}`)
          const set = (next: typeof action) => change(all.map((one) => (one.key === key ? { key, action: next } : one)))
          const mistake = mistakeAt(at)
          const verb = (
            <WordSelect
              key="do"
              isAbout
              label={t('rule.deed')}
              value={action.do}
              options={deeds.map((one) => ({ value: one, label: t(`act.${one}`) }))}
              isReadOnly={isReadOnly}
              choose={(chosen) => set(freshDeed(chosen as Deed, nouns))}
            />
          )
          const what = (
            <What key="what" action={action} nouns={nouns} isReadOnly={isReadOnly} mistake={mistake} set={set} />
          )
          return (
            <li key={key} className={css.deed} data-lands={lands(order, at)}>
              {!isReadOnly && all.length > 1 && <Handle order={order} at={at} name={name} count={all.length} />}
              <div className={css.sentence}>
                {action.do === 'stop' ? verb : weave<ReactNode>(t, 'act.order', { do: verb, what }, (text) => text)}
              </div>
              {!isReadOnly && all.length > 1 && (
                <ActionIcon
                  size={30}
                  className={css.remove}
                  aria-label={t('form.removeThis', { name })}
                  onClick={(event) => {
                    focusNext(event.currentTarget, '[data-deeds]', '[data-add]')
                    change(all.filter((one) => one.key !== key))
                  }}
                >
                  <IconX size={16} stroke={1.5} aria-hidden />
                </ActionIcon>
              )}
            </li>
          )
        })}
      </ol>
      {!isReadOnly && (
        <Button
          variant="subtle"
          size="compact-sm"
          data-add
          onClick={(event) => {
            focusNext(event.currentTarget, '[data-deeds]', 'select[data-about]')
            change([...all, { key: freshKey(), action: freshDeed('addTags', nouns) }])
          }}
        >
          {t('rule.addDeed')}
        </Button>
      )}
    </div>
  )
}
