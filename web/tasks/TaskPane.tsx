// One task beside the list: its words, whose it is, when it is due, its checklist, what it is about, and what happened to it.
import { ActionIcon, Button } from '@mantine/core'
import { IconTrash, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Priority } from '../../src/desk/conversations/conversations.api.ts'
import type { readTask } from '../../src/desk/tasks/tasks.api.ts'
import type { OutputOf } from '../../src/kit/route.ts'
import { linked } from '../conversations/PlainText.tsx'
import { Pick } from '../conversations/Pick.tsx'
import { useReadBySeeing } from '../notifications/opened.ts'
import { NoteField } from '../reply/NoteField.tsx'
import { useHere, useUsers } from '../session/session.ts'
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
      <Text key={task.text} text={task.text} isReadOnly={isReadOnly} save={(text) => change({ text })} />
      {(!isReadOnly || task.checklist.length > 0) && <Checklist task={task} isReadOnly={isReadOnly} />}
      <p className={css.by}>{t('tasks.by', { by })}</p>
      <TaskHistory history={task.history} now={now} />
    </>
  )
}

function About({ task: { conversation, contact, company } }: { task: Opened }) {
  const { t } = useWords()
  if (!conversation && !contact && !company) return null
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
      {company && <span>{company.name}</span>}
    </p>
  )
}

/** Read as it is, written in a field that knows colleagues by their @. */
function Text({ text, isReadOnly, save }: { text: string; isReadOnly: boolean; save: (text: string) => void }) {
  const { t } = useWords()
  const [edited, setEdited] = useState<string | null>(null)
  if (edited === null)
    return (
      <div className={css.text}>
        {text && <div className={css.words}>{linked(text, t)}</div>}
        {!isReadOnly && (
          <Button variant="subtle" color="gray" size="compact-sm" fw={400} onClick={() => setEdited(text)}>
            {t(text ? 'tasks.editText' : 'tasks.addText')}
          </Button>
        )}
      </div>
    )
  const done = () => {
    setEdited(null)
    if (edited.trim() !== text) save(edited.trim())
  }
  return (
    <div className={css.text}>
      <NoteField
        autosize
        minRows={3}
        maxRows={16}
        autoFocus
        value={edited}
        change={setEdited}
        aria-label={t('task.text')}
      />
      <span className={css.edit}>
        <Button size="compact-sm" onClick={done}>
          {t('tasks.save')}
        </Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setEdited(null)}>
          {t('tasks.cancel')}
        </Button>
      </span>
    </div>
  )
}

/** A task keeps the sentence alone: “rule “Invoices””. */
function byRule(because: string | null, words: Words): string | null {
  const name = /^rule “(.*)”$/.exec(because ?? '')?.[1]
  return because === null || name === undefined ? because : reasonInWords([{ code: 'rule', name }], because, words)
}
