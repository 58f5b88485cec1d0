// The views that were saved, below the ready-made ones: by folder, shared ones first, with what each holds as far as it is counted.
// They are put in order by dragging, or by Alt and the arrow keys.
import { IconFilter, IconLayoutColumns } from '@tabler/icons-react'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { SavedView } from '../../src/desk/views/views.api.ts'
import { useWords } from '../words.ts'
import { useViewChanges, useViewCounts, useViews } from './queries.ts'
import css from '../conversations/views.module.css'

/** What the address of a list says of a view. */
export const searchOf = ({ id, query, sort }: SavedView) => ({
  viewId: id,
  q: query || undefined,
  sort: sort === 'newest' ? undefined : sort,
})

export function SavedViews({ chosen }: { chosen: (() => void) | undefined }) {
  const { t } = useWords()
  const views = useViews()
  const countOf = useViewCounts(views)
  const { order } = useViewChanges()
  const { viewId } = useSearch({ strict: false }) as { viewId?: string }
  const [carried, setCarried] = useState<string | null>(null)
  if (views.length === 0) return null
  const folders = [...Map.groupBy(views, (view) => view.folder)].toSorted(([a], [b]) => a.localeCompare(b))
  /** Only among those of its kind that one may change, in its folder. */
  const move = (id: string, to: (at: number, peers: SavedView[]) => number) => {
    const view = views.find((one) => one.id === id)
    if (!view?.mayChange) return
    const peers = views.filter((one) => one.mayChange && one.isShared === view.isShared && one.folder === view.folder)
    const at = peers.indexOf(view)
    const place = Math.max(0, Math.min(peers.length - 1, to(at, peers)))
    if (place === at) return
    const ids = peers.map((one) => one.id).toSpliced(at, 1).toSpliced(place, 0, id) // prettier-ignore
    const others = views.filter((one) => !ids.includes(one.id)).map((one) => one.id)
    order.mutate([...ids, ...others])
  }
  return folders.map(([folder, inIt]) => (
    <section key={folder} aria-label={folder || t('views.saved')}>
      <h2 className={css.heading}>{folder || t('views.saved')}</h2>
      <ul className={css.list}>
        {inIt.map((view) => {
          const Drawn = view.board ? IconLayoutColumns : IconFilter
          const common = {
            className: css.view,
            'aria-current': viewId === view.id ? ('page' as const) : undefined,
            draggable: view.mayChange,
            ...(chosen ? { onClick: chosen } : {}),
          }
          const inside = (
            <>
              <Drawn size={18} stroke={1.5} aria-hidden />
              <span className={css.name}>{view.name}</span>
              <span className={css.count}>{countOf(view.id)}</span>
            </>
          )
          return (
            <li
              key={view.id}
              onDragStart={() => setCarried(view.id)}
              onDragEnd={() => setCarried(null)}
              onDragOver={(event) => carried && event.preventDefault()}
              onDrop={() => carried && move(carried, (_, peers) => peers.findIndex((one) => one.id === view.id))}
              onKeyDown={(event) => {
                const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
                if (!event.altKey || !step) return
                event.preventDefault()
                event.stopPropagation()
                move(view.id, (at) => at + step)
              }}
            >
              {view.board ? (
                <Link to="/boards/$id" params={{ id: view.id }} {...common}>
                  {inside}
                </Link>
              ) : (
                <Link to="/inbox/$view" params={{ view: 'all' }} search={searchOf(view)} {...common}>
                  {inside}
                </Link>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  ))
}
