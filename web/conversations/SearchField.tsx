// What is looked for in the list: words, and terms such as `is:open team:billing`, which are offered while one types. The address
// carries it, so that it can be sent and gone back to.
import { CloseButton, Combobox, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState } from 'react'
import { parseQuery } from '../../src/desk/conversations/query.api.ts'
import { Refusal } from '../call.ts'
import { categoriesQuery, tagsQuery, teamsQuery, useHere, useInboxes, useUsers } from '../session/session.ts'
import { useStatuses } from '../fields/queries.ts'
import { useActions } from '../shell/actions.tsx'
import { useWords, type WordKey } from '../words.ts'
import { complete, type Completion, type Names } from './complete.ts'
import type { Filters } from './queries.ts'
import css from './search-box.module.css'

function useNames(): Names {
  const { may } = useHere()
  const { inboxes } = useInboxes()
  const { users } = useUsers()
  const { data: teams = [] } = useQuery({ ...teamsQuery, enabled: may('user.read') })
  const { data: categories = [] } = useQuery(categoriesQuery)
  const { data: tags = [] } = useQuery(tagsQuery)
  const { byId: statuses } = useStatuses()
  return useMemo(() => {
    const names = (all: { name: string }[]) => all.map((one) => one.name)
    const standing = users.filter((one) => !one.isDisabled)
    return {
      inbox: names(inboxes),
      user: names(standing),
      team: names(teams),
      category: names(categories),
      status: names([...statuses.values()].filter((one) => !one.isArchived)),
      tag: tags,
    }
  }, [inboxes, users, teams, categories, tags, statuses])
}

export interface SearchProps {
  filters: Filters
  /** What the server said about the query that the list shows. */
  refused: unknown
  /** Somebody is about to type. */
  isAsked: boolean
}

export function SearchField({ filters, refused, isAsked }: SearchProps) {
  const { t } = useWords()
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  const names = useNames()
  const [text, setText] = useState(filters.q ?? '')
  const [offered, setOffered] = useState<Completion | null>(null)
  /** Whoever still types a term has made no mistake yet. */
  const [isDone, setDone] = useState(true)
  const box = useCombobox()
  useEffect(() => {
    if (document.activeElement !== input.current) setText(filters.q ?? '')
  }, [filters.q])
  useEffect(() => {
    if (isAsked) input.current?.focus()
  }, [isAsked])
  const mistake = parseQuery(text).mistakes.find((one) => isDone || one.end < text.length)
  const show = (q: string) =>
    void navigate({
      to: '/inbox/$view',
      params: { view: filters.view ?? 'open' },
      search: (was) => ({ ...was, q: q || undefined }),
      replace: true,
    })
  const ask = (q: string) => {
    if (parseQuery(q).mistakes.length === 0) show(q)
  }
  const askSoon = useDebouncedCallback(ask, 200)
  const offer = (typed: string, caret: number) => {
    const found = complete(typed, caret, names)
    setOffered(found)
    box.resetSelectedOption()
    if (found) box.openDropdown()
    else box.closeDropdown()
  }
  const type = (typed: string, caret: number) => {
    setText(typed)
    setDone(false)
    askSoon(typed.trim())
    offer(typed, caret)
  }
  const choose = (insert: string) => {
    const field = input.current
    if (!field || !offered) return
    const caret = field.selectionStart ?? text.length
    const typed = text.slice(0, offered.from) + insert + text.slice(caret).trimStart()
    type(typed, offered.from + insert.length)
    const place = offered.from + insert.length
    requestAnimationFrame(() => field.setSelectionRange(place, place))
  }
  const clear = () => {
    setText('')
    box.closeDropdown()
    show('')
  }
  const find = () => {
    input.current?.focus()
    input.current?.select()
  }
  useActions([{ id: 'action.search', run: find }])
  const said = mistake ? saidOf(mistake.code, mistake) : saidByServer(refused)
  function saidOf(code: string, values: { near?: unknown }) {
    const sentence = t(`problem.${code}` as WordKey, values as Record<string, unknown>)
    return values.near ? `${sentence} ${t('query.near', values as Record<string, unknown>)}` : sentence
  }
  function saidByServer(error: unknown) {
    return error instanceof Refusal && error.code.startsWith('query-') ? saidOf(error.code, error.detail) : null
  }
  return (
    <div className={css.box} role="search">
      <Combobox
        store={box}
        onOptionSubmit={choose}
        position="bottom-start"
        width="target"
        transitionProps={{ duration: 80 }}
      >
        <Combobox.Target>
          <TextInput
            ref={input}
            value={text}
            aria-label={t('list.search')}
            placeholder={t('list.search')}
            spellCheck={false}
            autoCapitalize="none"
            aria-invalid={said ? true : undefined}
            aria-describedby={said ? 'search-said' : undefined}
            leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
            rightSection={
              text ? (
                <CloseButton size="sm" aria-label={t('list.clearSearch')} onClick={clear} />
              ) : (
                <kbd className={css.key}>/</kbd>
              )
            }
            onChange={(event) => type(event.currentTarget.value, event.currentTarget.selectionStart ?? 0)}
            onClick={(event) => offer(text, event.currentTarget.selectionStart ?? 0)}
            onBlur={() => {
              setDone(true)
              box.closeDropdown()
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && box.getSelectedOptionIndex() < 0) {
                setDone(true)
                box.closeDropdown()
                ask(text.trim())
              }
              if (event.key !== 'Escape') return
              if (box.dropdownOpened) return box.closeDropdown()
              if (text) clear()
              event.currentTarget.blur()
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={!offered}>
          <Combobox.Options aria-label={t('query.offered')} mah={320} style={{ overflowY: 'auto' }}>
            {offered?.options.map(({ insert, label }) => (
              <Combobox.Option key={insert} value={insert} className={css.option}>
                <span className={css.word}>{offered.key === null ? `${label}:` : label}</span>
                {offered.key === null && <span className={css.hint}>{t(`query.key.${label}` as WordKey)}</span>}
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {said && (
        <p id="search-said" role="status" className={css.said}>
          {said}
        </p>
      )}
    </div>
  )
}
