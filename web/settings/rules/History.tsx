// The versions of the set of rules, newest first: who changed what, and why.
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { RuleVersion } from '../../../src/desk/rules/versions.api.ts'
import { useUsers } from '../../session/session.ts'
import { useNow } from '../../shell/now.ts'
import { Empty } from '../../shell/states.tsx'
import { ago, exactly } from '../../when.ts'
import { useWords, type Words } from '../../words.ts'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { Row, Rows, State } from '../frame/Rows.tsx'
import { versionsQuery } from './queries.ts'

export function History() {
  const words = useWords()
  const { t, language } = words
  const { byId } = useUsers()
  const now = useNow()
  const versions = useInfiniteQuery(versionsQuery)
  return (
    <Page title={t('version.title')} hint={t('version.hint')} back="rules">
      <Loaded of={versions}>
        {({ pages }) => {
          const all = pages.flatMap((page) => page.versions)
          const current = pages[0]?.current
          if (all.length === 0) return <Empty title={t('version.none')} />
          return (
            <>
              <Rows label={t('version.title')} none={t('version.none')}>
                {all.map((one) => (
                  <Row
                    key={one.number}
                    page={`rules/history/${one.number}`}
                    name={one.note || whatWasDone(one, words)}
                    about={[
                      ...(one.note ? [whatWasDone(one, words)] : []),
                      byWhom(one, byId.get(one.authorId ?? '')?.name, words),
                    ].join(' · ')}
                    side={
                      <>
                        {one.number === current && <State tone="green">{t('version.current')}</State>}
                        <time dateTime={one.at} title={exactly(one.at, language)}>
                          {ago(one.at, now, language)}
                        </time>
                        <span>{t('version.number', { number: one.number })}</span>
                      </>
                    }
                  />
                ))}
              </Rows>
              {versions.hasNextPage && (
                <Button
                  variant="default"
                  mt={16}
                  loading={versions.isFetchingNextPage}
                  onClick={() => void versions.fetchNextPage()}
                >
                  {t('version.older')}
                </Button>
              )}
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}

export function byWhom({ authorId }: RuleVersion, name: string | undefined, { t }: Words): string {
  return authorId === null ? t('version.byDesk') : (name ?? t('version.byGone'))
}

/** “Changed Invoices and 2 more” */
export function whatWasDone({ deed, backTo, rules, ruleCount }: RuleVersion, { t }: Words): string {
  if (deed === 'rolledBack') return t('version.did.rolledBack', { number: backTo ?? 0 })
  const names = rules.map((rule) => rule.name).join(', ')
  const more = ruleCount - rules.length
  return t(`version.did.${deed}`, { names: more > 0 ? t('version.more', { names, more }) : names })
}
