// Conversations that are carried with the mouse: what can be dropped on lights up under the pointer, colleagues and tags come up beside the
// views, and letting go elsewhere does nothing. Every drop has its key too.
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Bulk } from '../../src/desk/bulk/bulk.api.ts'
import { useDeed } from '../bulk/deed.ts'
import { snoozeTimes } from '../conversations/snooze-times.ts'
import { useTriage } from '../conversations/triage.ts'
import { tagsQuery, useHere, useUsers } from '../session/session.ts'
import { Avatar } from '../shell/Avatar.tsx'
import { useWords } from '../words.ts'
import css from './carrying.module.css'
import type { Grip } from './CarryGround.tsx'

const LIFTS_AFTER_PX = 6
const SHOWN = 8

/** What dropping there asks for, by `data-drop`. */
function changeOf(target: string, userId: string, now: Date): Bulk | null {
  const [noun, name] = [target.slice(0, target.indexOf(':')), target.slice(target.indexOf(':') + 1)]
  if (noun === 'inbox') return { inboxId: name }
  if (noun === 'user') return { assigneeId: name }
  if (noun === 'tag') return { addTags: [name] }
  const tomorrow = snoozeTimes(now).find((one) => one.name === 'tomorrow')?.at
  const views: Record<string, Bulk | undefined> = {
    open: { status: 'open' },
    mine: { assigneeId: userId },
    unassigned: { assigneeId: null },
    unread: { seen: false },
    waiting: { status: 'waiting' },
    snoozed: tomorrow && { status: 'open', snoozedUntil: tomorrow.toISOString() },
    resolved: { status: 'resolved' },
    held: { held: 'junk' },
  }
  return views[name] ?? null
}

export function Carrying({ grip, ids }: { grip: Grip; ids: string[] }) {
  const { t } = useWords()
  const { user, may } = useHere()
  const mayChange = may('conversation.change')
  const { users } = useUsers()
  const { data: tags = [] } = useQuery(tagsQuery)
  const triage = useTriage()
  const deedOf = useDeed()
  const [place, setPlace] = useState<{ x: number; y: number } | null>(null)
  const drop = useRef<(target: string) => void>(() => undefined)
  useEffect(() => {
    drop.current = (target) => {
      const change = changeOf(target, user.id, new Date())
      if (change) triage.apply(ids, change, deedOf(change))
    }
  })
  useEffect(() => {
    if (!mayChange) return
    const ended = new AbortController()
    const listen = { signal: ended.signal }
    let over: HTMLElement | null = null
    let isLifted = false
    const light = (next: HTMLElement | null) => {
      if (next === over) return
      over?.removeAttribute('data-over')
      next?.setAttribute('data-over', '')
      over = next
    }
    const end = () => {
      light(null)
      document.documentElement.removeAttribute('data-carrying')
      ended.abort()
      setPlace(null)
    }
    document.addEventListener(
      'pointermove',
      ({ clientX: x, clientY: y }) => {
        isLifted ||= Math.hypot(x - grip.x, y - grip.y) > LIFTS_AFTER_PX
        if (!isLifted) return
        document.documentElement.setAttribute('data-carrying', '')
        light(document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-drop]') ?? null)
        setPlace({ x, y })
      },
      listen,
    )
    document.addEventListener('keydown', (event) => event.key === 'Escape' && end(), listen)
    document.addEventListener(
      'pointerup',
      () => {
        const target = over?.dataset['drop']
        const wasLifted = isLifted
        end()
        if (!wasLifted) return
        // The click that follows would open the row.
        const stop = (click: MouseEvent) => (click.preventDefault(), click.stopPropagation())
        document.addEventListener('click', stop, { capture: true, once: true })
        setTimeout(() => document.removeEventListener('click', stop, { capture: true }))
        if (target) drop.current(target)
      },
      { ...listen, capture: true },
    )
    return end
  }, [grip, mayChange])
  if (!place) return null
  const people = users.filter((one) => !one.isDisabled && one.id !== user.id).slice(0, SHOWN)
  return (
    <>
      <div className={css.targets} aria-hidden>
        {may('conversation.assign') && people.length > 0 && (
          <>
            <p className={css.heading}>{t('carry.people')}</p>
            {people.map((one) => (
              <div key={one.id} className={css.target} data-drop={`user:${one.id}`}>
                <Avatar name={one.name} size={20} /> {one.name}
              </div>
            ))}
          </>
        )}
        {tags.length > 0 && (
          <>
            <p className={css.heading}>{t('carry.tags')}</p>
            {tags.slice(0, SHOWN).map((tag) => (
              <div key={tag} className={css.target} data-drop={`tag:${tag}`}>
                {tag}
              </div>
            ))}
          </>
        )}
      </div>
      <div className={css.lifted} style={{ transform: `translate(${place.x}px, ${place.y}px)` }} aria-hidden>
        {t('carry.count', { count: ids.length })}
      </div>
    </>
  )
}
