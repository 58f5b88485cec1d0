// One task in a list: ticked off at its left, when it is due and whose it is at its right.
import { Checkbox } from '@mantine/core'
import { IconRepeat } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { Task } from '../../src/desk/tasks/tasks.api.ts'
import { useUsers } from '../session/session.ts'
import { Avatar } from '../shell/Avatar.tsx'
import { exactly } from '../when.ts'
import { useWords } from '../words.ts'
import { dueInWords, nearnessOf } from './due-words.ts'
import css from './task-row.module.css'
import { Tick } from './Tick.tsx'

export interface RowTurns {
  isReadOnly: boolean
  turn: (task: Task) => void
  choose: (id: string) => void
}

export function TaskRow({
  task,
  now,
  isOpen,
  isPointed,
  isChosen,
  isChoosing,
  hasOwner,
  teamName,
  turns,
}: {
  task: Task
  now: Date
  isOpen: boolean
  isPointed: boolean
  isChosen: boolean
  isChoosing: boolean
  /** False where all are of one owner. */
  hasOwner: boolean
  teamName: string | undefined
  turns: RowTurns
}) {
  const words = useWords()
  const { t, language } = words
  const { byId } = useUsers()
  const owner = task.ownerId === null ? undefined : byId.get(task.ownerId)
  const ticked = task.checklist.filter((one) => one.doneAt !== null).length
  const about = task.conversation?.subject || task.contact?.name || task.company?.name
  return (
    <li
      className={css.row}
      data-id={task.id}
      data-open={isOpen || undefined}
      data-pointed={isPointed || undefined}
      data-chosen={isChosen || undefined}
      data-choosing={isChoosing || undefined}
      data-done={task.doneAt !== null || undefined}
    >
      <Checkbox
        size="sm"
        className={css.box}
        checked={isChosen}
        onChange={() => turns.choose(task.id)}
        aria-label={t('list.choose', { subject: task.title })}
      />
      <Tick
        label={t('task.tick', { title: task.title })}
        isDone={task.doneAt !== null}
        isReadOnly={turns.isReadOnly}
        priority={task.priority}
        turn={() => turns.turn(task)}
      />
      <Link
        to="/tasks"
        search={(was) => ({ ...was, id: task.id }) as { id: string }}
        className={css.link}
        activeProps={{}}
        aria-current={isOpen ? 'true' : undefined}
      >
        <span className={css.words}>
          <span className={css.title}>{task.title}</span>
          {about && <span className={css.about}>{about}</span>}
        </span>
        <span className={css.signs}>
          {task.checklist.length > 0 && (
            <span aria-label={t('task.ticked', { ticked, count: task.checklist.length })}>
              {t('task.share', { ticked, count: task.checklist.length })}
            </span>
          )}
          {(task.priority === 'high' || task.priority === 'urgent') && (
            <span className={css.priority} data-priority={task.priority}>
              {t(`priority.${task.priority}`)}
            </span>
          )}
          {task.repeat && <IconRepeat size={14} stroke={1.5} role="img" aria-label={t('task.repeats')} />}
          {task.due && (
            <time
              className={css.due}
              data-near={task.doneAt === null ? nearnessOf(task, now) : undefined}
              dateTime={'day' in task.due ? task.due.day : task.due.at}
              title={'day' in task.due ? undefined : exactly(task.due.at, language)}
            >
              {dueInWords(task.due, now, words)}
            </time>
          )}
          {teamName && <span className={css.team}>{teamName}</span>}
          {hasOwner && owner && (
            <span title={owner.name} className={css.owner}>
              <Avatar name={owner.name} size={20} />
              <span className="visually-hidden">{t('row.assigned', { name: owner.name })}</span>
            </span>
          )}
        </span>
      </Link>
    </li>
  )
}
