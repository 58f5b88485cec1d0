// Pinned views as tabs above the list.
import { Link, useSearch } from '@tanstack/react-router'
import { useWords } from '../words.ts'
import { useViewCounts, useViews } from './queries.ts'
import { searchOf } from './SavedViews.tsx'
import css from './tabs.module.css'

export function Tabs() {
  const { t } = useWords()
  const views = useViews()
  const pinned = views.filter((view) => view.isPinned && !view.board)
  const countOf = useViewCounts(views)
  const { viewId } = useSearch({ strict: false }) as { viewId?: string }
  if (pinned.length === 0) return null
  return (
    <nav aria-label={t('views.tabs')} className={css.tabs}>
      {pinned.map((view) => (
        <Link
          key={view.id}
          to="/inbox/$view"
          params={{ view: 'all' }}
          search={searchOf(view)}
          className={css.tab}
          activeProps={{}}
          aria-current={viewId === view.id ? 'page' : undefined}
        >
          {view.name}
          {countOf(view.id) && <span className={css.count}>{countOf(view.id)}</span>}
        </Link>
      ))}
    </nav>
  )
}
