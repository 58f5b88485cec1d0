// What to set of all that are chosen; comes up from the foot of the list with their number, and can be taken back.
import { ActionIcon, Button, TagsInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type ContactChange } from '../../src/desk/contacts/contacts.api.ts'
import { Stage } from '../../src/desk/contacts/record.api.ts'
import bar from '../conversations/bulk.module.css'
import { LazyEnrolDialog } from '../sequences/LazySequences.tsx'
import { useHere, useUsers } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { useWords } from '../words.ts'
import { tagsQuery, useContactChanges } from './queries.ts'
import css from './records.module.css'

export function BulkBar({ ids, clear }: { ids: string[]; clear: () => void }) {
  const { t } = useWords()
  const { users } = useUsers()
  const { data: tags = [] } = useQuery(tagsQuery)
  const { may } = useHere()
  const [isEnrolling, setEnrolling] = useState(false)
  const change = useContactChanges()
  useActions([{ id: 'action.clear', run: clear }])
  const set = (wanted: Omit<ContactChange, 'id'>) =>
    change(ids.map((id) => ({ id, ...wanted })), t('records.saidChanged', { count: ids.length })) // prettier-ignore
  return (
    <div className={`${bar.bar} ${css.bulk}`} role="toolbar" aria-label={t('bulk.label')}>
      <span className={bar.count} role="status">
        {t('bulk.chosen', { count: ids.length })}
      </span>
      <select
        aria-label={t('records.owner')}
        value=""
        onChange={(event) => set({ ownerId: event.currentTarget.value === 'none' ? null : event.currentTarget.value })}
      >
        <option value="" disabled>
          {t('records.owner')}
        </option>
        <option value="none">{t('field.nobody')}</option>
        {users
          .filter((one) => !one.isDisabled)
          .map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
      </select>
      <select
        aria-label={t('records.stage')}
        value=""
        onChange={(event) => set({ stage: Stage.safeParse(event.currentTarget.value).data ?? null })}
      >
        <option value="" disabled>
          {t('records.stage')}
        </option>
        <option value="none">{t('records.nothing')}</option>
        {Stage.options.map((stage) => (
          <option key={stage} value={stage}>
            {t(`records.stage.${stage}`)}
          </option>
        ))}
      </select>
      <TagsInput
        aria-label={t('records.addTag')}
        placeholder={t('records.addTag')}
        size="xs"
        w={140}
        data={tags}
        value={[]}
        onChange={([tag]) => tag && set({ addTags: [tag] })}
      />
      {may('sequence.enrol') && (
        <Button size="compact-sm" variant="default" onClick={() => setEnrolling(true)}>
          {t('records.enrol')}
        </Button>
      )}
      {isEnrolling && <LazyEnrolDialog contactIds={ids} dealId={null} close={() => setEnrolling(false)} />}
      <ActionIcon size={32} aria-label={t('action.clear')} onClick={clear}>
        <IconX size={18} stroke={1.5} aria-hidden />
      </ActionIcon>
    </div>
  )
}
