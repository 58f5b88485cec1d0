// When a task is due: a day of the desk or a time of it, and whether it comes again.
import { Menu, UnstyledButton } from '@mantine/core'
import { IconCalendar } from '@tabler/icons-react'
import { useState } from 'react'
import type { Task, TaskDue } from '../../src/desk/tasks/tasks.api.ts'
import pick from '../conversations/pick.module.css'
import snooze from '../conversations/snooze.module.css'
import { useActions } from '../shell/actions.tsx'
import { useNow } from '../shell/now.ts'
import { Tip } from '../shell/Tip.tsx'
import { useWords, type WordKey } from '../words.ts'
import { dueInWords, nearnessOf, plainDay } from './due-words.ts'
import { asTypedIn, dayIn, instantOf, wallIn, zoneHere } from '../zone.ts'

/** No Monday where that is tomorrow, or a week away. */
function offersOn(now: Date): { name: WordKey; day: string }[] {
  const untilMonday = (8 - wallIn(zoneHere(), now).weekday) % 7 || 7
  const days: [WordKey, number][] = [
    ['task.today', 0],
    ['task.tomorrow', 1],
    ...(untilMonday > 1 && untilMonday < 7 ? [['tasks.monday', untilMonday] as [WordKey, number]] : []),
    ['tasks.inAWeek', 7],
  ]
  return days.map(([name, count]) => ({ name, day: dayIn(now, count) }))
}

export function DueField({
  task,
  isReadOnly,
  choose,
}: {
  task: Task
  isReadOnly: boolean
  choose: (due: TaskDue | null) => void
}) {
  const words = useWords()
  const { t } = words
  const now = useNow()
  const [isOpen, setOpen] = useState(false)
  const { due } = task
  const at = due && 'at' in due ? new Date(due.at) : null
  const [day, setDay] = useState(at ? dayIn(at, 0) : due && 'day' in due ? due.day : '')
  const [time, setTime] = useState(at ? asTypedIn(at).slice(11) : '')
  useActions(isReadOnly ? [] : [{ id: 'tasks.setDue', run: () => setOpen(true) }])
  const set = (wanted: TaskDue | null) => {
    setOpen(false)
    choose(wanted)
  }
  const near = task.doneAt === null ? nearnessOf(task, now) : 'far'
  const send = () => day && set(time ? { at: instantOf(`${day}T${time}`).toISOString() } : { day })
  return (
    <Menu
      opened={isOpen}
      onChange={setOpen}
      position="bottom-start"
      width={280}
      closeOnItemClick={false}
      disabled={isReadOnly}
    >
      <Menu.Target>
        <Tip isOff={isOpen} label={t('tasks.due')} does="tasks.setDue">
          <UnstyledButton
            className={pick.pick}
            disabled={isReadOnly}
            data-empty={due === null || undefined}
            data-tone={near === 'late' ? 'red' : near === 'close' ? 'amber' : undefined}
            aria-label={t('field.is', {
              name: t('tasks.due'),
              value: due ? dueInWords(due, now, words) : t('tasks.noDate'),
            })}
          >
            <IconCalendar size={16} stroke={1.5} aria-hidden />
            {due ? dueInWords(due, now, words) : t('tasks.noDate')}
          </UnstyledButton>
        </Tip>
      </Menu.Target>
      <Menu.Dropdown>
        {offersOn(now).map(({ name, day: offered }) => (
          <Menu.Item
            key={name}
            onClick={() => set({ day: offered })}
            rightSection={<span className={snooze.at}>{plainDay(offered, now, words.language)}</span>}
          >
            {t(name)}
          </Menu.Item>
        ))}
        {due && <Menu.Item onClick={() => set(null)}>{t('tasks.noDate')}</Menu.Item>}
        <Menu.Divider />
        <div className={snooze.other} onKeyDown={(event) => event.key !== 'Escape' && event.stopPropagation()}>
          <label htmlFor="task-day">{t('tasks.day')}</label>
          <input id="task-day" type="date" value={day} onChange={(event) => setDay(event.currentTarget.value)} />
          <label htmlFor="task-time">{t('tasks.time')}</label>
          <input id="task-time" type="time" value={time} onChange={(event) => setTime(event.currentTarget.value)} />
          <button type="button" disabled={!day} onClick={send}>
            {t('tasks.setDue')}
          </button>
        </div>
      </Menu.Dropdown>
    </Menu>
  )
}
