// Whether a draft may go: who was asked, what they said, and asking them. Whoever is asked answers in others' drafts (Others.tsx).
import { Button, Popover, Select, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { askApproval } from '../../src/desk/drafts/approval.api.ts'
import type { Draft as Stored, Remark } from '../../src/desk/drafts/drafts.api.ts'
import { call } from '../call.ts'
import { teamsQuery, useHere, useUsers } from '../session/session.ts'
import { useNow } from '../shell/now.ts'
import { ago } from '../when.ts'
import { useWords } from '../words.ts'
import type { Draft } from './drafts.tsx'
import { Unsent } from './Unsent.tsx'
import css from './approval.module.css'

interface ApprovalProps {
  draft: Draft
  stored: Stored | null
  why: 'inbox' | 'newcomer' | 'category' | null
  /** What was written must be kept before somebody is asked to read it. */
  keep: () => Promise<Draft['kept']>
}

export function Approval({ draft, stored, why, keep }: ApprovalProps) {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  const state = stored?.approval?.state
  if (!why && !stored?.approval && stored?.remarks.length === 0) return null
  if (!why && !stored) return null
  return (
    <div className={css.approval} data-state={state}>
      <div className={css.line}>
        <span className={css.said}>
          {stored?.approval ? <Standing stored={stored} /> : why && t('approval.needed', { why })}
        </span>
        {state !== 'approved' && (
          <Popover opened={isOpen} onChange={setOpen} position="top-end" width={320} trapFocus withinPortal>
            <Popover.Target>
              <Button variant="default" size="compact-md" onClick={() => setOpen(!isOpen)}>
                {t(state ? 'approval.askAgain' : 'approval.ask')}
              </Button>
            </Popover.Target>
            <Popover.Dropdown>
              <Ask keep={keep} done={() => setOpen(false)} isEmpty={draft.text.trim() === ''} />
            </Popover.Dropdown>
          </Popover>
        )}
      </div>
      <Remarks remarks={stored?.remarks ?? []} />
    </div>
  )
}

export function Standing({ stored }: { stored: Stored }) {
  const { t } = useWords()
  const { byId } = useUsers()
  const { data: teams = [] } = useQuery(teamsQuery)
  const { approval } = stored
  if (!approval) return null
  const who =
    (approval.userId && byId.get(approval.userId)?.name) ||
    teams.find((one) => one.id === approval.teamId)?.name ||
    t('event.postroom')
  return t('approval.state', { state: approval.state, who })
}

export function Remarks({ remarks }: { remarks: Remark[] }) {
  const { t, language } = useWords()
  const { byId } = useUsers()
  const now = useNow()
  const said = remarks.filter((one) => one.text !== '' || one.what === 'void').slice(-5)
  if (said.length === 0) return null
  return (
    <ul className={css.remarks}>
      {said.map((one) => (
        <li key={one.at + one.userId}>
          <strong>{byId.get(one.userId)?.name ?? t('event.postroom')}</strong>{' '}
          {one.what === 'void' ? t('approval.void') : one.text}{' '}
          <time dateTime={one.at}>{ago(one.at, now, language)}</time>
        </li>
      ))}
    </ul>
  )
}

function Ask({ keep, done, isEmpty }: { keep: ApprovalProps['keep']; done: () => void; isEmpty: boolean }) {
  const { t } = useWords()
  const client = useQueryClient()
  const { user } = useHere()
  const { users } = useUsers()
  const { data: teams = [] } = useQuery(teamsQuery)
  const [whom, setWhom] = useState<string | null>(null)
  const [comment, setComment] = useState('')
  const ask = useMutation({
    mutationFn: async () => {
      const kept = await keep()
      const [kind, id = ''] = (whom ?? '').split(' ')
      if (!kept || !id) return
      await call(askApproval, {
        id: kept.conversationId,
        draftId: kept.id,
        version: kept.version,
        ...(kind === 'team' ? { teamId: id } : { userId: id }),
        comment,
      })
    },
    onSuccess: done,
    onSettled: () => client.invalidateQueries({ queryKey: ['draft'] }),
  })
  const people = users.filter((one) => !one.isDisabled && one.id !== user.id && one.role !== 'viewer')
  return (
    <form
      className={css.ask}
      onSubmit={(event) => {
        event.preventDefault()
        if (whom && !isEmpty) ask.mutate()
      }}
    >
      <Select
        label={t('approval.whom')}
        searchable
        data-autofocus
        value={whom}
        onChange={setWhom}
        comboboxProps={{ withinPortal: false }}
        data={[
          { group: t('approval.people'), items: people.map((one) => ({ value: `user ${one.id}`, label: one.name })) },
          { group: t('approval.teams'), items: teams.map((one) => ({ value: `team ${one.id}`, label: one.name })) },
        ]}
      />
      <Textarea
        label={t('approval.comment')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={2000}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      {ask.isError && <Unsent error={ask.error} />}
      <Button type="submit" loading={ask.isPending} disabled={!whom || isEmpty}>
        {t('approval.ask')}
      </Button>
    </form>
  )
}
