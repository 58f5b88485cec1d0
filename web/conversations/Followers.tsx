// Who follows a conversation, and whether I do. Shift+F turns it.
import { Button, Popover, UnstyledButton } from '@mantine/core'
import { IconBell, IconBellFilled } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { useHere, useUsers } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { Asked } from '../shell/Asked.tsx'
import { Avatar } from '../shell/Avatar.tsx'
import { usePending } from '../shell/line.tsx'
import { Tip } from '../shell/Tip.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import own from './followers.module.css'
import css from './pick.module.css'
import { conversationQuery } from './queries.ts'

export function Followers({ conversation }: { conversation: Conversation }) {
  const { t } = useWords()
  const { user } = useHere()
  const { byId } = useUsers()
  const [isOpen, setOpen] = useState(false)
  const { id, followerIds } = conversation
  const isMine = followerIds.includes(user.id)
  const turn = useFollowing(id)
  const follow = (following: boolean) =>
    turn.mutate(following, {
      onSuccess: () => sayDone(t(following ? 'done.followed' : 'done.unfollowed'), () => turn.mutate(!following)),
    })
  const action = t(isMine ? 'action.unfollow' : 'action.follow')
  useActions([{ id: 'action.follow', label: isMine ? 'action.unfollow' : 'action.follow', run: () => follow(!isMine) }])
  const people = followerIds.map((one) => byId.get(one)?.name ?? '?')
  return (
    <Asked
      opens="dialog"
      isOpen={isOpen}
      ask={() => setOpen(true)}
      control={(asking) => (
        <Tip isOff={isOpen} label={t('field.followers')} does="action.follow">
          <UnstyledButton
            className={css.pick}
            data-empty={!isMine || undefined}
            aria-label={t('field.is', { name: t('field.followers'), value: people.join(', ') || t('field.nobody') })}
            onClick={() => setOpen(!isOpen)}
            {...asking}
          >
            {isMine ? <IconBellFilled size={16} aria-hidden /> : <IconBell size={16} stroke={1.5} aria-hidden />}
            {followerIds.length > 0 && <span className={own.count}>{followerIds.length}</span>}
          </UnstyledButton>
        </Tip>
      )}
    >
      {(control, isOpenNow) => (
        <Popover opened={isOpenNow} onChange={setOpen} position="bottom-start" width={240} trapFocus returnFocus>
          <Popover.Target>{control}</Popover.Target>
          <Popover.Dropdown>
            <p className={own.title}>{followerIds.length > 0 ? t('field.followers') : t('follow.nobody')}</p>
            <ul className={own.people}>
              {followerIds.map((one, at) => (
                <li key={one}>
                  <Avatar name={people[at] ?? ''} size={20} />
                  {one === user.id ? t('field.me', { name: user.name }) : people[at]}
                </li>
              ))}
            </ul>
            <Button
              data-autofocus
              size="compact-md"
              variant="default"
              loading={turn.isPending}
              onClick={() => follow(!isMine)}
            >
              {action}
            </Button>
          </Popover.Dropdown>
        </Popover>
      )}
    </Asked>
  )
}

function useFollowing(id: string) {
  const { user } = useHere()
  const client = useQueryClient()
  const pending = usePending()
  const { queryKey } = conversationQuery(id)
  const show = (of: (ids: string[]) => string[]) =>
    client.setQueryData(queryKey, (was) => was && { ...was, followerIds: of(was.followerIds) })
  return useMutation({
    mutationFn: (following: boolean) => pending.send('follow', { id, following }),
    onMutate: (following) =>
      show((ids) => (following ? [...new Set([...ids, user.id])] : ids.filter((one) => one !== user.id))),
    onSuccess: ({ followerIds }) => show(() => followerIds),
    onError: (error) => {
      sayFailed(error)
      void client.invalidateQueries({ queryKey })
    },
  })
}
