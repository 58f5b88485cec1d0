// One task beside the list: its words, whose it is, when it is due, its checklist, what it is about, and what happened to it.
import { ActionIcon } from '@mantine/core'
import { IconTrash, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Priority } from '../../src/desk/conversations/conversations.api.ts'
import type { readTask } from '../../src/desk/tasks/tasks.api.ts'
import type { OutputOf } from '../../src/kit/route.ts'
import { Pick } from '../conversations/Pick.tsx'
import { useReadBySeeing } from '../notifications/opened.ts'
import { NoteField } from '../reply/NoteField.tsx'
import { useHere, useUsers } from '../session/session.ts'
import { Description } from '../shell/Description.tsx'
import { useNow } from '../shell/now.ts'
import { Failed, Waiting } from '../shell/states.tsx'
import { Tip } from '../shell/Tip.tsx'
import { reasonInWords, useReasons } from '../reasons.ts'
import { useWords, type Words } from '../words.ts'
import { Checklist, leaveOnEnter } from './Checklist.tsx'
import { DueField } from './DueField.tsx'
import { OwnerPick } from './OwnerPick.tsx'
import css from './pane.module.css'
import { taskQuery, useTaskChange } from './queries.ts'
import { RepeatPick } from './RepeatPick.tsx'
import { TaskHistory } from './TaskHistory.tsx'
import { Tick } from './Tick.tsx'

type Opened = OutputOf<typeof readTask>

export interface PaneTurns {
  turn: (task: Opened) => void
  remove: (task: Opened) => void
  close: () => void
}

export function TaskPane({ id, turns }: { id: string; turns: PaneTurns }) {
  const { t } = useWords()
  const task = useQuery(taskQuery(id))
  return (
    <aside className={css.pane} aria-label={t('tasks.one')}>
      <ActionIcon className={css.close} size={36} onClick={turns.close} aria-label={t('state.close')}>
        <IconX size={18} stroke={1.5} aria-hidden />
      </ActionIcon>
      {task.isPending ? (
        <Waiting rows={4} />
      ) : task.isError ? (
        <Failed error={task.error} again={() => void task.refetch()} />
      ) : (
        <OneTask key={task.data.id} task={task.data} turns={turns} />
      )}
    </aside>
  )
}

function OneTask({ task, turns }: { task: Opened; turns: PaneTurns }) {
  const words = useReasons()
  const { t } = words
  const { may } = useHere()
  const { byId } = useUsers()
  const now = useNow()
  const { mutate } = useTaskChange()
  const isReadOnly = !may('task.write')
  const { id } = task
  useReadBySeeing({ taskId: id })
  const change = (
    wanted: Partial<Pick<Opened, 'title' | 'text' | 'due' | 'repeat' | 'priority' | 'ownerId' | 'teamId'>>,
  ) => mutate({ id, ...wanted })
  const by = byRule(task.because, words) ?? (task.askedById && byId.get(task.askedById)?.name) ?? t('event.postroom')
  return (
    <>
      <div className={css.top}>
        <Tick
          label={t('task.tick', { title: task.title })}
          isDone={task.doneAt !== null}
          isReadOnly={isReadOnly}
          priority={task.priority}
          turn={() => turns.turn(task)}
        />
        <textarea
          key={task.title}
          className={css.title}
          aria-label={t('task.title')}
          defaultValue={task.title}
          readOnly={isReadOnly}
          maxLength={300}
          rows={1}
          data-done={task.doneAt !== null || undefined}
          onBlur={(event) => {
            const title = event.currentTarget.value.replace(/\s+/g, ' ').trim()
            if (!title) event.currentTarget.value = task.title
            else if (title !== task.title) change({ title })
          }}
          onKeyDown={leaveOnEnter}
        />
      </div>
      <div className={css.controls}>
        <DueField
          key={JSON.stringify(task.due)}
          task={task}
          isReadOnly={isReadOnly}
          choose={(due) => change({ due })}
        />
        <OwnerPick owner={task} isReadOnly={isReadOnly} choose={change} />
        <Pick
          action="action.priority"
          label={t('field.priority')}
          value={task.priority}
          tone={task.priority === 'urgent' ? 'red' : task.priority === 'high' ? 'amber' : undefined}
          options={Priority.options.toReversed().map((value) => ({ value, label: t(`priority.${value}`) }))}
          isReadOnly={isReadOnly}
          choose={(priority) => change({ priority: Priority.parse(priority) })}
        />
        {task.due && (
          <RepeatPick
            key={JSON.stringify(task.repeat)}
            repeat={task.repeat}
            isReadOnly={isReadOnly}
            choose={(repeat) => change({ repeat })}
          />
        )}
        {!isReadOnly && (
          <Tip label={t('action.delete')} does="action.delete">
            <ActionIcon size={28} onClick={() => turns.remove(task)} aria-label={t('action.delete')}>
              <IconTrash size={16} stroke={1.5} aria-hidden />
            </ActionIcon>
          </Tip>
        )}
      </div>
      <About task={task} />
      <Description
        key={task.text}
        text={task.text}
        isReadOnly={isReadOnly}
        words={{ label: t('task.text'), add: t('tasks.addText'), edit: t('tasks.editText'), save: t('tasks.save') }}
        save={(text) => change({ text })}
        Field={NoteField}
      />
      {(!isReadOnly || task.checklist.length > 0) && <Checklist task={task} isReadOnly={isReadOnly} />}
      <p className={css.by}>{t('tasks.by', { by })}</p>
      <TaskHistory history={task.history} now={now} />
    </>
  )
}

function About({ task: { conversation, contact, company, deal } }: { task: Opened }) {
  const { t } = useWords()
  if (!conversation && !contact && !company && !deal) return null
  return (
    <p className={css.about}>
      {conversation && (
        <Link to="/inbox/$view/$id" params={{ view: 'all', id: conversation.id }} search={{}}>
          {conversation.subject || t('conversation.noSubject')}{' '}
          {t('conversation.number', { number: conversation.number })}
        </Link>
      )}
      {contact && (
        <Link to="/customers" search={{ id: contact.id }}>
          {contact.name}
        </Link>
      )}
      {company && (
        <Link to="/customers" search={{ noun: 'company', id: company.id }}>
          {company.name}
        </Link>
      )}
      {deal && (
        <Link to="/deals/$id" params={{ id: deal.id }}>
          {deal.name}
        </Link>
      )}
    </p>
  )
}

/** A task keeps the sentence alone: “rule “Invoices””. */
function byRule(because: string | null, words: Words): string | null {
  const name = /^rule “(.*)”$/.exec(because ?? '')?.[1]
  return because === null || name === undefined ? because : reasonInWords([{ code: 'rule', name }], because, words)
}
