// One deal: what it is worth and when, who has to do with it, what is to be done, which conversations belong to it, where it was.
import { ActionIcon, Button } from '@mantine/core'
import { IconArrowLeft, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { deleteDeal, restoreDeal } from '../../src/desk/deals/deals.api.ts'
import { call } from '../call.ts'
import { Pick } from '../conversations/Pick.tsx'
import { OwnFields } from '../fields/OwnFields.tsx'
import { LazyAboutSequences } from '../sequences/LazySequences.tsx'
import { useHere, useUsers } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { Avatar } from '../shell/Avatar.tsx'
import { Description } from '../shell/Description.tsx'
import { useNow } from '../shell/now.ts'
import { Failed, Waiting } from '../shell/states.tsx'
import { Tip } from '../shell/Tip.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { Timeline } from '../timeline/Timeline.tsx'
import { learnWords, useWords } from '../words.ts'
import { DealFacts } from './DealFacts.tsx'
import { DealPast } from './DealPast.tsx'
import { DealPeople } from './DealPeople.tsx'
import css from './deal.module.css'
import { LostBecause } from './LostBecause.tsx'
import { pipelinesQuery } from './pipelines.ts'
import { dealQuery, useDealChange, useDealChanges, type WholeDeal } from './queries.ts'

export function DealPage() {
  const { t, tOr, language } = useWords()
  const isLearnt = tOr('deals.open', '') !== ''
  useEffect(() => {
    if (!isLearnt) void learnWords('deals') // the language was changed while this page was open
  }, [isLearnt, language])
  const { id } = useParams({ from: '/desk/deals/$id' })
  const deal = useQuery(dealQuery(id))
  if (!isLearnt || deal.isPending) return <Waiting />
  if (deal.isError)
    return (
      <div>
        <Failed error={deal.error} again={() => void deal.refetch()} />
        <p className={css.away}>
          <Link to="/deals">{t('deals.toDeals')}</Link>
        </p>
      </div>
    )
  return <OneDeal key={id} deal={deal.data} />
}

function OneDeal({ deal }: { deal: WholeDeal }) {
  const { t } = useWords()
  const { may } = useHere()
  const now = useNow()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { mutate } = useDealChange()
  const isReadOnly = !may('deal.write')
  const { id } = deal
  const back = () => void navigate({ to: '/deals', search: { pipeline: deal.pipelineId } })
  const remove = useMutation({
    mutationFn: () => call(deleteDeal, { id }),
    onSuccess: () => {
      sayDone(t('deals.deletedMany', { count: 1 }), () => void call(restoreDeal, { id }).then(() => client.invalidateQueries({ queryKey: ['deal'] }), sayFailed)) // prettier-ignore
      void client.invalidateQueries({ queryKey: ['deal'] })
      back()
    },
    onError: sayFailed,
  })
  useActions([
    { id: 'action.back', run: back },
    ...(isReadOnly ? [] : [{ id: 'action.delete' as const, run: () => remove.mutate() }]),
  ])
  return (
    <article className={css.page} aria-label={deal.name}>
      <header className={css.head}>
        <ActionIcon size={36} onClick={back} aria-label={t('action.back')}>
          <IconArrowLeft size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
        <textarea
          key={deal.name}
          className={css.name}
          aria-label={t('deals.name')}
          defaultValue={deal.name}
          readOnly={isReadOnly}
          maxLength={200}
          rows={1}
          onBlur={(event) => {
            const name = event.currentTarget.value.replace(/\s+/g, ' ').trim()
            if (!name) event.currentTarget.value = deal.name
            else if (name !== deal.name) mutate({ id, name })
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            event.currentTarget.blur()
          }}
        />
        {!isReadOnly && (
          <Tip label={t('action.delete')} does="action.delete">
            <ActionIcon size={36} onClick={() => remove.mutate()} aria-label={t('action.delete')}>
              <IconTrash size={18} stroke={1.5} aria-hidden />
            </ActionIcon>
          </Tip>
        )}
      </header>
      <Controls deal={deal} isReadOnly={isReadOnly} />
      <div className={css.columns}>
        <div>
          <DealFacts deal={deal} isReadOnly={isReadOnly} now={now} />
          <OwnFields
            noun="deal"
            values={deal.fields}
            isReadOnly={isReadOnly}
            save={(key, value) => mutate({ id, fields: { [key]: value } })}
          />
          <Description
            key={deal.text}
            text={deal.text}
            isReadOnly={isReadOnly}
            words={{
              label: t('deals.text'),
              add: t('deals.addText'),
              edit: t('deals.editText'),
              save: t('deals.save'),
            }}
            save={(text) => mutate({ id, text })}
          />
          <DealPeople deal={deal} isReadOnly={isReadOnly} />
          <LazyAboutSequences
            about={{ dealId: deal.id }}
            contactIds={deal.kind === 'open' ? deal.contacts.map((one) => one.id) : []}
          />
        </div>
        <DealPast deal={deal} isReadOnly={isReadOnly} now={now} />
      </div>
      {may('contact.read') && (
        <div className={css.past}>
          <Timeline subject={{ noun: 'deal', id }} isBeside />
        </div>
      )}
    </article>
  )
}

function Controls({ deal, isReadOnly }: { deal: WholeDeal; isReadOnly: boolean }) {
  const { t } = useWords()
  const { user } = useHere()
  const { users } = useUsers()
  const { mutate } = useDealChange()
  const change = useDealChanges()
  const { data: pipelines = [] } = useQuery(pipelinesQuery)
  const [losing, setLosing] = useState<string | null>(null)
  const stages = pipelines
    .filter((one) => !one.isArchived || one.id === deal.pipelineId)
    .flatMap((one) => one.stages.map((stage) => ({ ...stage, pipeline: one })))
  const isOnly = pipelines.length === 1
  const people = users.filter((one) => one.id === deal.ownerId || (!one.isDisabled && one.role !== 'viewer'))
  const moveTo = (stageId: string | null) => {
    const stage = stages.find((one) => one.id === stageId)
    if (!stage || stage.id === deal.stageId) return
    if (stage.kind === 'lost') setLosing(stage.id)
    else change([{ id: deal.id, stageId: stage.id }], t('deals.moved', { name: stage.name }))
  }
  const next = nextOf(stages, deal)
  return (
    <div className={css.controls}>
      <Pick
        action="deals.moveTo"
        label={t('deals.stage')}
        value={deal.stageId}
        tone={deal.isStale ? 'amber' : undefined}
        options={stages.map(({ id, name, pipeline }) => ({
          value: id,
          label: isOnly ? name : `${pipeline.name}: ${name}`,
        }))}
        isReadOnly={isReadOnly}
        choose={moveTo}
      />
      <Pick
        action="action.assign"
        label={t('deals.owner')}
        value={deal.ownerId}
        none={t('field.nobody')}
        options={people.map((one) => ({
          value: one.id,
          label: one.id === user.id ? t('field.me', { name: one.name }) : one.name,
          icon: <Avatar name={one.name} size={20} />,
        }))}
        isReadOnly={isReadOnly}
        choose={(ownerId) => mutate({ id: deal.id, ownerId })}
      />
      {!isReadOnly && next && (
        <Button size="compact-sm" variant="default" onClick={() => moveTo(next.id)}>
          {t('deals.onTo', { name: next.name })}
        </Button>
      )}
      {losing && (
        <LostBecause
          name={deal.name}
          reasons={stages.find((one) => one.id === losing)?.pipeline.lostReasons ?? []}
          close={() => setLosing(null)}
          choose={(lostReason) => change([{ id: deal.id, stageId: losing, lostReason }], t('deals.moved', { name: stages.find((one) => one.id === losing)?.name ?? '' }))} // prettier-ignore
        />
      )}
    </div>
  )
}

/** The stage behind the one it is in, as long as that is no loss. */
function nextOf<S extends { id: string; kind: string; pipeline: { id: string } }>(
  stages: readonly S[],
  deal: WholeDeal,
) {
  if (deal.kind !== 'open') return undefined
  const own = stages.filter((one) => one.pipeline.id === deal.pipelineId)
  const next = own[own.findIndex((one) => one.id === deal.stageId) + 1]
  return next?.kind === 'lost' ? undefined : next
}
