// What to do with all that are chosen, or with all that the list holds; comes up from the foot of the list with their number.
import { ActionIcon, Button } from '@mantine/core'
import { IconCheck, IconMail, IconTrash, IconUserDown, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { Bulk as Change } from '../../src/desk/bulk/bulk.api.ts'
import { BulkAll } from '../bulk/BulkAll.tsx'
import { BulkMenu } from '../bulk/BulkMenu.tsx'
import { useDeed } from '../bulk/deed.ts'
import { useHere } from '../session/session.ts'
import { useAboveBulk } from '../reply/foot.ts'
import { useActions, type Action } from '../shell/actions.tsx'
import { Tip } from '../shell/Tip.tsx'
import { useWords } from '../words.ts'
import css from './bulk.module.css'
import type { Filters } from './queries.ts'
import { useTriage } from './triage.ts'

interface BulkProps {
  ids: string[]
  filters: Filters
  /** Nothing that the list holds is left out by choosing what is on the screen. */
  isWhole: boolean
  clear: () => void
}

export function Bulk({ ids, filters, isWhole, clear }: BulkProps) {
  const { t } = useWords()
  const { may, user } = useHere()
  const triage = useTriage()
  const deedOf = useDeed()
  const [isAll, setAll] = useState(false)
  const [asked, setAsked] = useState<Change | null>(null)
  const mayChange = may('conversation.change')
  const mayDelete = may('conversation.delete')
  const act = (change: Change) => {
    if (isAll) return setAsked(change)
    if (change.status === 'resolved' && change.statusId === undefined) triage.resolve(ids)
    else triage.apply(ids, change, deedOf(change))
    clear()
  }
  const resolve = () => act({ status: 'resolved' })
  const assignMe = () => act({ assigneeId: user.id })
  const unread = () => act({ seen: false })
  const remove = () => act({ deleted: true })
  const actions: Action[] = [
    { id: 'action.unread', run: unread },
    { id: 'action.seen', run: () => act({ seen: true }) },
    { id: 'action.clear', run: clear },
  ]
  if (mayChange)
    actions.push(
      { id: 'action.resolve', run: resolve },
      { id: 'action.assignMe', run: assignMe },
      { id: 'action.spam', run: () => act({ held: 'junk' }) },
    )
  if (mayDelete) actions.push({ id: 'action.delete', run: remove })
  useActions(actions)
  useAboveBulk()
  return (
    <div className={css.bar} role="toolbar" aria-label={t('bulk.label')}>
      <span className={css.count} role="status">
        {isAll ? t('bulk.allChosen') : t('bulk.chosen', { count: ids.length })}
      </span>
      {mayChange && !isWhole && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(!isAll)}>
          {t(isAll ? 'bulk.onlyThese' : 'bulk.all')}
        </Button>
      )}
      <span className={css.break} />
      {mayChange && (
        <Tip label={t('action.resolve')} does="action.resolve" side="top">
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconCheck size={16} stroke={1.5} aria-hidden />}
            onClick={resolve}
          >
            {t('action.resolve')}
          </Button>
        </Tip>
      )}
      {mayChange && (
        <Tip label={t('action.assignMe')} does="action.assignMe" side="top">
          <ActionIcon size={32} aria-label={t('action.assignMe')} onClick={assignMe}>
            <IconUserDown size={18} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Tip>
      )}
      <Tip label={t('action.unread')} does="action.unread" side="top">
        <ActionIcon size={32} aria-label={t('action.unread')} onClick={unread}>
          <IconMail size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tip>
      {mayChange && <BulkMenu count={isAll ? null : ids.length} act={act} />}
      {mayDelete && (
        <Tip label={t('action.delete')} does="action.delete" side="top">
          <ActionIcon size={32} aria-label={t('action.delete')} onClick={remove}>
            <IconTrash size={18} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Tip>
      )}
      <Tip label={t('action.clear')} does="action.clear" side="top">
        <ActionIcon size={32} aria-label={t('action.clear')} onClick={clear}>
          <IconX size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tip>
      {asked && (
        <BulkAll
          filters={filters}
          change={asked}
          close={(begun) => {
            setAsked(null)
            if (begun) clear()
          }}
        />
      )}
    </div>
  )
}
