// Contacts, companies or deals from a file, in three steps: choose it, say what each column is, see what became of each row. All of it can be
// taken back.
import { Button, Checkbox, FileButton, NativeSelect, SegmentedControl, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import {
  beginImport,
  changeImport,
  type Import as Brought,
  type ImportNoun,
  type ImportOptions,
  type ImportPreview,
  listImports,
  readImport,
  startImport,
  undoImport,
} from '../../src/flows/records/import.api.ts'
import { addressOf, call, freshKey, refusalOf } from '../call.ts'
import { pipelinesQuery } from '../deals/pipelines.ts'
import { useHere, useUsers } from '../session/session.ts'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { sayFailed } from '../shell/undo.tsx'
import { exactly } from '../when.ts'
import { learnWords, useWords } from '../words.ts'
import { ImportColumns } from './ImportColumns.tsx'
import { ImportErrors } from './ImportErrors.tsx'
import css from './records.module.css'

export function Import() {
  const { tOr, language } = useWords()
  const isLearnt = tOr('records.people', '') !== ''
  useEffect(() => {
    if (!isLearnt) void learnWords('records')
  }, [isLearnt, language])
  return isLearnt ? <Page /> : <Waiting />
}

async function bring(noun: ImportNoun, file: File): Promise<ImportPreview> {
  const { url } = addressOf(beginImport, {})
  const answer = await fetch(`${url}?${new URLSearchParams({ name: file.name.slice(0, 255), noun })}`, {
    method: 'POST',
    headers: { 'content-type': file.type || 'text/csv', 'idempotency-key': freshKey() },
    body: file,
  })
  if (!answer.ok) throw await refusalOf(answer.status, await answer.text())
  return (await answer.json()) as ImportPreview
}

function Page() {
  const { t } = useWords()
  const client = useQueryClient()
  const [draft, setDraft] = useState<ImportPreview | null>(null)
  const [running, setRunning] = useState<string | null>(null)
  const { may } = useHere()
  const navigate = useNavigate()
  const { noun = 'contact' } = useSearch({ from: '/desk/customers/import' })
  const begin = useMutation({ mutationFn: (file: File) => bring(noun, file), onSuccess: setDraft, onError: sayFailed })
  const start = useMutation({
    mutationFn: (id: string) => call(startImport, { id }),
    onSuccess: ({ id }) => {
      setDraft(null)
      setRunning(id)
      void client.invalidateQueries({ queryKey: ['import'] })
    },
    onError: sayFailed,
  })
  return (
    <section className={css.page} aria-labelledby="import">
      <header className={css.pageHead}>
        <Link to="/customers">{t('rail.customers')}</Link>
        <h1 id="import" className={css.pageTitle}>
          {t('records.import')}
        </h1>
      </header>
      <div className={css.body}>
        {draft ? (
          <Draft draft={draft} changed={setDraft} start={() => start.mutate(draft.id)} cancel={() => setDraft(null)} />
        ) : (
          <div className={css.bringing}>
            <SegmentedControl
              size="xs"
              aria-label={t('records.importNoun')}
              value={noun}
              onChange={(value) => void navigate({ to: '/customers/import', search: value === 'contact' ? {} : { noun: value as 'company' }, replace: true })} // prettier-ignore
              data={[
                { value: 'contact', label: t('records.people') },
                { value: 'company', label: t('records.companies') },
                ...(may('deal.write') ? [{ value: 'deal', label: t('rail.deals') }] : []),
              ]}
            />
            <p>{t('records.importHint')}</p>
            <FileButton
              accept={noun === 'contact' ? '.csv,.tsv,.txt,.vcf,text/csv,text/vcard' : '.csv,.tsv,.txt,text/csv'}
              onChange={(file) => file && begin.mutate(file)}
            >
              {(props) => (
                <Button {...props} loading={begin.isPending}>
                  {t('records.chooseFile')}
                </Button>
              )}
            </FileButton>
            {running && <Running key={running} id={running} />}
            <Earlier show={setRunning} />
          </div>
        )}
      </div>
    </section>
  )
}

function Draft({
  draft,
  changed,
  start,
  cancel,
}: {
  draft: ImportPreview
  changed: (draft: ImportPreview) => void
  start: () => void
  cancel: () => void
}) {
  const { t } = useWords()
  const { users } = useUsers()
  const { id, options } = draft
  const change = useMutation({
    mutationFn: (wanted: Partial<ImportOptions>) => call(changeImport, { id, ...wanted }),
    onSuccess: (made) => changed({ ...made, guesses: draft.guesses }),
    onError: sayFailed,
  })
  const set = (wanted: Partial<ImportOptions>) => change.mutate(wanted)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        start()
      }}
    >
      <p>{t('records.importFile', { name: draft.name, count: draft.rows })}</p>
      <div className={css.choices}>
        <NativeSelect
          label={t('records.duplicates')}
          value={options.duplicates}
          onChange={(event) => set({ duplicates: event.currentTarget.value as ImportOptions['duplicates'] })}
          data={(['update', 'skip', 'create'] as const).map((value) => ({
            value,
            label: t(`records.duplicates.${value}`),
          }))}
        />
        <NativeSelect
          label={t('records.owner')}
          value={options.ownerId ?? ''}
          onChange={(event) => set({ ownerId: event.currentTarget.value || null })}
          data={[{ value: '', label: t('records.nothing') }, ...users.filter((one) => !one.isDisabled).map((one) => ({ value: one.id, label: one.name }))]} // prettier-ignore
        />
        {draft.noun === 'deal' && <IntoStage stageId={options.stageId} choose={(stageId) => set({ stageId })} />}
        <TextInput
          label={t('records.tagAll')}
          defaultValue={options.tag}
          maxLength={40}
          onBlur={(event) =>
            event.currentTarget.value.trim() !== options.tag && set({ tag: event.currentTarget.value.trim() })
          }
        />
        {draft.format === 'csv' && (
          <Checkbox
            label={t('records.hasHeader')}
            checked={options.hasHeader}
            onChange={(event) => set({ hasHeader: event.currentTarget.checked })}
          />
        )}
      </div>
      <ImportColumns draft={draft} set={(columns) => set({ columns })} />
      <div className={css.buttons}>
        <Button variant="default" onClick={cancel}>
          {t('records.cancel')}
        </Button>
        <Button type="submit" disabled={change.isPending}>
          {t('records.importRows', { count: draft.rows })}
        </Button>
      </div>
    </form>
  )
}

