// Saves what the list shows as a view or a board, or changes one: its name, query, order, folder, who has it.
import { Button, Checkbox, Group, Modal, Select, TagsInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { BoardBy, boardField, BoardField, type Board } from '../../src/desk/views/board-fields.api.ts'
import { Sort } from '../../src/desk/conversations/lists.api.ts'
import type { SavedView } from '../../src/desk/views/views.api.ts'
import { teamsQuery, useHere } from '../session/session.ts'
import { sayWhy } from '../shell/states.tsx'
import { sayDone } from '../shell/undo.tsx'
import { useWords, type WordKey } from '../words.ts'
import { useColumnValues, useOwnColumns } from './column-names.ts'
import { Columns } from './Columns.tsx'
import css from './columns.module.css'
import { useViewChanges, useViews, type ViewDraft } from './queries.ts'

const EVERYBODY = 'everybody'
const MINE = 'mine'

interface SaveViewProps {
  /** What is saved; its `id` is that of the view that is changed. */
  draft: ViewDraft & { id: string | null }
  close: () => void
  saved: (view: SavedView) => void
}

export function SaveView({ draft: given, close, saved }: SaveViewProps) {
  const words = useWords()
  const { t } = words
  const { may } = useHere()
  const { save, remove } = useViewChanges()
  const views = useViews()
  const { data: teams = [] } = useQuery({ ...teamsQuery, enabled: may('user.read') })
  const valuesOf = useColumnValues()
  const own = useOwnColumns()
  const [draft, setDraft] = useState(given)
  const set = (change: Partial<ViewDraft>) => setDraft((was) => ({ ...was, ...change }))
  const existing = views.find((view) => view.id === given.id)
  const folders = [...new Set(views.map((view) => view.folder).filter(Boolean))]
  const audience = draft.isShared ? (draft.teamId ?? EVERYBODY) : MINE
  const audiences = [
    { value: MINE, label: t('views.onlyMe') },
    { value: EVERYBODY, label: t('views.everybody') },
    ...teams.map(({ id, name }) => ({ value: id, label: name })),
  ]
  const submit = () =>
    save.mutate(draft, {
      onSuccess: (view) => {
        saved(view)
        close()
      },
    })
  return (
    <Modal
      opened
      onClose={close}
      title={t(existing ? 'views.change' : 'views.save')}
      closeButtonProps={{ 'aria-label': t('state.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <div className={css.form}>
          <TextInput
            label={t('views.name')}
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            maxLength={60}
            required
            data-autofocus
          />
          <TextInput
            label={t('views.query')}
            description={t('views.queryHint')}
            value={draft.query}
            onChange={(event) => set({ query: event.currentTarget.value })}
            maxLength={500}
            spellCheck={false}
            error={save.isError ? sayWhy(save.error, words) : null}
          />
          <Group grow align="end">
            <Select
              label={t('list.sort')}
              data={Sort.options.map((value) => ({ value, label: t(`sort.${value}`) }))}
              value={draft.sort ?? 'newest'}
              allowDeselect={false}
              onChange={(value) => set({ sort: Sort.parse(value ?? 'newest') })}
            />
            <Select
              label={t('views.shownAs')}
              data={[
                { value: 'list', label: t('views.asList') },
                ...BoardField.options.map((field) => ({
                  value: field,
                  label: t('views.asBoard', { field: t(`board.by.${field}` as WordKey) }),
                })),
                ...own.map(({ key, name }) => ({ value: `own.${key}`, label: t('views.asBoard', { field: name }) })),
              ]}
              value={draft.board?.field ?? 'list'}
              allowDeselect={false}
              onChange={(value) => {
                const by = BoardBy.safeParse(value)
                set({
                  board: by.success ? { field: by.data, columns: firstColumns(by.data, valuesOf(by.data)) } : null,
                })
              }}
            />
          </Group>
          {draft.board && <Columns board={draft.board} change={(board: Board) => set({ board })} />}
          <Group grow align="end">
            <TagsInput
              label={t('views.folder')}
              maxTags={1}
              data={folders}
              value={draft.folder ? [draft.folder] : []}
              onChange={([folder = '']) => set({ folder })}
              maxLength={60}
              clearButtonProps={{ 'aria-label': t('list.clearFilters') }}
            />
            {may('view.write') && (
              <Select
                label={t('views.for')}
                data={audiences}
                value={audience}
                allowDeselect={false}
                onChange={(value) =>
                  set({ isShared: value !== MINE, teamId: value === MINE || value === EVERYBODY ? null : value })
                }
              />
            )}
          </Group>
          {!draft.board && (
            <Checkbox
              label={t('views.pin')}
              checked={draft.isPinned ?? false}
              onChange={(event) => set({ isPinned: event.currentTarget.checked })}
            />
          )}
          <Group justify="space-between" mt="xs">
            {existing ? (
              <Button
                variant="subtle"
                color="red"
                onClick={() => {
                  remove.mutate(existing)
                  sayDone(t('views.deleted', { name: existing.name }), () => save.mutate({ ...given, id: null }))
                  close()
                }}
              >
                {t('action.delete')}
              </Button>
            ) : (
              <span />
            )}
            <Group gap="xs">
              <Button variant="default" onClick={close}>
                {t('state.cancel')}
              </Button>
              <Button type="submit" loading={save.isPending} disabled={!draft.name.trim()}>
                {t('views.saveIt')}
              </Button>
            </Group>
          </Group>
        </div>
      </form>
    </Modal>
  )
}

/** What a new board begins with: every value there is, as far as there is room. */
function firstColumns(field: BoardBy, values: readonly string[]): Board['columns'] {
  const none = boardField(field).mayBeNone ? [''] : []
  return [...none, ...values].slice(0, 8).map((value) => ({ value, limit: null, isHard: false }))
}
