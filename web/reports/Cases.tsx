// The conversations behind a figure, newest first: each opens, all of them can be taken along as a file. What stands beside the figure
// in its chart is one choice away.
import { Anchor, Button, Drawer, NativeSelect } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Case, FigureName } from '../../src/flows/figures/figures.api.ts'
import { useInboxes, useUsers } from '../session/session.ts'
import { useNow } from '../shell/now.ts'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { ago, exactly } from '../when.ts'
import { useWords, type WordKey } from '../words.ts'
import { lengthText, periodText, type Length } from './format.ts'
import { casesOptions, fileOf, type Behind } from './queries.ts'
import css from './reports.module.css'

/** Figures that one chart shows. */
const TOGETHER: readonly (readonly FigureName[])[] = [
  ['opened', 'resolved', 'reopened'],
  ['firstResponse', 'nextResponse', 'response'],
  ['kept', 'broken'],
]
/** Ages of the backlog, by their places. */
const AGES: readonly WordKey[] = ['reports.age.day', 'reports.age.days3', 'reports.age.week', 'reports.age.days30', 'reports.age.older'] // prettier-ignore

export function Cases({
  behind,
  show,
  length,
  close,
}: {
  behind: Behind
  show: (behind: Behind) => void
  length: Length
  close: () => void
}) {
  const { t, language } = useWords()
  const query = useInfiniteQuery(casesOptions(behind))
  const all = query.data?.pages.flatMap((page) => page.cases) ?? []
  const choices = useChoices(behind)
  const dates = behind.from && behind.until ? periodText({ from: behind.from, until: behind.until }, language) : ''
  return (
    <Drawer
      opened
      onClose={close}
      position="right"
      size={480}
      title={[t(`reports.figure.${behind.figure}`), behind.measure && t(`measure.${behind.measure}`), dates].filter(Boolean).join(' · ')} // prettier-ignore
      closeButtonProps={{ 'aria-label': t('state.close') }}
    >
      {choices.length > 1 && (
        <NativeSelect
          className={css.file}
          aria-label={t('reports.which')}
          value={choices.findIndex(({ figure, age }) => figure === behind.figure && age === behind.age)}
          onChange={({ currentTarget: { value } }) => {
            const { figure, age } = choices[Number(value)] ?? behind
            show({ ...behind, figure, age })
          }}
          data={choices.map(({ label }, at) => ({ value: String(at), label }))}
        />
      )}
      {query.isPending ? (
        <Waiting rows={6} height={56} />
      ) : query.isError ? (
        <Failed error={query.error} again={() => void query.refetch()} />
      ) : all.length === 0 ? (
        <Empty title={t('reports.noCases')} />
      ) : (
        <>
          <p className={css.file}>
            <Anchor href={fileOf({ ...behind, what: 'cases' })} download>
              {t('reports.csv')}
            </Anchor>
          </p>
          <ul className={css.cases}>
            {all.map((one, at) => (
              <Row key={`${one.conversationId} ${one.at} ${at}`} one={one} length={length} />
            ))}
          </ul>
          {query.hasNextPage && (
            <Button
              variant="default"
              fullWidth
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              {t('list.more')}
            </Button>
          )}
        </>
      )}
    </Drawer>
  )
}

function useChoices({ figure }: Behind): (Pick<Behind, 'figure' | 'age'> & { label: string })[] {
  const { t } = useWords()
  if (figure === 'backlog')
    return [
      { figure, age: undefined, label: t('reports.age.all') },
      ...AGES.map((label, age) => ({ figure, age, label: t(label) })),
    ]
  const together = TOGETHER.find((all) => all.includes(figure)) ?? []
  return together.map((one) => ({ figure: one, age: undefined, label: t(`reports.figure.${one}`) }))
}

function Row({ one, length }: { one: Case; length: Length }) {
  const { t, language } = useWords()
  const now = useNow()
  const { byId: users } = useUsers()
  const { byId: inboxes } = useInboxes()
  const seconds = length === 'business' ? one.businessSeconds : one.calendarSeconds
  const person = one.personId === null ? undefined : users.get(one.personId)?.name
  return (
    <li>
      <Link to="/inbox/$view/$id" params={{ view: 'all', id: one.conversationId }} className={css.case}>
        <span className={css.caseHead}>
          <span className={css.caseName}>{one.from.name || one.from.address}</span>
          <span className={css.muted}>{seconds === null ? '' : lengthText(seconds, length, language)}</span>
        </span>
        <span className={css.caseSubject}>{one.subject || t('conversation.noSubject')}</span>
        <span className={css.muted}>
          {[
            t('conversation.number', { number: one.number }),
            inboxes.get(one.inboxId)?.name,
            person,
            one.measure && t(`measure.${one.measure}` as WordKey),
          ]
            .filter(Boolean)
            .join(' · ')}
          {' · '}
          <time dateTime={one.at} title={exactly(one.at, language)}>
            {ago(one.at, now, language)}
          </time>
        </span>
      </Link>
    </li>
  )
}
