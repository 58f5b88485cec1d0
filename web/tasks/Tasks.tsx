// What people have to do: late, today, this week, later, without a date; beside the list the task that is open.
import { SegmentedControl } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { Whose, type Task, type TaskChange } from '../../src/desk/tasks/tasks.api.ts'
import { teamsQuery, useHere } from '../session/session.ts'
import { useActions, type Action } from '../shell/actions.tsx'
import { useNow } from '../shell/now.ts'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { learnWords, useWords, type WordKey } from '../words.ts'
import { grouped, type Group } from './grouped.ts'
import { tasksQuery, useTaskChanges } from './queries.ts'
import { QuickAdd } from './QuickAdd.tsx'
import { TaskBulk } from './TaskBulk.tsx'
import { TaskPane } from './TaskPane.tsx'
import { TaskRow } from './TaskRow.tsx'
import css from './tasks.module.css'

export function Tasks() {
  const { tOr, language } = useWords()
  const isLearnt = tOr('tasks.mine', '') !== ''
  useEffect(() => {
    if (!isLearnt) void learnWords('tasks') // the language was changed while this page was open
  }, [isLearnt, language])
  return isLearnt ? <Page /> : <Waiting />
}

function Page() {
  const { t } = useWords()
  const { user, may } = useHere()
  const { whose = 'mine', state = 'open', id } = useSearch({ from: '/desk/tasks' })
  const navigate = useNavigate()
  const now = useNow()
  const list = useInfiniteQuery(tasksQuery({ whose, state }))
  const { data: teams = [] } = useQuery(teamsQuery)
  const change = useTaskChanges()
  const [pointed, setPointed] = useState<string | null>(null)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const field = useRef<HTMLInputElement>(null)
  const rows = useRef<HTMLDivElement>(null)
  const isReadOnly = !may('task.write')

  const all = list.data?.pages.flatMap((page) => page.tasks) ?? []
  const shown = all.filter((task) => (state === 'done') === (task.doneAt !== null))
  const today = list.data?.pages[0]?.today ?? ''
  const sections: { group: Group | null; tasks: Task[] }[] =
    state === 'done' ? (shown.length > 0 ? [{ group: null, tasks: shown }] : []) : grouped(shown, today, now)
  const order = sections.flatMap((one) => one.tasks)
  const cursor = order.findIndex((task) => task.id === (id ?? pointed))
  const meant = chosen.size > 0 ? order.filter((task) => chosen.has(task.id)) : order.slice(cursor, cursor + 1)

  const open = (next: string | undefined) =>
    void navigate({ to: '/tasks', search: (was) => ({ ...was, id: next }), replace: id !== undefined })
  const show = (wanted: { whose?: Whose; state?: 'open' | 'done' }) => {
    setChosen(new Set())
    void navigate({ to: '/tasks', search: (was) => ({ ...was, id: undefined, ...wanted }) })
  }
  const choose = (one: string) =>
    setChosen((was) => new Set(was.has(one) ? [...was].filter((other) => other !== one) : [...was, one]))
  function moveTo(at: number) {
    const task = order[Math.max(0, Math.min(order.length - 1, at))]
    if (!task) return
    setPointed(task.id)
    if (id) open(task.id)
    requestAnimationFrame(() => rows.current?.querySelector<HTMLElement>(`[data-id="${task.id}"] a`)?.focus())
  }
  /** To all that are chosen, else to the one under the cursor; what leaves the list gives the cursor to its neighbour. */
  function act(tasks: readonly Task[], of: (task: Task) => Omit<TaskChange, 'id'>, said: WordKey, leaves: boolean) {
    const [first] = tasks
    if (!first || isReadOnly) return
    change(tasks.map((task) => ({ id: task.id, ...of(task) })), t(said, { count: tasks.length, title: first.title })) // prettier-ignore
    setChosen(new Set())
    if (!leaves || tasks.length !== 1) return
    const next = order[cursor + 1] ?? order[cursor - 1]
    setPointed(next?.id ?? null)
    if (id === first.id) open(next?.id)
  }
  const done = (tasks: readonly Task[]) =>
    act(
      tasks,
      (task) => ({ done: task.doneAt === null }),
      state === 'done' ? 'task.saidReopened' : 'task.saidDone',
      true,
    )
  const postpone = (days: number) => act(meant, () => ({ postponeDays: days }), 'tasks.saidPostponed', false)
  const remove = (tasks: readonly Task[]) => act(tasks, () => ({ deleted: true }), 'tasks.saidDeleted', true)

  useActions([
    { id: 'tasks.next', run: () => moveTo(cursor + 1) },
    { id: 'tasks.previous', run: () => moveTo(cursor < 0 ? 0 : cursor - 1) },
    {
      id: 'action.open',
      run: () => order[Math.max(0, cursor)] && open(order[Math.max(0, cursor)]?.id),
    },
    { id: 'tasks.close', run: () => open(undefined) },
    ...(isReadOnly
      ? []
      : ([
          { id: 'action.choose', run: () => order[cursor] && choose(order[cursor].id) },
          { id: 'tasks.new', run: () => field.current?.focus() },
          { id: 'tasks.done', run: () => done(meant) },
          { id: 'tasks.postpone', run: () => postpone(1) },
          { id: 'tasks.postponeWeek', run: () => postpone(7) },
          {
            id: 'tasks.takeIt',
            run: () => act(meant, () => ({ ownerId: user.id, teamId: null }), 'tasks.saidTaken', false),
          },
          { id: 'action.delete', run: () => remove(meant) },
        ] satisfies Action[])),
  ])

  const views = Whose.options.map((value) => ({ value, label: t(`tasks.${value}`) }))
  return (
    <div className={css.page} data-open={id ? true : undefined}>
      <section className={css.list} aria-labelledby="tasks">
        <header className={css.head}>
          <h1 id="tasks" className={css.title}>
            {t('task.list')}
          </h1>
          <select
            className={css.whose}
            aria-label={t('tasks.whose')}
            value={whose}
            onChange={(event) => show({ whose: Whose.parse(event.currentTarget.value) })}
          >
            {views.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
          <SegmentedControl
            size="xs"
            aria-label={t('tasks.state')}
            value={state}
            onChange={(value) => show({ state: value === 'done' ? 'done' : 'open' })}
            data={[
              { value: 'open', label: t('tasks.open') },
              { value: 'done', label: t('tasks.isDone') },
            ]}
          />
        </header>
        {!isReadOnly && (
          <div className={css.add}>
            <QuickAdd field={field} added={(task) => setPointed(task.id)} />
          </div>
        )}
        <div ref={rows} className={css.rows}>
          {list.isPending ? (
            <Waiting rows={6} height={44} />
          ) : list.isError ? (
            <Failed error={list.error} again={() => void list.refetch()} />
          ) : sections.length === 0 && !list.hasNextPage ? (
            <Empty title={t(state === 'done' ? 'tasks.noneDone' : (`tasks.none.${whose}` as WordKey))}>
              {!isReadOnly && state === 'open' && <p className={css.hint}>{t('tasks.noneHint')}</p>}
            </Empty>
          ) : (
            sections.map(({ group, tasks }) => (
              <section key={group ?? 'done'} aria-label={group ? t(`tasks.group.${group}`) : t('tasks.isDone')}>
                {group && (
                  <h2 className={css.group} data-group={group}>
                    {t(`tasks.group.${group}`)} <span className={css.count}>{tasks.length}</span>
                  </h2>
                )}
                <ul className={css.tasks}>
                  {tasks.map((task) => (
                    <TaskRow
                      key={task.id}
                      task={task}
                      now={now}
                      isOpen={task.id === id}
                      isPointed={task.id === order[cursor]?.id}
                      isChosen={chosen.has(task.id)}
                      isChoosing={chosen.size > 0}
                      hasOwner={whose !== 'mine'}
                      teamName={teams.find((team) => team.id === task.teamId)?.name}
                      turns={{ isReadOnly, choose, turn: (one) => done([one]) }}
                    />
                  ))}
                </ul>
              </section>
            ))
          )}
          {list.hasNextPage && (
            <button type="button" className={css.more} onClick={() => void list.fetchNextPage()}>
              {t('list.more')}
            </button>
          )}
        </div>
        {chosen.size > 0 && !isReadOnly && (
          <TaskBulk
            count={meant.length}
            turns={{
              done: () => done(meant),
              postpone: () => postpone(1),
              give: (owner) => act(meant, () => ({ ...owner }), 'tasks.saidGiven', false),
              remove: () => remove(meant),
              clear: () => setChosen(new Set()),
            }}
          />
        )}
      </section>
      {id && (
        <TaskPane
          key={id}
          id={id}
          turns={{ turn: (task) => done([task]), remove: (task) => remove([task]), close: () => open(undefined) }}
        />
      )}
    </div>
  )
}
