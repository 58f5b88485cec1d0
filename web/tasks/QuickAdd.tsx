// One line for a new task. A day or time at its end is taken for when it is due, and shown before it is added; a click takes it back.
import { TextInput, UnstyledButton } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type Ref } from 'react'
import { addTask, type Task } from '../../src/desk/tasks/tasks.api.ts'
import type { AskedOf } from '../../src/kit/route.ts'
import { call } from '../call.ts'
import { useNow } from '../shell/now.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import { dueInWords } from './due-words.ts'
import { useTaskChanges } from './queries.ts'
import { readQuick } from './quick.ts'
import css from './quick-add.module.css'

export function QuickAdd({
  about = {},
  field,
  autoFocus = false,
  added,
  close,
}: {
  /** What it is about, and whose it is to be. */
  about?: Partial<
    Pick<AskedOf<typeof addTask>, 'conversationId' | 'contactId' | 'companyId' | 'dealId' | 'ownerId' | 'teamId'>
  >
  field?: Ref<HTMLInputElement>
  autoFocus?: boolean
  added?: (task: Task) => void
  close?: () => void
}) {
  const words = useWords()
  const { t, language } = words
  const client = useQueryClient()
  const now = useNow()
  const change = useTaskChanges()
  const [line, setLine] = useState('')
  /** What was taken for a time and is none. */
  const [refused, setRefused] = useState<string | null>(null)
  const read = readQuick(line, language, now)
  const isTaken = read.due !== null && read.said !== refused
  const add = useMutation({
    mutationFn: (asked: AskedOf<typeof addTask>) => call(addTask, asked),
    onSuccess: (task) => {
      sayDone(t('task.saidAdded', { title: task.title }), () => change([{ id: task.id, deleted: true }]))
      added?.(task)
    },
    onError: (error, { title }) => {
      sayFailed(error)
      setLine((was) => was || title) // nothing that was typed is lost
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['task'] }),
  })
  function send() {
    const title = isTaken ? read.title : line.trim()
    if (!title) return
    setLine('')
    setRefused(null)
    add.mutate({ ...about, title, due: isTaken ? read.due : null })
  }
  return (
    <div className={css.quick}>
      <TextInput
        ref={field}
        className={css.field}
        aria-label={t('task.add')}
        placeholder={t('task.addHint')}
        maxLength={300}
        autoFocus={autoFocus}
        leftSection={<IconPlus size={16} stroke={1.5} aria-hidden />}
        value={line}
        onChange={(event) => setLine(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') send()
          if (event.key !== 'Escape') return
          event.stopPropagation()
          event.currentTarget.blur()
          setLine('')
          close?.()
        }}
      />
      {isTaken && read.due && (
        <UnstyledButton
          className={css.due}
          onClick={() => setRefused(read.said)}
          aria-label={t('task.noDue', { said: read.said })}
        >
          {dueInWords(read.due, now, words)}
          <IconX size={12} stroke={2} aria-hidden />
        </UnstyledButton>
      )}
      <span role="status" className="visually-hidden">
        {isTaken && read.due ? t('task.understood', { when: dueInWords(read.due, now, words) }) : ''}
      </span>
    </div>
  )
}
