// A pipeline as whoever runs it edits it: its name, whose it is, its currency, its stages in their order, and why deals are lost.
import { ActionIcon, Button, Modal, NativeSelect, NumberInput, TagsInput, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  addPipeline,
  archivePipeline,
  changePipeline,
  restorePipeline,
  StageKind,
  type Pipeline,
} from '../../src/desk/deals/pipelines.api.ts'
import type { AskedOf } from '../../src/kit/route.ts'
import { call, freshKey } from '../call.ts'
import { teamsQuery } from '../session/session.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import css from './deals.module.css'

type Wanted = AskedOf<typeof addPipeline>
type Edited = Wanted['stages'][number] & { key: string }

interface PipelineEditProps {
  /** Left out: a new one. */
  pipeline: Pipeline | undefined
  begin: () => void
  close: () => void
}

export function PipelineEdit({ pipeline, begin, close }: PipelineEditProps) {
  const { t } = useWords()
  const client = useQueryClient()
  const { data: teams = [] } = useQuery(teamsQuery)
  const [head, setHead] = useState(() => ({
    name: pipeline?.name ?? '',
    teamId: pipeline?.teamId ?? null,
    currency: pipeline?.currency ?? 'EUR',
    lostReasons: pipeline?.lostReasons ?? [],
  }))
  const [stages, setStages] = useState<Edited[]>(() => (pipeline?.stages ?? starting(t)).map((one) => ({ ...one, key: freshKey() }))) // prettier-ignore
  const settle = () => client.invalidateQueries({ queryKey: ['pipeline'] })
  const save = useMutation({
    mutationFn: () => {
      const wanted = { ...head, stages: stages.map(withoutKey) }
      return pipeline
        ? call(changePipeline, { id: pipeline.id, version: pipeline.version, ...wanted })
        : call(addPipeline, wanted)
    },
    onSuccess: close,
    onError: sayFailed,
    onSettled: settle,
  })
  const archive = useMutation({
    mutationFn: (id: string) => call(archivePipeline, { id }),
    onSuccess: (_, id) => {
      sayDone(
        t('deals.pipelineGone', { name: head.name }),
        () => void call(restorePipeline, { id }).then(settle, sayFailed),
      )
      close()
    },
    onError: sayFailed,
    onSettled: settle,
  })
  const change = (key: string, wanted: Partial<Edited>) =>
    setStages((was) => was.map((one) => (one.key === key ? { ...one, ...wanted } : one)))
  const shift = (at: number, by: number) =>
    setStages((was) => {
      const [one] = was.slice(at, at + 1)
      return one ? was.toSpliced(at, 1).toSpliced(at + by, 0, one) : was
    })
  const numberOr = (given: number | string): number | null => (typeof given === 'number' ? given : null)
  return (
    <Modal
      opened
      size="xl"
      onClose={close}
      title={t(pipeline ? 'deals.editPipeline' : 'deals.newPipeline')}
      closeButtonProps={{ 'aria-label': t('state.close') }}
    >
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <div className={css.pair}>
          <TextInput
            label={t('deals.pipelineName')}
            required
            maxLength={60}
            data-autofocus
            value={head.name}
            onChange={(event) => setHead({ ...head, name: event.currentTarget.value })}
          />{' '}
          {/* prettier-ignore */}
          <TextInput label={t('deals.currency')} required maxLength={3} value={head.currency} onChange={(event) => setHead({ ...head, currency: event.currentTarget.value.toUpperCase() })} />{' '}
          {/* prettier-ignore */}
        </div>
        <NativeSelect
          label={t('deals.seenBy')}
          value={head.teamId ?? ''}
          data={[
            { value: '', label: t('deals.everybody') },
            ...teams.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(event) => setHead({ ...head, teamId: event.currentTarget.value || null })}
        />
        <fieldset className={css.stages}>
          <legend>{t('deals.stages')}</legend>
          {stages.map((stage, at) => (
            <div key={stage.key} className={css.stageLine}>
              <TextInput
                size="xs"
                aria-label={t('deals.stageName')}
                required
                maxLength={60}
                value={stage.name}
                onChange={(event) => change(stage.key, { name: event.currentTarget.value })}
              />{' '}
              {/* prettier-ignore */}
              <NativeSelect
                size="xs"
                aria-label={t('deals.kindOf', { name: stage.name })}
                disabled={stage.id !== undefined}
                value={stage.kind}
                data={StageKind.options.map((value) => ({ value, label: t(`deals.kind.${value}`) }))}
                onChange={(event) => change(stage.key, { kind: StageKind.parse(event.currentTarget.value) })}
              />
              {stage.kind === 'open' ? (
                <>
                  <NumberInput
                    size="xs"
                    suffix=" %"
                    min={0}
                    max={100}
                    aria-label={t('deals.probabilityOf', { name: stage.name })}
                    value={stage.probability ?? 0}
                    onChange={(given) => change(stage.key, { probability: numberOr(given) ?? 0 })}
                  />{' '}
                  {/* prettier-ignore */}
                  <NumberInput size="xs" min={1} max={1000} aria-label={t('deals.staleOf', { name: stage.name })} placeholder={t('deals.staleHint')} value={stage.staleDays ?? ''} onChange={(given) => change(stage.key, { staleDays: numberOr(given) })} />{' '}
                  {/* prettier-ignore */}
                  <NumberInput size="xs" min={1} max={1000} aria-label={t('board.limitOf', { name: stage.name })} placeholder={t('deals.limitHint')} value={stage.limit ?? ''} onChange={(given) => change(stage.key, { limit: numberOr(given), ...(numberOr(given) === null && { isHard: false }) })} />{' '}
                  {/* prettier-ignore */}
                  <label className={css.check} title={t('deals.hardHint')}>
                    <input type="checkbox" disabled={stage.limit == null} checked={stage.isHard ?? false} onChange={(event) => change(stage.key, { isHard: event.currentTarget.checked })} />
                    {t('board.hard')}
                  </label>
                </>
              ) : (
                <span className={css.gap} />
              )}
              <span className={css.stageTools}>
                <ActionIcon
                  size={28}
                  disabled={at === 0}
                  aria-label={t('deals.up', { name: stage.name })}
                  onClick={() => shift(at, -1)}
                >
                  <IconArrowUp size={14} stroke={1.5} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  size={28}
                  disabled={at === stages.length - 1}
                  aria-label={t('deals.down', { name: stage.name })}
                  onClick={() => shift(at, 1)}
                >
                  <IconArrowDown size={14} stroke={1.5} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  size={28}
                  aria-label={t('deals.removeStage', { name: stage.name })}
                  onClick={() => setStages(stages.filter((one) => one.key !== stage.key))}
                >
                  <IconTrash size={14} stroke={1.5} aria-hidden />
                </ActionIcon>
              </span>
            </div>
          ))}
          <Button
            variant="subtle"
            size="compact-sm"
            disabled={stages.length >= 20}
            onClick={() => setStages((was) => was.toSpliced(was.findIndex((one) => one.kind !== 'open'), 0, { key: freshKey(), name: '', kind: 'open', probability: 50 }))} // prettier-ignore
          >
            {t('deals.addStage')}
          </Button>
        </fieldset>
        <TagsInput
          label={t('deals.lostReasons')}
          description={t('deals.lostReasonsHint')}
          value={head.lostReasons}
          maxTags={30}
          acceptValueOnBlur
          onChange={(lostReasons) => setHead({ ...head, lostReasons })}
        />
        <div className={css.buttons}>
          {pipeline && (
            <>
              <Button variant="subtle" color="gray" onClick={begin}>
                {t('deals.newPipeline')}
              </Button>
              <Button
                variant="subtle"
                color="gray"
                loading={archive.isPending}
                onClick={() => archive.mutate(pipeline.id)}
              >
                {t('deals.archivePipeline')}
              </Button>
              <span className={css.gap} />
            </>
          )}
          <Button variant="subtle" color="gray" onClick={close}>
            {t('deals.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('deals.save')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

function withoutKey(edited: Edited): Wanted['stages'][number] {
  const { key: _, ...one } = edited
  return one
}

/** What a new pipeline begins with, in the language of whoever makes it. */
const starting = (t: ReturnType<typeof useWords>['t']): Wanted['stages'] => [
  { name: t('deals.start.new'), kind: 'open', probability: 10, staleDays: 7 },
  { name: t('deals.start.proposal'), kind: 'open', probability: 50, staleDays: 14 },
  { name: t('deals.kind.won'), kind: 'won' },
  { name: t('deals.kind.lost'), kind: 'lost' },
]
