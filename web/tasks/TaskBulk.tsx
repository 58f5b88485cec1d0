// What to do with all tasks that are chosen; comes up from the foot of the list with their number.
import { ActionIcon, Button } from '@mantine/core'
import { IconCheck, IconCalendarPlus, IconTrash, IconX } from '@tabler/icons-react'
import bar from '../conversations/bulk.module.css'
import { useActions } from '../shell/actions.tsx'
import { Tip } from '../shell/Tip.tsx'
import { useWords } from '../words.ts'
import { OwnerPick, type OwnerOf } from './OwnerPick.tsx'

export interface BulkTurns {
  done: () => void
  postpone: () => void
  give: (owner: OwnerOf) => void
  remove: () => void
  clear: () => void
}

export function TaskBulk({ count, turns }: { count: number; turns: BulkTurns }) {
  const { t } = useWords()
  useActions([{ id: 'action.clear', run: turns.clear }])
  return (
    <div className={bar.bar} role="toolbar" aria-label={t('bulk.label')}>
      <span className={bar.count} role="status">
        {t('bulk.chosen', { count })}
      </span>
      <OwnerPick
        none={t('tasks.give')}
        owner={{ ownerId: null, teamId: null }}
        isReadOnly={false}
        choose={turns.give}
      />
      <Tip label={t('tasks.done')} does="tasks.done" side="top">
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconCheck size={16} stroke={1.5} aria-hidden />}
          onClick={turns.done}
        >
          {t('tasks.done')}
        </Button>
      </Tip>
      <Tip label={t('tasks.postpone')} does="tasks.postpone" side="top">
        <ActionIcon size={32} aria-label={t('tasks.postpone')} onClick={turns.postpone}>
          <IconCalendarPlus size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tip>
      <Tip label={t('action.delete')} does="action.delete" side="top">
        <ActionIcon size={32} aria-label={t('action.delete')} onClick={turns.remove}>
          <IconTrash size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tip>
      <ActionIcon size={32} aria-label={t('action.clear')} onClick={turns.clear}>
        <IconX size={18} stroke={1.5} aria-hidden />
      </ActionIcon>
    </div>
  )
}
