// What can be done with many conversations beside what stands in the bar: first which, then what. The palette offers each of them too.
import { ActionIcon, Button, Menu, Modal, TextInput } from '@mantine/core'
import { IconChevronRight, IconDots } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Bulk } from '../../src/desk/bulk/bulk.api.ts'
import { Priority, Status } from '../../src/desk/conversations/conversations.api.ts'
import type { Field, FieldValue } from '../../src/desk/fields/fields.api.ts'
import { snoozeTimes } from '../conversations/snooze-times.ts'
import { FieldInput } from '../fields/FieldInput.tsx'
import { isAsked, useFields, useStatuses } from '../fields/queries.ts'
import { categoriesQuery, tagsQuery, teamsQuery, useHere, useInboxes, useUsers } from '../session/session.ts'
import { useActions, type Action } from '../shell/actions.tsx'
import type { CommandId } from '../shell/commands.ts'
import { useNow } from '../shell/now.ts'
import { Tip } from '../shell/Tip.tsx'
import { useWords, type WordKey } from '../words.ts'

interface Offer {
  name: WordKey
  does?: CommandId
  options: { label: string; change: Bulk }[]
}

/** What is quickly set alike for many; a text of its own is written in each. */
const often = new Set<Field['type']>(['choice', 'choices', 'yesNo', 'user', 'number', 'date', 'text'])

function useOffers(): Offer[] {
  const { t } = useWords()
  const { may, user } = useHere()
  const now = useNow()
  const { users } = useUsers()
  const { inboxes } = useInboxes()
  const { byId: statuses } = useStatuses()
  const { data: teams = [] } = useQuery(teamsQuery)
  const { data: categories = [] } = useQuery(categoriesQuery)
  const { data: tags = [] } = useQuery(tagsQuery)
  const standing = users.filter((one) => !one.isDisabled && one.id !== user.id)
  const own = [...statuses.values()].filter((one) => !one.isArchived)
  const offers: Offer[] = [
    {
      name: 'field.status',
      does: 'action.status',
      options: Status.options.flatMap((status) => [
        { label: t(`status.${status}`), change: { status, statusId: null } },
        ...own
          .filter((one) => one.status === status)
          .map((one) => ({ label: one.name, change: { status, statusId: one.id } })),
      ]),
    },
    {
      name: 'field.assignee',
      does: 'action.assign',
      options: [
        { label: t('field.nobody'), change: { assigneeId: null } },
        { label: t('field.me', { name: user.name }), change: { assigneeId: user.id } },
        ...standing.map((one) => ({ label: one.name, change: { assigneeId: one.id } })),
      ],
    },
    {
      name: 'field.team',
      does: 'action.team',
      options: [
        { label: t('field.noTeam'), change: { teamId: null } },
        ...teams.map((one) => ({ label: one.name, change: { teamId: one.id } })),
      ],
    },
    {
      name: 'field.priority',
      does: 'action.priority',
      options: Priority.options
        .toReversed()
        .map((priority) => ({ label: t(`priority.${priority}`), change: { priority } })),
    },
    {
      name: 'field.category',
      does: 'action.category',
      options: [
        { label: t('field.noCategory'), change: { categoryId: null } },
        ...categories.map((one) => ({ label: one.name, change: { categoryId: one.id } })),
      ],
    },
    {
      name: 'bulk.tagAdd',
      does: 'action.tags',
      options: tags.map((tag) => ({ label: tag, change: { addTags: [tag] } })),
    },
    { name: 'bulk.tagRemove', options: tags.map((tag) => ({ label: tag, change: { removeTags: [tag] } })) },
    {
      name: 'action.snooze',
      does: 'action.snooze',
      options: snoozeTimes(now).map(({ name, at }) => ({
        label: t(`snooze.${name}` as WordKey),
        change: { status: 'open', snoozedUntil: at.toISOString() },
      })),
    },
    {
      name: 'action.move',
      does: 'action.move',
      options: inboxes.map((one) => ({ label: one.name, change: { inboxId: one.id } })),
    },
  ]
  const isGiving = (name: WordKey) => name === 'field.assignee' || name === 'field.team'
  return offers.filter(({ name, options }) => options.length > 1 && (may('conversation.assign') || !isGiving(name)))
}

