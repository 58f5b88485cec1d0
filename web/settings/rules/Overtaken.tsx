// Somebody saved the same rule while it was being edited here: shows theirs, and lets one choose.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Rule } from '../../../src/desk/rules/rules.api.ts'
import { Waiting } from '../../shell/states.tsx'
import { useWords } from '../../words.ts'
import css from './rules.module.css'
import { rulesQuery } from './queries.ts'
import { Sentence } from './Sentence.tsx'

export function Overtaken({
  id,
  take,
  keep,
}: {
  id: string
  take: (theirs: Rule) => void
  keep: (theirs: Rule) => Promise<void>
}) {
  const { t } = useWords()
  const { data, isFetchedAfterMount } = useQuery({ ...rulesQuery, refetchOnMount: 'always' })
  if (!isFetchedAfterMount) return <Waiting rows={1} /> // what was known before is what was overtaken
  const theirs = data?.find((one) => one.id === id)
  if (!theirs) return <p className={css.overtaken}>{t('rule.deletedMeanwhile')}</p>
  return (
    <div className={css.overtaken}>
      <p>{t('rule.theirs')}</p>
      <p className={css.told}>
        <b>{theirs.name}</b>. <Sentence rule={theirs} />
      </p>
      <div className={css.adds}>
        <Button size="compact-sm" variant="default" onClick={() => take(theirs)}>
          {t('rule.takeTheirs')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => void keep(theirs)}>
          {t('rule.keepMine')}
        </Button>
      </div>
    </div>
  )
}
