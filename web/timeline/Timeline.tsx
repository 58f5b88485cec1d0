// What happened with a contact, a company or a deal: newest first, by day, filtered and searched in place.
import { TextInput, UnstyledButton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { EntryKind, Subject, TimelineEntry } from '../../src/desk/timeline/timeline.api.ts'
import { useHere } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { useWords, type WordKey } from '../words.ts'
import { AddActivity } from './AddActivity.tsx'
import { Entry } from './Entry.tsx'
import { timelineQuery, useTimelineWords } from './queries.ts'
import css from './timeline.module.css'

const filters: { label: WordKey; kinds: EntryKind[] }[] = [
  { label: 'timeline.all', kinds: [] },
  { label: 'timeline.mail', kinds: ['message'] },
  { label: 'timeline.byHand', kinds: ['note', 'call', 'meeting'] },
  { label: 'timeline.tasks', kinds: ['task'] },
  { label: 'timeline.deals', kinds: ['deal', 'stage', 'campaign', 'visit'] },
  { label: 'timeline.changes', kinds: ['merge', 'change'] },
]

interface TimelineProps {
  subject: Subject
  /** It stands with other things: it does not scroll by itself, and has the keys of walking only while one is in it. */
  isBeside?: boolean
  /** One has come for it: its first entry is focused as soon as it is there. */
  isEntered?: boolean
}

export function Timeline(props: TimelineProps) {
  return useTimelineWords() ? <Stream {...props} /> : <Waiting rows={4} height={56} />
}

function Stream({ subject, isBeside = false, isEntered = false }: TimelineProps) {
  const { t } = useWords()
  const { may } = useHere()
  const [filter, setFilter] = useState(0)
  const [text, setText] = useState('')
  const [q] = useDebouncedValue(text.trim(), 250)
  const [isAdding, setAdding] = useState(false)
  const search = useRef<HTMLInputElement>(null)
  const rows = useRef<HTMLDivElement>(null)
  const kinds = filters[filter]?.kinds ?? []
  const list = useInfiniteQuery(timelineQuery(subject, kinds, q))
  const entries = list.data?.pages.flatMap((page) => page.entries) ?? []
  const mayWrite = may('contact.write')
  const [isWithin, setWithin] = useState(false)
  const isHeard = !isBeside || isWithin
  const shown = () => [...(rows.current?.querySelectorAll<HTMLElement>('[data-entry]') ?? [])]
  const step = (by: number) => {
    const all = shown()
    const at = all.findIndex((one) => one === document.activeElement?.closest('[data-entry]'))
    all[Math.min(Math.max(at + by, 0), all.length - 1)]?.focus()
  }
  const isAwaited = useRef(isEntered)
  useEffect(() => {
    if (!isAwaited.current || entries.length === 0) return
    isAwaited.current = false
    rows.current?.querySelector<HTMLElement>('[data-entry]')?.focus()
  }, [entries.length])
  useActions([
    ...(isHeard
      ? [
          { id: 'timeline.next' as const, run: () => step(1) },
          { id: 'timeline.previous' as const, run: () => step(-1) },
          { id: 'timeline.search' as const, run: () => search.current?.focus() },
        ]
      : []),
    ...(isBeside ? [{ id: 'timeline.enter' as const, run: () => shown()[0]?.focus() }] : []),
    ...(mayWrite ? [{ id: 'timeline.add' as const, run: () => setAdding(true) }] : []),
    {
      id: 'timeline.filters',
      run: (key) => key && filters[Number(key) - 1] && setFilter(Number(key) - 1),
      choices: () => filters.map(({ label }, at) => ({ label: t(label), run: () => setFilter(at) })),
    },
  ])
  return (
    <section
      className={css.timeline}
      data-beside={isBeside || undefined}
      aria-label={t('timeline.title')}
      onFocus={() => setWithin(true)}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setWithin(false)}
    >
      <div className={css.bar}>
        <div className={css.filters} role="group" aria-label={t('timeline.filters')}>
          {filters.map(({ label }, at) => (
            <UnstyledButton
              key={label}
              className={css.filter}
              aria-pressed={filter === at}
              title={`${t(label)} (${at + 1})`}
              onClick={() => setFilter(at)}
            >
              {t(label)}
            </UnstyledButton>
          ))}
        </div>
        <TextInput
          ref={search}
          className={css.search}
          aria-label={t('timeline.search')}
          placeholder={t('timeline.search')}
          value={text}
          leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            setText('')
            event.currentTarget.blur()
          }}
        />
        {mayWrite && (
          <UnstyledButton className={css.plus} onClick={() => setAdding(true)} title={`${t('timeline.add')} (n)`}>
            <IconPlus size={16} stroke={1.5} aria-hidden /> {t('timeline.add')}
          </UnstyledButton>
        )}
      </div>
      {isAdding && <AddActivity subject={subject} close={() => setAdding(false)} />}
      <div ref={rows} className={css.rows}>
        {list.isPending ? (
          <Waiting rows={4} height={56} />
        ) : list.isError ? (
          <Failed error={list.error} again={() => void list.refetch()} />
        ) : entries.length === 0 && !list.hasNextPage ? (
          <Empty title={t(q || filter > 0 ? 'timeline.noneFound' : 'timeline.none')} />
        ) : (
          <Days entries={entries} subject={subject} />
        )}
        {list.hasNextPage && (
          <UnstyledButton
            className={css.more}
            disabled={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('timeline.more')}
          </UnstyledButton>
        )}
      </div>
    </section>
  )
}

function Days({ entries, subject }: { entries: TimelineEntry[]; subject: Subject }) {
  const { language } = useWords()
  const days = Map.groupBy(entries, (one) => new Date(one.at).toDateString())
  return [...days].map(([day, those]) => (
    <section key={day} aria-label={dayOf(those[0]?.at ?? '', language)}>
      <h3 className={css.day}>{dayOf(those[0]?.at ?? '', language)}</h3>
      <ul className={css.entries}>
        {those.map((entry) => (
          <Entry key={entry.key} entry={entry} subject={subject} />
        ))}
      </ul>
    </section>
  ))
}

const dayOf = (at: string, language: string): string =>
  at ? new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(at)) : '' // prettier-ignore