function IntoStage({ stageId, choose }: { stageId: string | null; choose: (stageId: string) => void }) {
  const { t } = useWords()
  const { data: pipelines = [] } = useQuery(pipelinesQuery)
  const stages = pipelines
    .filter((one) => !one.isArchived)
    .flatMap((one) => one.stages.map(({ id, name }) => ({ value: id, label: `${one.name}: ${name}` })))
  return (
    <NativeSelect
      label={t('records.intoStage')}
      value={stageId ?? stages[0]?.value ?? ''}
      onChange={(event) => choose(event.currentTarget.value)}
      data={stages}
    />
  )
}

const isGoing = (one: Brought | undefined) => one !== undefined && ['waiting', 'running', 'undoing'].includes(one.state)

function Running({ id }: { id: string }) {
  const { t } = useWords()
  const client = useQueryClient()
  const brought = useQuery({
    queryKey: ['import', id],
    queryFn: ({ signal }) => call(readImport, { id }, { signal }),
    refetchInterval: ({ state }) => (isGoing(state.data) ? 1_000 : false),
  })
  const undo = useMutation({
    mutationFn: () => call(undoImport, { id }),
    onError: sayFailed,
    onSettled: () => void client.invalidateQueries({ queryKey: ['import'] }),
  })
  const state = brought.data?.state
  useEffect(() => {
    if (state === 'done' || state === 'undone')
      for (const noun of ['contact', 'company', 'deal']) void client.invalidateQueries({ queryKey: [noun] })
  }, [state, client])
  if (brought.isPending) return <Waiting rows={2} height={32} />
  if (brought.isError) return <Failed error={brought.error} again={() => void brought.refetch()} />
  const { rows, position, added, updated, skipped, failed, kept, name } = brought.data
  return (
    <section aria-label={name} aria-live="polite">
      <h2 className={css.heading}>{name}</h2>
      {isGoing(brought.data) && (
        <div
          className={css.bar}
          role="progressbar"
          aria-label={name}
          aria-valuemin={0}
          aria-valuemax={rows}
          aria-valuenow={position}
        >
          <span style={{ width: `${rows === 0 ? 0 : (position / rows) * 100}%` }} />
        </div>
      )}
      <p>{t('records.importSaid', { added, updated, skipped, failed })}</p>
      {state === 'undone' && <p>{t('records.importUndone', { kept })}</p>}
      {failed > 0 && <ImportErrors id={id} />}
      {state === 'done' && (
        <Button variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>
          {t('records.undoImport')}
        </Button>
      )}
    </section>
  )
}

function Earlier({ show }: { show: (id: string) => void }) {
  const { t, language } = useWords()
  const imports = useQuery({ queryKey: ['import', 'list'], queryFn: ({ signal }) => call(listImports, {}, { signal }) })
  const begun = (imports.data ?? []).filter((one) => one.state !== 'draft')
  return (
    <>
      <h2 className={css.heading}>{t('records.earlier')}</h2>
      {imports.isPending ? (
        <Waiting rows={3} height={24} />
      ) : imports.isError ? (
        <Failed error={imports.error} again={() => void imports.refetch()} />
      ) : begun.length === 0 ? (
        <Empty title={t('records.noImports')} />
      ) : (
        <ul className={css.plain}>
          {begun.map((one) => (
            <li key={one.id}>
              <button type="button" className={css.link} onClick={() => show(one.id)}>
                {one.name}
              </button>{' '}
              <span className={css.muted}>
                {exactly(one.createdAt, language)} · {t(`records.state.${one.state}`)} · {t('records.importSaid', one)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