/** `act`: with all that are chosen. */
export function BulkMenu({ count, act }: { count: number | null; act: (change: Bulk) => void }) {
  const { t } = useWords()
  const offers = useOffers()
  const fields = useFields().filter((one) => one.noun === 'conversation' && isAsked(one) && often.has(one.type))
  const [opened, setOpened] = useState<Offer['name'] | 'all' | null>(null)
  const [field, setField] = useState<Field | null>(null)
  const [isTagging, setTagging] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const offer = offers.find((one) => one.name === opened)
  useActions(
    offers.flatMap(({ name, does, options }): Action[] =>
      does
        ? [
            {
              id: does,
              run: () => setOpened(name),
              choices: () => options.map(({ label, change }) => ({ label, run: () => act(change) })),
            },
          ]
        : [],
    ),
  )
  // The items change under the focus: it goes to the first of the new ones.
  useEffect(() => {
    if (opened === null) return
    const timer = setTimeout(() => list.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus(), 20)
    return () => clearTimeout(timer)
  }, [opened])
  const set = (value: FieldValue | null) => {
    if (field) act({ fields: { [field.key]: value } })
    setField(null)
  }
  return (
    <>
      <Menu
        opened={opened !== null}
        onChange={(isOpen) => setOpened(isOpen ? 'all' : null)}
        position="top-start"
        width={240}
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>
          <Tip label={t('bulk.more')} does="action.status" side="top" isOff={opened !== null}>
            <ActionIcon size={32} aria-label={t('bulk.more')}>
              <IconDots size={18} stroke={1.5} aria-hidden />
            </ActionIcon>
          </Tip>
        </Menu.Target>
        <Menu.Dropdown ref={list} mah={360} style={{ overflowY: 'auto' }}>
          {offer ? (
            <>
              <Menu.Label aria-hidden>{t(offer.name)}</Menu.Label>
              {offer.options.map(({ label, change }) => (
                <Menu.Item key={label} onClick={() => act(change)}>
                  {label}
                </Menu.Item>
              ))}
            </>
          ) : (
            <>
              {offers.map(({ name }) => (
                <Menu.Item
                  key={name}
                  closeMenuOnClick={false}
                  rightSection={<IconChevronRight size={16} stroke={1.5} aria-hidden />}
                  onClick={() => setOpened(name)}
                >
                  {t(name)}
                </Menu.Item>
              ))}
              <Menu.Item onClick={() => setTagging(true)}>{t('field.tag')}…</Menu.Item>
              <Menu.Item onClick={() => act({ seen: true })}>{t('action.seen')}</Menu.Item>
              <Menu.Item onClick={() => act({ held: 'junk' })}>{t('action.spam')}</Menu.Item>
              {fields.length > 0 && <Menu.Label>{t('own.title')}</Menu.Label>}
              {fields.map((one) => (
                <Menu.Item key={one.key} onClick={() => setField(one)}>
                  {one.name}
                </Menu.Item>
              ))}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {field && (
        <Modal
          opened
          onClose={() => setField(null)}
          title={count === null ? field.name : t('bulk.setField', { name: field.name, count })}
          closeButtonProps={{ 'aria-label': t('state.close') }}
        >
          <FieldInput field={field} value={null} isBare autoFocus save={set} />
          <Button mt="sm" variant="subtle" color="gray" size="compact-md" onClick={() => set(null)}>
            {t('own.empty')}
          </Button>
        </Modal>
      )}
      {isTagging && (
        <NewTag
          take={(tag) => {
            setTagging(false)
            act({ addTags: [tag] })
          }}
          close={() => setTagging(false)}
        />
      )}
    </>
  )
}

/** One that is not known yet. */
function NewTag({ take, close }: { take: (tag: string) => void; close: () => void }) {
  const { t } = useWords()
  const [tag, setTag] = useState('')
  return (
    <Modal opened onClose={close} title={t('bulk.tagAdd')} closeButtonProps={{ 'aria-label': t('state.close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (tag.trim()) take(tag.trim())
        }}
      >
        <TextInput
          data-autofocus
          label={t('field.tag')}
          maxLength={40}
          value={tag}
          onChange={(event) => setTag(event.currentTarget.value)}
        />
        <Button mt="sm" type="submit" disabled={tag.trim() === ''}>
          {t('bulk.tagAdd')}
        </Button>
      </form>
    </Modal>
  )
}
