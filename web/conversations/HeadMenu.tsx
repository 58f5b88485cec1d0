// What one seldom does to a conversation: another inbox, one with another, apart again, unread, away.
import { ActionIcon, Menu } from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowMerge,
  IconArrowsSplit2,
  IconDots,
  IconFolderSymlink,
  IconLink,
  IconLock,
  IconMail,
  IconMailOpened,
  IconPrinter,
  IconTrash,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { useHere, useInboxes } from '../session/session.ts'
import { useActions, type Action } from '../shell/actions.tsx'
import { Asked } from '../shell/Asked.tsx'
import { holdKeys } from '../shell/held-keys.ts'
import { useWords } from '../words.ts'
import { useJoining, useMergedSubjects } from './joining.ts'
import { useTriage } from './triage.ts'

const Privacy = lazy(() => import('./Privacy.tsx').then((part) => ({ default: part.Privacy })))
const GiveBack = lazy(() => import('./GiveBack.tsx').then((part) => ({ default: part.GiveBack })))
const LinkTo = lazy(() => import('./LinkTo.tsx').then((part) => ({ default: part.LinkTo })))
const Merge = lazy(() => import('./Merge.tsx').then((part) => ({ default: part.Merge })))

const sign = { size: 18, stroke: 1.5, 'aria-hidden': true }

