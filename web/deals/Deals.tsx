// The deals of a pipeline: as a board, as a list, in figures; and the goals that are set for them.
import { ActionIcon, Button, SegmentedControl } from '@mantine/core'
import { IconPlus, IconSettings } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState, type CSSProperties } from 'react'
import board from '../boards/board.module.css'
import { useHere } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { holdKeys } from '../shell/held-keys.ts'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { Tip } from '../shell/Tip.tsx'
import { learnWords, useWords } from '../words.ts'
import { DealBoard } from './DealBoard.tsx'
import { DealList } from './DealList.tsx'
import css from './deals.module.css'
import { OpenDeal } from './OpenDeal.tsx'
import { pipelinesQuery } from './pipelines.ts'
import { hasAnyQuery } from './queries.ts'

const Figures = lazy(() => import('./Figures.tsx').then((part) => ({ default: part.Figures })))
const Goals = lazy(() => import('./Goals.tsx').then((part) => ({ default: part.Goals })))
const PipelineEdit = lazy(() => import('./PipelineEdit.tsx').then((part) => ({ default: part.PipelineEdit })))

const SHOWN = ['board', 'list', 'figures', 'goals'] as const

export function Deals() {
  const { tOr, language } = useWords()
  const isLearnt = tOr('deals.open', '') !== ''
  useEffect(() => {
    if (!isLearnt) void learnWords('deals') // the language was changed while this page was open
  }, [isLearnt, language])
  return isLearnt ? <Page /> : <Waiting />
}

function Page() {
  const { t } = useWords()
  const { may } = useHere()
  const navigate = useNavigate()
  const search = useSearch({ from: '/desk/deals' })
  const { show = 'board', pipeline: asked, owner } = search
  const query = useQuery(pipelinesQuery)
  const [isOpening, setOpening] = useState(false)
  const [edited, setEdited] = useState<'this' | 'new' | null>(null)
  const pipelines = query.data?.filter((one) => !one.isArchived || one.id === asked) ?? []
  const pipeline = pipelines.find((one) => one.id === asked) ?? pipelines[0]
  const mayOpen = may('deal.write') && pipelines.some((one) => !one.isArchived)
  const go = (change: object) => void navigate({ to: '/deals', search: { ...search, ...change }, replace: true })
  const open = () => {
    holdKeys()
    setOpening(true)
  }
  useActions([
    ...(mayOpen ? [{ id: 'deals.new' as const, run: open }] : []),
    { id: 'deals.showBoard', run: () => go({ show: undefined }) },
    { id: 'deals.showList', run: () => go({ show: 'list' }) },
    { id: 'deals.showFigures', run: () => go({ show: 'figures' }) },
    { id: 'deals.showGoals', run: () => go({ show: 'goals' }) },
  ])
  if (query.isPending) return <Waiting />
  if (query.isError) return <Failed error={query.error} again={() => void query.refetch()} />
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1 className={css.title}>{t('rail.deals')}</h1>
        {pipelines.length > 1 && (
          <select
            className={css.pick}
            aria-label={t('deals.pipeline')}
            value={pipeline?.id}
            onChange={(event) => go({ pipeline: event.currentTarget.value, stage: undefined })}
          >
            {pipelines.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
        <select
          className={css.pick}
          aria-label={t('deals.whose')}
          value={owner ?? ''}
          onChange={(event) => go({ owner: event.currentTarget.value || undefined })}
        >
          <option value="">{t('deals.everybodys')}</option>
          <option value="me">{t('deals.mine')}</option>
        </select>
        <span className={css.gap} />
        <SegmentedControl
          className={css.shown}
          size="xs"
          aria-label={t('deals.shown')}
          value={show}
          onChange={(value) => go({ show: value === 'board' ? undefined : value })}
          data={SHOWN.map((value) => ({ value, label: t(`deals.show.${value}`) }))}
        />
        {may('deal.manage') && pipeline && (
          <Tip label={t('deals.editPipeline')}>
            <ActionIcon size={36} aria-label={t('deals.editPipeline')} onClick={() => setEdited('this')}>
              <IconSettings size={18} stroke={1.5} aria-hidden />
            </ActionIcon>
          </Tip>
        )}
        {mayOpen && (
          <Tip label={t('deals.open')} does="deals.new">
            <Button className={css.openIt} leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />} onClick={open}>
              <span className={css.word}>{t('deals.openIt')}</span>
            </Button>
          </Tip>
        )}
      </header>
      <Suspense fallback={<Waiting />}>
        {!pipeline ? (
          <Empty title={t('deals.noPipeline')}>
            {may('deal.manage') && (
              <Button variant="default" onClick={() => setEdited('new')}>
                {t('deals.newPipeline')}
              </Button>
            )}
          </Empty>
        ) : show === 'list' ? (
          <DealList pipeline={pipeline} />
        ) : show === 'figures' ? (
          <Figures pipeline={pipeline} owner={owner} />
        ) : show === 'goals' ? (
          <Goals pipelines={pipelines} />
        ) : (
          <div className={`${board.page} ${css.fits}`} style={{ '--stages': pipeline.stages.length } as CSSProperties}>
            <Lesson pipelineId={pipeline.id} {...(mayOpen && { open })} />
            <DealBoard pipeline={pipeline} owner={owner} />
          </div>
        )}
        {edited && (
          <PipelineEdit
            pipeline={edited === 'new' ? undefined : pipeline}
            begin={() => setEdited('new')}
            close={() => setEdited(null)}
          />
        )}
      </Suspense>
      {isOpening && (
        <OpenDeal
          from={pipeline ? { stageId: pipeline.stages[0]?.id ?? '' } : {}}
          close={() => setOpening(false)}
          stay
        />
      )}
    </div>
  )
}

/** As long as the pipeline has nothing in it, what it is for. */
function Lesson({ pipelineId, open }: { pipelineId: string; open?: () => void }) {
  const { t } = useWords()
  const { data } = useQuery(hasAnyQuery(pipelineId))
  if (data !== false) return null
  return (
    <section className={css.lesson}>
      <h2>{t('deals.lesson')}</h2>
      <ol>
        <li>{t('deals.lesson.mail')}</li>
        <li>{t('deals.lesson.move')}</li>
        <li>{t('deals.lesson.figures')}</li>
      </ol>
      {open && (
        <Button variant="default" onClick={open}>
          {t('deals.open')}
        </Button>
      )}
    </section>
  )
}
