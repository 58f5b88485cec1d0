// Lists of what is never logged: one a line.
import { Textarea } from '@mantine/core'
import { useState } from 'react'
import type { NeverLog } from '../../../src/desk/capture/capture.api.ts'
import { useWords } from '../../words.ts'
import css from './logging.module.css'

const lists = ['addresses', 'domains', 'words', 'tags'] as const

export function NeverFields({
  never,
  change,
  hasTags = false,
  isReadOnly,
}: {
  never: NeverLog
  change: (never: NeverLog) => void
  hasTags?: boolean
  isReadOnly: boolean
}) {
  const { t } = useWords()
  return (
    <div className={css.never}>
      {lists.map(
        (key) =>
          (hasTags || key !== 'tags') && (
            <Lines
              key={key}
              label={t(`logging.never.${key}`)}
              lines={never[key]}
              isReadOnly={isReadOnly}
              change={(lines) => change({ ...never, [key]: lines })}
            />
          ),
      )}
    </div>
  )
}

function Lines({
  label,
  lines,
  change,
  isReadOnly,
}: {
  label: string
  lines: string[]
  change: (lines: string[]) => void
  isReadOnly: boolean
}) {
  const [text, setText] = useState(lines.join('\n'))
  return (
    <Textarea
      label={label}
      autosize
      minRows={2}
      maxRows={12}
      value={text}
      readOnly={isReadOnly}
      onChange={(event) => {
        const next = event.currentTarget.value
        setText(next)
        change(next.split('\n').map((one) => one.trim()).filter((one) => one !== '')) // prettier-ignore
      }}
    />
  )
}
