// A call, a meeting or a note, entered by hand: what it was, when, how long, and what was said.
import { Button, Checkbox, NativeSelect, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Activity, Subject } from '../../src/desk/timeline/timeline.api.ts'
import { calendarsQuery } from '../settings/calendars/queries.ts'
import { useWords } from '../words.ts'
import { instantOf } from '../zone.ts'
import { useActivities } from './queries.ts'
import css from './timeline.module.css'

const kinds = ['note', 'call', 'meeting'] as const
const outcomes = ['reached', 'missed', 'message'] as const
const directions = ['out', 'in'] as const

export function AddActivity({ subject, close }: { subject: Subject; close: () => void }) {
  const { t } = useWords()
  const { add } = useActivities()
  const [kind, setKind] = useState<Activity['kind']>('note')
  const [text, setText] = useState('')
  const [at, setAt] = useState('')
  const [minutes, setMinutes] = useState<number | ''>('')
  const [direction, setDirection] = useState<(typeof directions)[number]>('out')
  const [outcome, setOutcome] = useState<(typeof outcomes)[number]>('reached')
  const [isBusy, setBusy] = useState(false)
  const [inCalendar, setInCalendar] = useState(true)
  const isCall = kind === 'call'
  // Asked only where it is of use.
  const calendars = useQuery({ ...calendarsQuery, enabled: kind === 'meeting', refetchInterval: false })
  const target = kind === 'meeting' ? calendars.data?.find((one) => one.isTarget) : undefined
  async function send() {
    if (isBusy || (kind === 'note' && text.trim() === '')) return
    setBusy(true)
    const isThere = await add({
      kind,
      subjects: [subject],
      text,
      minutes: kind === 'note' || minutes === '' ? null : minutes,
      direction: isCall ? direction : null,
      outcome: isCall ? outcome : null,
      ...(target && inCalendar && { inCalendar }),
      ...(at && { at: instantOf(at).toISOString() }),
    })
    setBusy(false)
    if (isThere) close()
  }
  return (
    <form
      className={css.add}
      aria-label={t('timeline.add')}
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close()
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send()
      }}
    >
      <SegmentedControl
        size="xs"
        aria-label={t('timeline.kindOf')}
        value={kind}
        onChange={(value) => setKind(value as Activity['kind'])}
        data={kinds.map((value) => ({ value, label: t(`timeline.kind.${value}`) }))}
      />
      <Textarea
        autoFocus
        autosize
        minRows={2}
        maxRows={10}
        maxLength={20_000}
        aria-label={t('timeline.words')}
        placeholder={t('timeline.words')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={css.addRow}>
        <TextInput
          type="datetime-local"
          size="xs"
          aria-label={t('timeline.when')}
          title={t('timeline.when')}
          value={at}
          onChange={(event) => setAt(event.currentTarget.value)}
        />
        {kind !== 'note' && (
          <NumberInput
            size="xs"
            aria-label={t('timeline.length')}
            placeholder={t('timeline.length')}
            min={1}
            max={1440}
            value={minutes}
            onChange={(value) => setMinutes(typeof value === 'number' ? value : '')}
          />
        )}
        {isCall && (
          <>
            <NativeSelect
              size="xs"
              aria-label={t('timeline.direction')}
              value={direction}
              data={directions.map((value) => ({ value, label: t(`timeline.direction.${value}`) }))}
              onChange={(event) => setDirection(event.currentTarget.value as typeof direction)}
            />
            <NativeSelect
              size="xs"
              aria-label={t('timeline.outcome')}
              value={outcome}
              data={outcomes.map((value) => ({ value, label: t(`timeline.outcome.${value}`) }))}
              onChange={(event) => setOutcome(event.currentTarget.value as typeof outcome)}
            />
          </>
        )}
        {target && (
          <Checkbox
            size="xs"
            label={t('timeline.inCalendar', { name: target.name })}
            checked={inCalendar}
            onChange={(event) => setInCalendar(event.currentTarget.checked)}
          />
        )}
        <Button type="submit" size="compact-sm" loading={isBusy}>
          {t('timeline.save')}
        </Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={close}>
          {t('state.cancel')}
        </Button>
      </div>
    </form>
  )
}
