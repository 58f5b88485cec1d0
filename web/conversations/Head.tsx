// What a conversation is about and how it stands: the subject once, large; under it quiet controls edited in place.
import { ActionIcon } from '@mantine/core'
import { IconArrowLeft, IconCheck, IconLock, IconRotate, IconUserSquare } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { RefObject } from 'react'
import { Priority, type Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { ConversationFields } from '../fields/ConversationFields.tsx'
import { StatusPick } from '../fields/StatusPick.tsx'
import { categoriesQuery, teamsQuery, useHere, useUsers } from '../session/session.ts'
import { Avatar } from '../shell/Avatar.tsx'
import { Tip } from '../shell/Tip.tsx'
import { AboutTasks } from '../tasks/AboutTasks.tsx'
import { useWords } from '../words.ts'
import { Because } from './Because.tsx'
import { Clocks } from './Clocks.tsx'
import { Followers } from './Followers.tsx'
import { Forwarded } from './Forwarded.tsx'
import { HeadMenu } from './HeadMenu.tsx'
import { Pick } from './Pick.tsx'
import { Readings } from './Readings.tsx'
import { RelatedLine } from './RelatedLine.tsx'
import { SuggestedCategory } from './SuggestedCategory.tsx'
import { useChange } from './queries.ts'
import { Snooze } from './Snooze.tsx'
import { Tags } from './Tags.tsx'
import css from './head.module.css'

interface HeadProps {
  conversation: Conversation
  heading: RefObject<HTMLHeadingElement | null>
  back: () => void
  resolve: () => void
  remove: (() => void) | null
  toggleCard: () => void
  isCardShown: boolean
}

export function Head({ conversation, heading, back, resolve, remove, toggleCard, isCardShown }: HeadProps) {
  const { t } = useWords()
  const { may } = useHere()
  const isResolved = conversation.status === 'resolved'
  const mayChange = may('conversation.change')
  return (
    <header className={css.head}>
      <div className={css.top}>
        <ActionIcon className={css.back} size={36} onClick={back} aria-label={t('action.back')}>
          <IconArrowLeft size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
        <h2 id="subject" ref={heading} tabIndex={-1} className={css.subject}>
          {conversation.isPrivate && <IconLock size={16} stroke={1.5} role="img" aria-label={t('row.private')} />}{' '}
          <bdi>{conversation.subject || t('conversation.noSubject')}</bdi>{' '}
          <span className={css.number}>{t('conversation.number', { number: conversation.number })}</span>
        </h2>
        <div className={css.tools}>
          {mayChange && (
            <Tip label={t(isResolved ? 'action.reopen' : 'action.resolve')} does="action.resolve">
              <ActionIcon size={36} onClick={resolve} aria-label={t(isResolved ? 'action.reopen' : 'action.resolve')}>
                {isResolved ? (
                  <IconRotate size={18} stroke={1.5} aria-hidden />
                ) : (
                  <IconCheck size={18} stroke={1.5} aria-hidden />
                )}
              </ActionIcon>
            </Tip>
          )}
          <HeadMenu conversation={conversation} remove={remove} />
          <Tip label={t('action.card')} does="action.card">
            <ActionIcon size={36} onClick={toggleCard} aria-label={t('action.card')} aria-pressed={isCardShown}>
              <IconUserSquare size={18} stroke={1.5} aria-hidden />
            </ActionIcon>
          </Tip>
        </div>
      </div>
      <Controls conversation={conversation} isReadOnly={!mayChange} />
      <Forwarded conversation={conversation} />
      {conversation.held !== null && <Held conversation={conversation} />}
      <AboutTasks about={{ conversationId: conversation.id }} />
      <Clocks conversation={conversation} />
      <Because conversation={conversation} />
      <Readings conversation={conversation} />
      <RelatedLine conversation={conversation} />
    </header>
  )
}

function Controls({ conversation, isReadOnly }: { conversation: Conversation; isReadOnly: boolean }) {
  const { t } = useWords()
  const { users } = useUsers()
  const { user } = useHere()
  const { mutate } = useChange()
  const { data: categories = [] } = useQuery(categoriesQuery)
  const { data: teams = [] } = useQuery(teamsQuery)
  const { id } = conversation
  const active = users.filter((one) => !one.isDisabled || one.id === conversation.assigneeId)
  return (
    <div className={css.controls}>
      <StatusPick conversation={conversation} isReadOnly={isReadOnly} />
      <Pick
        action="action.assign"
        label={t('field.assignee')}
        value={conversation.assigneeId}
        none={t('field.nobody')}
        options={[...active.filter((one) => one.id === user.id), ...active.filter((one) => one.id !== user.id)].map(
          (one) => ({
            value: one.id,
            label: one.id === user.id ? t('field.me', { name: one.name }) : one.name,
            icon: <Avatar name={one.name} size={20} />,
          }),
        )}
        isReadOnly={isReadOnly}
        choose={(assigneeId) => mutate({ id, change: { assigneeId } })}
      />
      {(teams.length > 0 || conversation.teamId) && (
        <Pick
          action="action.team"
          label={t('field.team')}
          value={conversation.teamId}
          none={t('field.noTeam')}
          options={teams.map((team) => ({ value: team.id, label: team.name }))}
          isReadOnly={isReadOnly}
          choose={(teamId) => mutate({ id, change: { teamId } })}
        />
      )}
      <Pick
        action="action.priority"
        label={t('field.priority')}
        value={conversation.priority}
        tone={conversation.priority === 'urgent' ? 'red' : conversation.priority === 'high' ? 'amber' : undefined}
        options={Priority.options.toReversed().map((value) => ({ value, label: t(`priority.${value}`) }))}
        isReadOnly={isReadOnly}
        choose={(priority) => mutate({ id, change: { priority: Priority.parse(priority) } })}
      />
      {(categories.length > 0 || conversation.categoryId) && (
        <Pick
          action="action.category"
          label={t('field.category')}
          value={conversation.categoryId}
          none={t('field.noCategory')}
          options={categories.map((category) => ({ value: category.id, label: category.name }))}
          isReadOnly={isReadOnly}
          choose={(categoryId) => mutate({ id, change: { categoryId } })}
        />
      )}
      {!isReadOnly && <SuggestedCategory conversation={conversation} />}
      <Tags conversation={conversation} isReadOnly={isReadOnly} />
      <ConversationFields conversation={conversation} isReadOnly={isReadOnly} />
      <Followers conversation={conversation} />
      {!isReadOnly && <Snooze conversation={conversation} />}
    </div>
  )
}

function Held({ conversation }: { conversation: Conversation }) {
  const { t, tOr } = useWords()
  const { mutate } = useChange()
  return (
    <p className={css.held}>
      {tOr(`held.${conversation.held}`, t('held.other'))}{' '}
      <button type="button" onClick={() => mutate({ id: conversation.id, change: { held: null } })}>
        {t('held.release')}
      </button>
    </p>
  )
}