export function HeadMenu({ conversation, remove }: { conversation: Conversation; remove: (() => void) | null }) {
  const { t } = useWords()
  const { may, user } = useHere()
  const triage = useTriage()
  const navigate = useNavigate()
  const { separate, reunite } = useJoining()
  const { inboxes } = useInboxes()
  const [opened, setOpened] = useState<'all' | 'inboxes' | null>(null)
  const [isMerging, setMerging] = useState(false)
  const [isLinking, setLinking] = useState(false)
  const [isKeeping, setKeeping] = useState(false)
  const [isGivingBack, setGivingBack] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const { id, mergedIds, splitFromId, inboxId, isPrivate, keptTo } = conversation
  const others = inboxes.filter((inbox) => inbox.id !== inboxId)
  const mayChange = may('conversation.change')
  const isLookingIn = keptTo.some((one) => one.userId === user.id && one.until !== null)
  const mayKeep = may('conversation.restrict') && !isLookingIn
  const mayMerge = mayChange && !isPrivate
  const mayMove = mayChange && !isLookingIn && others.length > 0
  const isMine = conversation.assigneeId === user.id && may('conversation.assign')
  const subjects = useMergedSubjects(conversation)

  const merge = () => {
    holdKeys()
    setMerging(true)
  }
  const link = () => {
    holdKeys()
    setLinking(true)
  }
  const giveBack = () => {
    holdKeys()
    setGivingBack(true)
  }
  const moveTo = (to: string, name: string) => triage.change([id], { inboxId: to }, 'done.moved', { name })
  const actions: Action[] = []
  if (isMine) actions.push({ id: 'action.giveBack', run: giveBack })
  if (mayMove)
    actions.push({
      id: 'action.move',
      run: () => setOpened('inboxes'),
      choices: () => others.map(({ id: to, name }) => ({ label: name, run: () => moveTo(to, name) })),
    })
  if (mayKeep) actions.push({ id: 'action.privacy', run: () => setKeeping(true) })
  if (mayMerge) actions.push({ id: 'action.merge', run: merge })
  if (mayChange) actions.push({ id: 'action.link', run: link })
  const [lastMerged] = mergedIds.toReversed()
  if (mayChange && lastMerged) actions.push({ id: 'action.unmerge', run: () => separate(lastMerged, id) })
  if (mayChange && splitFromId) actions.push({ id: 'action.unsplit', run: () => reunite(id) })
  useActions(actions)
  // The items change under the focus: it goes to the first of the new ones.
  useEffect(() => {
    if (opened !== 'inboxes') return
    const timer = setTimeout(() => list.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus(), 20)
    return () => clearTimeout(timer)
  }, [opened])

  return (
    <>
      <Asked
        opens="menu"
        isOpen={opened !== null}
        ask={() => setOpened('all')}
        control={(asking) => (
          <ActionIcon size={36} aria-label={t('conversation.more')} {...asking}>
            <IconDots size={18} stroke={1.5} aria-hidden />
          </ActionIcon>
        )}
      >
        {(control, isOpen) => (
          <Menu
            position="bottom-end"
            width={260}
            withInitialFocusPlaceholder={false}
            opened={isOpen}
            onChange={(isWanted) => setOpened(isWanted ? 'all' : null)}
          >
            <Menu.Target>{control}</Menu.Target>
            <Menu.Dropdown ref={list}>
              {opened === 'inboxes' ? (
                <>
                  <Menu.Label aria-hidden>{t('move.title')}</Menu.Label>
                  {others.map(({ id: to, name }) => (
                    <Menu.Item key={to} leftSection={<IconMailOpened {...sign} />} onClick={() => moveTo(to, name)}>
                      {name}
                    </Menu.Item>
                  ))}
                </>
              ) : (
                <>
                  <Menu.Item leftSection={<IconMail {...sign} />} onClick={() => triage.unread([id])}>
                    {t('action.unread')}
                  </Menu.Item>
                  {isMine && (
                    <Menu.Item leftSection={<IconArrowBackUp {...sign} />} onClick={giveBack}>
                      {t('action.giveBack')}
                    </Menu.Item>
                  )}
                  {mayMove && (
                    <Menu.Item
                      leftSection={<IconFolderSymlink {...sign} />}
                      closeMenuOnClick={false}
                      onClick={() => setOpened('inboxes')}
                    >
                      {t('action.move')}
                    </Menu.Item>
                  )}
                  {mayMerge && (
                    <Menu.Item leftSection={<IconArrowMerge {...sign} />} onClick={merge}>
                      {t('action.merge')}
                    </Menu.Item>
                  )}
                  {mayChange && (
                    <Menu.Item leftSection={<IconLink {...sign} />} onClick={link}>
                      {t('action.link')}
                    </Menu.Item>
                  )}
                  {mayChange &&
                    mergedIds.map((one) => (
                      <Menu.Item
                        key={one}
                        leftSection={<IconArrowsSplit2 {...sign} />}
                        onClick={() => separate(one, id)}
                      >
                        {subjects.has(one) ? t('merge.separate', { subject: subjects.get(one) }) : t('action.unmerge')}
                      </Menu.Item>
                    ))}
                  {mayChange && splitFromId && (
                    <Menu.Item leftSection={<IconArrowMerge {...sign} />} onClick={() => reunite(id)}>
                      {t('action.unsplit')}
                    </Menu.Item>
                  )}
                  {mayKeep && (
                    <Menu.Item leftSection={<IconLock {...sign} />} onClick={() => setKeeping(true)}>
                      {t('action.privacy')}
                    </Menu.Item>
                  )}
                  <Menu.Item
                    leftSection={<IconPrinter {...sign} />}
                    onClick={() => void navigate({ to: '/print/$id', params: { id } })}
                  >
                    {t('action.print')}
                  </Menu.Item>
                  {remove && (
                    <Menu.Item leftSection={<IconTrash {...sign} />} onClick={remove}>
                      {t('action.delete')}
                    </Menu.Item>
                  )}
                </>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </Asked>
      <Suspense>{isKeeping && <Privacy conversation={conversation} close={() => setKeeping(false)} />}</Suspense>
      <Suspense>{isGivingBack && <GiveBack id={id} close={() => setGivingBack(false)} />}</Suspense>
      <Suspense>{isLinking && <LinkTo conversation={conversation} close={() => setLinking(false)} />}</Suspense>
      <Suspense>{isMerging && <Merge conversation={conversation} close={() => setMerging(false)} />}</Suspense>
    </>
  )
}
