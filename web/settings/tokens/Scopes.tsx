// What a token may do: the permissions that its maker has, by the noun they are about.
import { Checkbox } from '@mantine/core'
import { useId } from 'react'
import { useHere } from '../../session/session.ts'
import { useWords } from '../../words.ts'
import css from './scopes.module.css'

const ALL = '*'

export function Scopes({
  chosen,
  mistake,
  choose,
}: {
  chosen: string[]
  mistake: string | null
  choose: (scopes: string[]) => void
}) {
  const { t, tOr } = useWords()
  const here = useHere()
  const problem = useId()
  const isAll = chosen.includes(ALL)
  const nouns = Map.groupBy(here.permissions, (permission) => permission.split('.')[0] ?? '')
  const turn = (scope: string) =>
    choose(chosen.includes(scope) ? chosen.filter((one) => one !== scope) : [...chosen, scope])
  return (
    <fieldset className={css.scopes} aria-describedby={mistake ? problem : undefined}>
      <legend className={css.legend}>{t('token.scopes')}</legend>
      {mistake && (
        <p id={problem} role="alert" className={css.wrong}>
          {mistake}
        </p>
      )}
      <Checkbox
        label={t('token.allScopes')}
        checked={isAll}
        error={mistake !== null}
        onChange={(event) => choose(event.currentTarget.checked ? [ALL] : [])}
      />
      <div className={css.nouns}>
        {[...nouns].map(([noun, permissions]) => (
          <div key={noun} className={css.noun}>
            {permissions.map((permission) => (
              <Checkbox
                key={permission}
                label={tOr(`scope.${permission}`, permission)}
                description={permission}
                checked={isAll || chosen.includes(permission)}
                disabled={isAll}
                onChange={() => turn(permission)}
              />
            ))}
          </div>
        ))}
      </div>
    </fieldset>
  )
}
