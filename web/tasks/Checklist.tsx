// The steps of a task: ticked off, renamed in place, put into order with Alt and the arrow keys or by their handle, taken out.
import { ActionIcon, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type KeyboardEvent } from 'react'
import {
  addTaskItem,
  changeTaskItem,
  deleteTaskItem,
  orderTaskItems,
  type Task,
  type TaskItem,
} from '../../src/desk/tasks/tasks.api.ts'
import { call } from '../call.ts'
import { Handle, lands } from '../settings/frame/Handle.tsx'
import { moved, useReorder } from '../settings/frame/reorder.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import css from './checklist.module.css'
import { patchTask } from './queries.ts'
import { Tick } from './Tick.tsx'

/** Whatever is done answers with the task; meanwhile it is shown as it will be. */
function useItems(task: Task) {
  const client = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: ({ ask }: { ask: () => Promise<Task>; shown?: TaskItem[] }) => ask(),
    onMutate: ({ shown }) => shown && patchTask(client, task.id, { checklist: shown }),
    onSuccess: (answer) => patchTask(client, task.id, answer),
    onError: (error) => {
      sayFailed(error)
      patchTask(client, task.id, { checklist: task.checklist })
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['task'] }),
  })
  return mutate
}

export function Checklist({ task, isReadOnly }: { task: Task; isReadOnly: boolean }) {
  const { t } = useWords()
  const send = useItems(task)
  const [fresh, setFresh] = useState('')
  const { id, checklist: items } = task
  const put = (ordered: TaskItem[]) =>
    send({ shown: ordered, ask: () => call(orderTaskItems, { id, ids: ordered.map((one) => one.id) }) })
  const order = useReorder(items.length, (from, to) => put(moved(items, from, to)))
  const withItem = (item: TaskItem, change: Partial<TaskItem>) =>
    items.map((one) => (one.id === item.id ? { ...one, ...change } : one))
  const add = (text: string, done = false, at?: number) =>
    send({ ask: () => call(addTaskItem, { id, text, done, ...(at !== undefined && { at }) }) })
  const remove = (item: TaskItem, at: number) => {
    send({ shown: items.filter((one) => one.id !== item.id), ask: () => call(deleteTaskItem, { id, itemId: item.id }) })
    sayDone(t('tasks.saidItemGone', { text: item.text }), () => add(item.text, item.doneAt !== null, at))
  }
  return (
    <section aria-label={t('tasks.checklist')}>
      <h3 className={css.heading}>{t('tasks.checklist')}</h3>
      <ol className={css.items} data-order>
        {items.map((item, at) => (
          <li key={item.id} className={css.item} data-lands={lands(order, at)}>
            {!isReadOnly && items.length > 1 && <Handle order={order} at={at} name={item.text} count={items.length} />}
            <Tick
              label={t('task.tick', { title: item.text })}
              isDone={item.doneAt !== null}
              isReadOnly={isReadOnly}
              turn={() => {
                const done = item.doneAt === null
                const shown = withItem(item, { doneAt: done ? new Date().toISOString() : null })
                send({ shown, ask: () => call(changeTaskItem, { id, itemId: item.id, done }) })
              }}
            />
            <input
              key={item.text}
              className={css.text}
              aria-label={t('tasks.item')}
              defaultValue={item.text}
              readOnly={isReadOnly}
              maxLength={300}
              data-done={item.doneAt !== null || undefined}
              onBlur={(event) => {
                const text = event.currentTarget.value.trim()
                if (!text) event.currentTarget.value = item.text
                else if (text !== item.text)
                  send({
                    shown: withItem(item, { text }),
                    ask: () => call(changeTaskItem, { id, itemId: item.id, text }),
                  })
              }}
              onKeyDown={leaveOnEnter}
            />
            {!isReadOnly && (
              <ActionIcon
                size={30}
                className={css.remove}
                aria-label={t('form.removeThis', { name: item.text })}
                onClick={() => remove(item, at)}
              >
                <IconX size={16} stroke={1.5} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ol>
      {!isReadOnly && (
        <TextInput
          size="sm"
          aria-label={t('tasks.addItem')}
          placeholder={t('tasks.addItem')}
          maxLength={300}
          value={fresh}
          onChange={(event) => setFresh(event.currentTarget.value)}
          onKeyDown={(event) => {
            const text = fresh.trim()
            if (event.key !== 'Enter' || !text) return
            setFresh('')
            add(text)
          }}
        />
      )}
    </section>
  )
}

export function leaveOnEnter(event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>): void {
  if (event.key === 'Enter') {
    event.preventDefault()
    event.currentTarget.blur()
  }
  if (event.key !== 'Escape') return
  event.currentTarget.value = event.currentTarget.defaultValue
  event.currentTarget.blur()
}
