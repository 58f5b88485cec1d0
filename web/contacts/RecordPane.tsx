// One record beside the list, a contact or a company: whose face it has, and beneath it either what is known of it or what happened with it.
import { ActionIcon, SegmentedControl } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { useActions } from '../shell/actions.tsx'
import { Failed, Waiting } from '../shell/states.tsx'
import { Timeline } from '../timeline/Timeline.tsx'
import { useWords } from '../words.ts'
import type { CustomersSearch } from './search.ts'
import css from './records.module.css'

interface RecordPaneProps<R> {
  noun: 'contact' | 'company'
  label: string
  record: UseQueryResult<R>
  close: () => void
  face: (record: R) => ReactNode
  known: (record: R) => ReactNode
}

export function RecordPane<R extends { id: string }>({ noun, label, record, close, face, known }: RecordPaneProps<R>) {
  const { t } = useWords()
  const { part = 'known' } = useSearch({ from: '/desk/customers' })
  const navigate = useNavigate()
  const [isEntered, setEntered] = useState(false)
  const show = (next: 'known' | 'timeline') =>
    void navigate({
      to: '/customers',
      search: (was) => ({ ...(was as CustomersSearch), part: next === 'known' ? undefined : next }),
      replace: true,
    })
  const enter = () => {
    setEntered(true)
    show('timeline')
  }
  useActions(part === 'known' ? [{ id: 'timeline.enter', run: enter }] : [])
  return (
    <aside className={css.pane} aria-label={label}>
      <ActionIcon className={css.close} size={36} onClick={close} aria-label={t('state.close')}>
        <IconX size={18} stroke={1.5} aria-hidden />
      </ActionIcon>
      {record.isPending ? (
        <Waiting rows={5} height={48} />
      ) : record.isError ? (
        <Failed error={record.error} again={() => void record.refetch()} />
      ) : (
        <>
          {face(record.data)}
          <SegmentedControl
            className={css.sides}
            size="xs"
            fullWidth
            aria-label={t('records.sides')}
            value={part}
            onChange={(value) => show(value === 'timeline' ? value : 'known')}
            data={[
              { value: 'known', label: t('records.known') },
              { value: 'timeline', label: t('records.timeline') },
            ]}
          />
          {part === 'timeline' ? (
            <Timeline subject={{ noun, id: record.data.id }} isBeside isEntered={isEntered} />
          ) : (
            known(record.data)
          )}
        </>
      )}
    </aside>
  )
}
