// What to do with all that are chosen; comes up from the foot of the list with their number.
import { ActionIcon, Button } from '@mantine/core'
import { IconCheck, IconMail, IconTrash, IconUserDown, IconX } from '@tabler/icons-react'
import { BulkFields } from '../fields/BulkFields.tsx'
import { useHere } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { Tip } from '../shell/Tip.tsx'
import { useWords } from '../words.ts'
import { useTriage } from './triage.ts'
import css from './bulk.module.css'

export function Bulk({ ids, clear }: { ids: string[]; clear: () => void }) {
  const { t } = useWords()
  const { may } = useHere()
  const triage = useTriage()
  const then = (act: (ids: string[]) => void) => () => {
    act(ids)
    clear()
  }
  const mayChange = may('conversation.change')
  useActions([
    ...(mayChange ? [{ id: 'action.resolve' as const, keys: ['e'], run: then(triage.resolve) }] : []),
    ...(mayChange ? [{ id: 'action.assignMe' as const, keys: ['m'], run: then(triage.assignToMe) }] : []),
    ...(may('conversation.delete')
      ? [{ id: 'action.delete' as const, keys: ['#', 'Shift+#'], run: then(triage.remove) }]
      : []),
    { id: 'action.unread', keys: ['Shift+u'], run: then(triage.unread) },
    { id: 'action.clear', keys: ['Escape'], run: clear },
  ])
  return (
    <div className={css.bar} role="toolbar" aria-label={t('bulk.label')}>
      <span className={css.count} role="status">
        {t('bulk.chosen', { count: ids.length })}
      </span>
      {mayChange && (
        <Tip label={t('action.resolve')} keys="e" side="top">
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconCheck size={16} stroke={1.5} aria-hidden />}
            onClick={then(triage.resolve)}
          >
            {t('action.resolve')}
          </Button>
        </Tip>
      )}
      {mayChange && (
        <Tip label={t('action.assignMe')} keys="m" side="top">
          <ActionIcon size={32} aria-label={t('action.assignMe')} onClick={then(triage.assignToMe)}>
            <IconUserDown size={18} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Tip>
      )}
      <Tip label={t('action.unread')} keys="Shift+u" side="top">
        <ActionIcon size={32} aria-label={t('action.unread')} onClick={then(triage.unread)}>
          <IconMail size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Tip>
      {mayChange && <BulkFields ids={ids} triage={triage} done={clear} />}
      {may('conversation.delete') && (
        <Tip label={t('action.delete')} keys="#" side="top">
          <ActionIcon size={32} aria-label={t('action.delete')} onClick={then(triage.remove)}>
            <IconTrash size={18} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Tip>
      )}
      <ActionIcon size={32} aria-label={t('action.clear')} onClick={clear}>
        <IconX size={18} stroke={1.5} aria-hidden />
      </ActionIcon>
    </div>
  )
}
