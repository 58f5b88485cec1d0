// What a canned reply does beside its words, each a sentence whose words are chosen, as in rules.
import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { MacroAction } from '../../../src/desk/macros/macros.api.ts'
import { useWords } from '../../words.ts'
import { focusNext } from '../frame/focus.ts'
import { What } from '../rules/DeedWhat.tsx'
import { freshDeed } from '../rules/deeds.ts'
import type { Nouns } from '../rules/names.ts'
import rules from '../rules/rules.module.css'
import { weave } from '../rules/sentence.ts'
import { WordSelect } from '../rules/Word.tsx'
import css from './macros.module.css'

const kinds: MacroAction['do'][] = ['setStatus', 'setCategory', 'setPriority', 'addTags', 'removeTags', 'assign', 'setTeam', 'snooze'] // prettier-ignore

interface ActionsProps {
  all: MacroAction[]
  nouns: Nouns
  isReadOnly: boolean
  at: (place: number) => string | null
  change: (all: MacroAction[]) => void
}

export function Actions({ all, nouns, isReadOnly, at, change }: ActionsProps) {
  const { t } = useWords()
  const left = kinds.filter((kind) => !all.some((one) => one.do === kind))
  const fresh = (kind: string) => freshDeed(kind as MacroAction['do'], nouns) as MacroAction
  return (
    <fieldset className={css.variants} data-deeds>
      <legend>{t('macros.actionsLabel')}</legend>
      <p className={css.muted}>{t('macros.actionsHint')}</p>
      <ol className={rules.deeds}>
        {all.map((action, place) => {
          const set = (next: MacroAction) => change(all.map((one, other) => (other === place ? next : one)))
          const verb = (
            <WordSelect
              key="do"
              isAbout
              label={t('rule.deed')}
              value={action.do}
              options={[action.do, ...left].map((one) => ({ value: one, label: t(`act.${one}`) }))}
              isReadOnly={isReadOnly}
              choose={(chosen) => set(fresh(chosen))}
            />
          )
          const what = (
            <What
              key="what"
              action={action}
              nouns={nouns}
              isReadOnly={isReadOnly}
              mistake={at(place)}
              set={(next) => set(next as MacroAction)}
            />
          )
          return (
            <li key={action.do} className={rules.deed}>
              <div className={rules.sentence}>
                {weave<ReactNode>(t, 'act.order', { do: verb, what }, (text) => text)}
              </div>
              {!isReadOnly && (
                <ActionIcon
                  size={30}
                  className={rules.remove}
                  aria-label={t('form.removeThis', { name: t(`act.${action.do}`) })}
                  onClick={(event) => {
                    focusNext(event.currentTarget, '[data-deeds]', '[data-add]')
                    change(all.filter((one) => one !== action))
                  }}
                >
                  <IconX size={16} stroke={1.5} aria-hidden />
                </ActionIcon>
              )}
            </li>
          )
        })}
      </ol>
      {!isReadOnly && left[0] && (
        <Button
          variant="subtle"
          size="compact-sm"
          data-add
          onClick={(event) => {
            focusNext(event.currentTarget, '[data-deeds]', 'select[data-about]')
            if (left[0]) change([...all, fresh(left[0])])
          }}
        >
          {t('macros.addAction')}
        </Button>
      )}
    </fieldset>
  )
}
