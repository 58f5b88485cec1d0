// How a canned reply was: each version can be taken back into the form, and is a new one once it is saved.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { listMacroVersions } from '../../../src/desk/macros/macros.api.ts'
import type { OutputOf } from '../../../src/kit/route.ts'
import { call } from '../../call.ts'
import { useUsers } from '../../session/session.ts'
import { useWords } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Part } from '../frame/Page.tsx'
import css from './macros.module.css'

type Version = OutputOf<typeof listMacroVersions>[number]
const SHOWN = 5

export function Versions({ id, take }: { id: string; take: (version: Version) => void }) {
  const { t, language } = useWords()
  const { byId } = useUsers()
  const [isWhole, setWhole] = useState(false)
  const versions = useQuery({
    queryKey: ['macro', 'versions', id],
    queryFn: ({ signal }) => call(listMacroVersions, { id }, { signal }),
  })
  const at = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <Part title={t('version.title')}>
      <Loaded of={versions} rows={2}>
        {(all) => (
          <ul className={css.versions}>
            {all.slice(1, isWhole ? all.length : SHOWN + 1).map((one) => (
              <li key={one.version}>
                <span>
                  {at.format(new Date(one.at))} · {one.by === null ? 'Postroom' : (byId.get(one.by)?.name ?? '…')}
                </span>
                <Button variant="subtle" size="compact-sm" onClick={() => take(one)}>
                  {t('macros.takeVersion')}
                </Button>
              </li>
            ))}
            {!isWhole && all.length > SHOWN + 1 && (
              <li>
                <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setWhole(true)}>
                  {t('macros.allVersions')}
                </Button>
              </li>
            )}
          </ul>
        )}
      </Loaded>
    </Part>
  )
}
