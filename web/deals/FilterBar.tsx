// What narrows a list of deals: filters that stand in the address, saved under names; and the list as a file.
import { ActionIcon, Button, Menu, TextInput } from '@mantine/core'
import { IconBookmark, IconDownload, IconUpload, IconX } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { deleteDealView, saveDealView } from '../../src/desk/deals/deals.api.ts'
import type { Pipeline } from '../../src/desk/deals/pipelines.api.ts'
import { call } from '../call.ts'
import { useHere } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { Tip } from '../shell/Tip.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import css from './deals.module.css'
import { exportLink } from './export-link.ts'
import { dealViewsQuery, type Filters } from './queries.ts'

const STATES = ['open', 'won', 'lost', 'closed'] as const

export function FilterBar({
  pipeline,
  filters,
  go,
}: {
  pipeline: Pipeline
  filters: Filters
  go: (search: object) => void
}) {
  const { t } = useWords()
  const { may } = useHere()
  const client = useQueryClient()
  const { data: views = [] } = useQuery(dealViewsQuery)
  const [q, setQ] = useState(filters.q ?? '')
  const [name, setName] = useState<string | null>(null)
  const { pipelineId: _, ...kept } = filters
  const save = useMutation({
    mutationFn: (isShared: boolean) => call(saveDealView, { name: name?.trim() ?? '', isShared, filters }),
    onSuccess: (view) => {
      setName(null)
      sayDone(t('deals.viewSaved', { name: view.name }))
    },
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: ['dealView'] }),
  })
  const remove = useMutation({
    mutationFn: (id: string) => call(deleteDealView, { id }),
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: ['dealView'] }),
  })
  useActions([{ id: 'action.search', run: () => document.getElementById('deal-search')?.focus() }])
  const isNarrowed = Object.keys(kept).some((key) => !['state', 'order'].includes(key))
  return (
    <div className={css.filters}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          go({ q: q.trim() || undefined })
        }}
      >
        <TextInput
          id="deal-search"
          size="xs"
          type="search"
          aria-label={t('deals.search')}
          placeholder={t('deals.search')}
          value={q}
          onChange={(event) => {
            setQ(event.currentTarget.value)
            if (event.currentTarget.value === '') go({ q: undefined })
          }}
        />
      </form>
      <select
        className={css.pick}
        aria-label={t('deals.state')}
        value={filters.state ?? 'open'}
        onChange={(event) => go({ kind: event.currentTarget.value === 'open' ? undefined : event.currentTarget.value })}
      >
        {STATES.map((state) => (
          <option key={state} value={state}>
            {t(`deals.state.${state}`)}
          </option>
        ))}
      </select>
      <select
        className={css.pick}
        aria-label={t('deals.stage')}
        value={filters.stageId ?? ''}
        onChange={(event) => go({ stage: event.currentTarget.value || undefined })}
      >
        <option value="">{t('deals.anyStage')}</option>
        {pipeline.stages.map(({ id, name: label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </select>
      <select
        className={css.pick}
        aria-label={t('deals.order')}
        value={filters.order ?? 'expected'}
        onChange={(event) => go({ order: event.currentTarget.value === 'expected' ? undefined : event.currentTarget.value })} // prettier-ignore
      >
        <option value="expected">{t('deals.order.expected')}</option>
        <option value="resting">{t('deals.order.resting')}</option>
      </select>
      <label className={css.check}>
        <input
          type="checkbox"
          checked={filters.stalled === 'yes'}
          onChange={(event) => go({ stalled: event.currentTarget.checked ? 'yes' : undefined })}
        />
        {t('deals.onlyStalled')}
      </label>
      <span className={css.gap} />
      {name !== null && (
        <form
          className={css.saving}
          onSubmit={(event) => {
            event.preventDefault()
            save.mutate(false)
          }}
        >
          <TextInput
            size="xs"
            autoFocus
            aria-label={t('deals.viewName')}
            placeholder={t('deals.viewName')}
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            onKeyDown={(event) => event.key === 'Escape' && setName(null)}
          />
          <Button size="compact-sm" type="submit" disabled={!name.trim()}>
            {t('deals.saveMine')}
          </Button>
          {may('view.write') && (
            <Button size="compact-sm" variant="default" disabled={!name.trim()} onClick={() => save.mutate(true)}>
              {t('deals.saveAll')}
            </Button>
          )}
        </form>
      )}
      <Menu position="bottom-end" width={260}>
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconBookmark size={16} stroke={1.5} aria-hidden />}
          >
            {t('deals.views')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {views.map((view) => (
            <Menu.Item
              key={view.id}
              onClick={() => {
                const { pipelineId, stageId, state, ...rest } = view.filters
                go({ owner: undefined, q: undefined, tag: undefined, stalled: undefined, expectedBy: undefined, ...rest, pipeline: pipelineId, stage: stageId, kind: state === 'open' ? undefined : state, order: rest.order === 'expected' ? undefined : rest.order }) // prettier-ignore
                setQ(rest.q ?? '')
              }}
              rightSection={
                view.mayChange && (
                  <ActionIcon
                    component="span"
                    role="button"
                    size={24}
                    aria-label={t('deals.deleteView', { name: view.name })}
                    onClick={(event) => {
                      event.stopPropagation()
                      remove.mutate(view.id)
                    }}
                  >
                    <IconX size={14} stroke={1.5} aria-hidden />
                  </ActionIcon>
                )
              }
            >
              {view.name}
            </Menu.Item>
          ))}
          {views.length > 0 && <Menu.Divider />}
          <Menu.Item onClick={() => setName('')}>{t('deals.saveView')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isNarrowed && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          onClick={() => {
            setQ('')
            go({ q: undefined, tag: undefined, stalled: undefined, expectedBy: undefined, stage: undefined, owner: undefined }) // prettier-ignore
          }}
        >
          {t('deals.clear')}
        </Button>
      )}
      <Tip label={t('deals.download')}>
        <ActionIcon
          component="a"
          size={32}
          href={exportLink('/api/v1/deal-export', filters)}
          download
          aria-label={t('deals.download')}
        >
          <IconDownload size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tip>
      {may('contact.import') && may('deal.write') && (
        <Tip label={t('deals.import')}>
          <ActionIcon
            size={32}
            renderRoot={(props) => <Link {...props} to="/customers/import" search={{ noun: 'deal' }} />}
            aria-label={t('deals.import')}
          >
            <IconUpload size={18} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Tip>
      )}
    </div>
  )
}
