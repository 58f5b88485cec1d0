// Full-text search in what the list shows. The address carries it, so that it can be sent and gone back to.
import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useActions } from '../shell/actions.tsx'
import { useWords } from '../words.ts'
import type { Filters } from './queries.ts'
import css from './search-box.module.css'

export function SearchBox({ filters }: { filters: Filters }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(filters.q ?? '')
  useEffect(() => {
    if (document.activeElement !== input.current) setText(filters.q ?? '')
  }, [filters.q])
  const ask = (q: string) =>
    void navigate({
      to: '/inbox/$view',
      params: { view: filters.view ?? 'open' },
      search: (was) => ({ ...was, q: q || undefined }),
      replace: true,
    })
  const askSoon = useDebouncedCallback(ask, 200)
  const clear = () => {
    setText('')
    ask('')
  }
  const find = () => {
    input.current?.focus()
    input.current?.select()
  }
  useActions([{ id: 'action.search', keys: ['/'], run: find }])
  return (
    <div className={css.box} role="search">
      <TextInput
        ref={input}
        value={text}
        aria-label={t('list.search')}
        placeholder={t('list.search')}
        leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
        rightSection={
          text ? (
            <CloseButton size="sm" aria-label={t('list.clearSearch')} onClick={clear} />
          ) : (
            <kbd className={css.key}>/</kbd>
          )
        }
        onChange={(event) => {
          setText(event.currentTarget.value)
          askSoon(event.currentTarget.value.trim())
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') ask(text.trim())
          if (event.key !== 'Escape') return
          if (text) clear()
          event.currentTarget.blur()
        }}
      />
    </div>
  )
}
