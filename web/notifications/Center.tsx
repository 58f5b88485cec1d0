// What one was told, newest first, grouped by conversation. Arrow keys or j and k move, Enter opens, e marks as read or unread.
import { ActionIcon, Button, Drawer } from '@mantine/core'
import { IconCheck, IconCircleDot } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import type { Notification } from '../../src/desk/notifications/notifications.api.ts'
import { useUsers } from '../session/session.ts'
import { useNow } from '../shell/now.ts'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { Tip } from '../shell/Tip.tsx'
import { exactly, shortAgo } from '../when.ts'
import { reasonInWords, useReasons } from '../reasons.ts'
import { useWords } from '../words.ts'
import css from './center.module.css'
import { grouped, type Group } from './grouped.ts'
import { toldQuery, useMark } from './queries.ts'
import { addressOf, sentenceOf } from './sentence.ts'

export function Center({ close }: { close: () => void }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const told = useInfiniteQuery(toldQuery)
  const { mutate: mark } = useMark()
  const all = told.data?.pages.flatMap((page) => page.notifications) ?? []
  const groups = grouped(all)
  const list = useRef<HTMLDivElement>(null)
  // Once there are lines the keys are theirs.
  useEffect(() => {
    if (told.isSuccess) list.current?.querySelector<HTMLElement>('[data-told]')?.focus()
  }, [told.isSuccess])
  const hasUnread = all.some((one) => !one.isRead)
  const markAll = () => hasUnread && mark({ read: true })
  return (
    <Drawer
      opened
      onClose={close}
      position="left"
      size="min(440px, 100vw)"
      padding={0}
      title={t('rail.notifications')}
      closeButtonProps={{ 'aria-label': t('state.close') }}
      onKeyDown={(event) => onKey(event, all, mark, markAll)}
      classNames={{ header: css.head ?? '', title: css.title ?? '' }}
    >
      <div ref={list}>
        <div className={css.tools}>
          <Tip label={t('notification.readAll')} keys="Shift+e">
            <Button variant="subtle" size="compact-sm" disabled={!hasUnread} onClick={markAll}>
              {t('notification.readAll')}
            </Button>
          </Tip>
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            onClick={() => {
              close()
              void navigate({ to: '/settings/$', params: { _splat: 'profile' } })
            }}
          >
            {t('rail.settings')}
          </Button>
        </div>
        {told.isPending ? (
          <Waiting rows={5} />
        ) : told.isError ? (
          <Failed error={told.error} again={() => void told.refetch()} />
        ) : groups.length === 0 && !told.hasNextPage ? (
          <Empty title={t('notification.none')}>
            <p>{t('notification.noneHint')}</p>
          </Empty>
        ) : (
          <ul className={css.groups}>
            {groups.map((group) => (
              <GroupView key={group.key} group={group} close={close} />
            ))}
          </ul>
        )}
        {told.hasNextPage && (
          <Button
            variant="subtle"
            color="gray"
            className={css.more ?? ''}
            loading={told.isFetchingNextPage}
            onClick={() => void told.fetchNextPage()}
          >
            {t('notification.older')}
          </Button>
        )}
      </div>
    </Drawer>
  )
}

function GroupView({ group: { conversation, lines }, close }: { group: Group; close: () => void }) {
  const { t } = useWords()
  const { mutate: mark } = useMark()
  const unread = lines.filter((one) => !one.isRead).map((one) => one.id)
  const open = () => {
    if (unread.length > 0) mark({ read: true, ids: unread })
    close()
  }
  return (
    <li className={css.group} data-unread={unread.length > 0 || undefined}>
      {conversation && (
        <p className={css.about}>
          <span className={css.subject}>{conversation.subject || t('conversation.noSubject')}</span>{' '}
          <span className={css.number}>{t('conversation.number', { number: conversation.number })}</span>
          {conversation.from && <span className={css.from}>{conversation.from}</span>}
        </p>
      )}
      <ul className={css.lines}>
        {lines.map((one) => (
          <Line key={one.id} one={one} open={open} />
        ))}
      </ul>
    </li>
  )
}

function Line({ one, open }: { one: Notification; open: () => void }) {
  const words = useReasons()
  const { t, language } = words
  const { byId } = useUsers()
  const now = useNow()
  const { mutate: mark } = useMark()
  const text = sentenceOf(one, words, byId)
  const said =
    one.times > 1 && one.conversations <= 1 && one.tasks <= 1
      ? t('notification.times', { text, count: one.times })
      : text
  const turn = t(one.isRead ? 'notification.markUnread' : 'notification.markRead')
  const content = (
    <>
      {!one.isRead && <span className={css.dot} role="img" aria-label={t('notification.unread')} />}
      <span className={css.said}>
        {said}
        {one.because && <span className={css.because}>{reasonInWords(one.reason, one.because, words)}</span>}
      </span>
      <time className={css.time} dateTime={one.at} title={exactly(one.at, language)}>
        {shortAgo(one.at, now, language)}
      </time>
    </>
  )
  return (
    <li className={css.line}>
      {one.conversations + one.tasks === 0 && !['audit', 'goal'].includes(one.what) ? (
        <span className={css.link} tabIndex={0} data-told={one.id}>
          {content}
        </span>
      ) : (
        <Link to={addressOf(one) as '/'} className={css.link} data-told={one.id} activeProps={{}} onClick={open}>
          {content}
        </Link>
      )}
      <Tip label={turn} keys="e" side="left">
        <ActionIcon
          size={28}
          tabIndex={-1}
          aria-label={turn}
          onClick={() => mark({ read: !one.isRead, ids: [one.id] })}
        >
          {one.isRead ? (
            <IconCircleDot size={16} stroke={1.5} aria-hidden />
          ) : (
            <IconCheck size={16} stroke={1.5} aria-hidden />
          )}
        </ActionIcon>
      </Tip>
    </li>
  )
}

const moves: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }

function onKey(
  event: KeyboardEvent<HTMLElement>,
  all: readonly Notification[],
  mark: (asked: { read: boolean; ids?: string[] }) => void,
  markAll: () => void,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-told]')]
  const at = links.findIndex((link) => link === document.activeElement)
  const move = event.shiftKey ? undefined : moves[event.key]
  if (move !== undefined) {
    event.preventDefault()
    links[Math.max(0, Math.min(links.length - 1, at + move))]?.focus()
  } else if (event.key === 'E' && event.shiftKey) {
    event.preventDefault()
    markAll()
  } else if (event.key === 'e') {
    const one = all.find(({ id }) => id === links[at]?.dataset['told'])
    if (!one) return
    event.preventDefault()
    mark({ read: !one.isRead, ids: [one.id] })
  }
}
