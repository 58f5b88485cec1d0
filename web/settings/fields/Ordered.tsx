// A short list in an order of its own: dragged by its handles or moved with the arrow keys, and put back with undo.
import { useState, type ReactNode } from 'react'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { To } from '../frame/go.tsx'
import { Handle, lands } from '../frame/Handle.tsx'
import { moved, useReorder } from '../frame/reorder.ts'
import css from '../rules/rules.module.css'

export interface OrderedItem {
  id: string
  name: string
  start?: ReactNode
  about: string
  /** Where it is changed. */
  page: string
}

export function Ordered({
  items,
  label,
  isReadOnly,
  put,
}: {
  items: OrderedItem[]
  label: string
  isReadOnly: boolean
  put: (ids: string[]) => void
}) {
  const { t } = useWords()
  const [said, setSaid] = useState('')
  const order = useReorder(items.length, (from, to) => {
    const before = items.map((one) => one.id)
    put(moved(before, from, to))
    setSaid(t('form.moved', { name: items[from]?.name ?? '', place: to + 1, count: items.length }))
    sayDone(t('rule.orderChanged'), () => put(before))
  })
  return (
    <div>
      <ol className={css.rules} aria-label={label} data-order>
        {items.map((item, at) => (
          <li key={item.id} className={css.rule} data-lands={lands(order, at)}>
            {!isReadOnly && items.length > 1 && <Handle order={order} at={at} name={item.name} count={items.length} />}
            {item.start}
            {isReadOnly ? (
              <span className={css.words}>
                <Words item={item} />
              </span>
            ) : (
              <To page={item.page} className={css.words}>
                <Words item={item} />
              </To>
            )}
          </li>
        ))}
      </ol>
      <p role="status" className="visually-hidden">
        {said}
      </p>
    </div>
  )
}

function Words({ item }: { item: OrderedItem }) {
  return (
    <>
      <span className={css.name}>{item.name}</span>
      <span className={css.told}>{item.about}</span>
    </>
  )
}
