// The open tasks about a conversation, a contact, a company or a deal, quietly: ticked off in place, opened on their page, added in one line.
import { UnstyledButton } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Task } from '../../src/desk/tasks/tasks.api.ts'
import { useHere, useUsers } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { useNow } from '../shell/now.ts'
import { holdKeys } from '../shell/held-keys.ts'
import { useWords } from '../words.ts'
import css from './about-tasks.module.css'
import { dueInWords, nearnessOf } from './due-words.ts'
import { tasksQuery, useTaskChanges } from './queries.ts'
import { QuickAdd } from './QuickAdd.tsx'
import { Tick } from './Tick.tsx'

type About = { conversationId: string } | { contactId: string } | { companyId: string } | { dealId: string }

/**
 * Of a conversation nothing is shown until there is a task or one is added; a record has a heading and a button, beside a conversation
 * only where there are others than those that stand there already.
 */
export function AboutTasks({ about, beside }: { about: About; beside?: string | undefined }) {
  const { t } = useWords()
  const { may } = useHere()
  const [isAdding, setAdding] = useState(false)
  const mayAdd = may('task.write')
  const { data } = useInfiniteQuery({ ...tasksQuery({ ...about, state: 'open' }), enabled: may('task.read') })
  const isCard = !('conversationId' in about)
  const tasks = (data?.pages.flatMap((page) => page.tasks) ?? []).filter(
    (one) => one.doneAt === null && (beside === undefined || one.conversation?.id !== beside),
  )
  const add = () => {
    holdKeys()
    setAdding(true)
  }
  useActions(mayAdd && !isCard ? [{ id: 'task.add', run: add }] : [])
  if (!may('task.read') || ((!isCard || beside !== undefined) && tasks.length === 0 && !isAdding)) return null
  return (
    <section className={css.about} data-card={isCard || undefined} aria-label={t('task.list')}>
      {isCard && (
        <h4 className={css.heading}>
          {t('task.list')}
          {mayAdd && (
            <UnstyledButton className={css.plus} aria-label={t('task.add')} onClick={add}>
              <IconPlus size={16} stroke={1.5} aria-hidden />
            </UnstyledButton>
          )}
        </h4>
      )}
      {tasks.length > 0 && <TaskLines tasks={tasks} isReadOnly={!mayAdd} />}
      {isAdding && <QuickAdd about={about} autoFocus close={() => setAdding(false)} />}
    </section>
  )
}

function TaskLines({ tasks, isReadOnly }: { tasks: Task[]; isReadOnly: boolean }) {
  const words = useWords()
  const { t } = words
  const { user } = useHere()
  const { byId } = useUsers()
  const now = useNow()
  const change = useTaskChanges()
  return (
    <ul className={css.tasks}>
      {tasks.map((task) => {
        const owner = task.ownerId !== null && task.ownerId !== user.id ? byId.get(task.ownerId)?.name : undefined
        return (
          <li key={task.id} className={css.task}>
            <Tick
              label={t('task.tick', { title: task.title })}
              isDone={false}
              isReadOnly={isReadOnly}
              priority={task.priority}
              turn={() => change([{ id: task.id, done: true }], t('task.saidDone', { count: 1, title: task.title }))}
            />
            <Link to="/tasks" search={{ id: task.id }} className={css.title}>
              {task.title}
            </Link>
            {task.due && (
              <span className={css.due} data-near={nearnessOf(task, now)}>
                {dueInWords(task.due, now, words)}
              </span>
            )}
            {owner && <span className={css.owner}>{owner}</span>}
          </li>
        )
      })}
    </ul>
  )
}
