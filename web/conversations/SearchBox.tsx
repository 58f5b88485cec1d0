// Where one searches, before anybody does: it looks like the field (SearchField.tsx), which is fetched once the list stands, or is asked for.
import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useActions } from '../shell/actions.tsx'
import { holdKeys } from '../shell/held-keys.ts'
import { useWords } from '../words.ts'
import type { SearchProps } from './SearchField.tsx'
import css from './search-box.module.css'

const SearchField = lazy(() => import('./SearchField.tsx').then((part) => ({ default: part.SearchField })))

const FETCH_AFTER_MS = 1_500

export function SearchBox(props: Omit<SearchProps, 'isAsked'>) {
  // What is looked for already may hold a mistake, which the field tells.
  const [isWanted, setWanted] = useState(Boolean(props.filters.q))
  const [isAsked, setAsked] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setWanted(true), FETCH_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  const ask = () => {
    holdKeys()
    setAsked(true)
  }
  return isWanted || isAsked ? (
    <Suspense fallback={<Stand ask={ask} />}>
      <SearchField {...props} isAsked={isAsked} />
    </Suspense>
  ) : (
    <Stand ask={ask} />
  )
}

function Stand({ ask }: { ask: () => void }) {
  const { t } = useWords()
  useActions([{ id: 'action.search', run: ask }])
  return (
    <div className={css.box} role="search">
      <TextInput
        readOnly
        aria-label={t('list.search')}
        placeholder={t('list.search')}
        leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
        rightSection={<kbd className={css.key}>/</kbd>}
        onFocus={ask}
      />
    </div>
  )
}
