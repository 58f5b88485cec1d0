// The conversation has moved on while somebody wrote: what is new, and that they decide.
import { Button } from '@mantine/core'
import { useUsers } from '../session/session.ts'
import { useNow } from '../shell/now.ts'
import { ago } from '../when.ts'
import { useWords } from '../words.ts'
import css from './composer.module.css'

export interface Missed {
  name: string
  actorId: string | null
  at: string
}

export function Stale({ changes, sendAnyway, goOn }: { changes: Missed[]; sendAnyway: () => void; goOn: () => void }) {
  const { t, tOr, language } = useWords()
  const { byId } = useUsers()
  const now = useNow()
  return (
    <div role="alert" className={css.stale}>
      <p>{t('stale.title')}</p>
      <ul>
        {changes.map((change) => {
          const who = (change.actorId && byId.get(change.actorId)?.name) || t('event.postroom')
          return (
            <li key={`${change.name}${change.at}`}>
              {tOr(`stale.${change.name}`, t('stale.other', { who }), { who })}{' '}
              <time dateTime={change.at}>{ago(change.at, now, language)}</time>
            </li>
          )
        })}
      </ul>
      <div className={css.staleButtons}>
        <Button variant="default" size="compact-md" onClick={goOn}>
          {t('stale.goOn')}
        </Button>
        <Button variant="default" size="compact-md" onClick={sendAnyway}>
          {t('stale.sendAnyway')}
        </Button>
      </div>
    </div>
  )
}
