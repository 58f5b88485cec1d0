// What to set of all that are chosen, contacts or companies; comes up from the foot of the list with their number, and can be taken back.
import { ActionIcon, Button, TagsInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Stage } from '../../src/desk/contacts/record.api.ts'
import bar from '../conversations/bulk.module.css'
import { LazyEnrolDialog } from '../sequences/LazySequences.tsx'
import { useHere, useUsers } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { useWords } from '../words.ts'
import { CompanyChoice } from './CompanyPick.tsx'
import { tagsQuery, useCompanyChanges, useContactChanges } from './queries.ts'
import css from './records.module.css'

interface BulkBarProps {
  noun: 'contact' | 'company'
  ids: string[]
  clear: () => void
}

/** What both may be told. */
interface Wanted {
  ownerId?: string | null
  stage?: Stage | null
  addTags?: string[]
}

export function BulkBar({ noun, ids, clear }: BulkBarProps) {
  const { t } = useWords()
  const { users } = useUsers()
  const { data: tags = [] } = useQuery(tagsQuery)
  const { may } = useHere()
  const [isChoosing, setChoosing] = useState(false)
  const [isEnrolling, setEnrolling] = useState(false)
  const changeContacts = useContactChanges()
  const changeCompanies = useCompanyChanges()
  useActions([{ id: 'action.clear', run: clear }])
  const above = t(noun === 'contact' ? 'records.company' : 'records.parent')
  const said = t('records.saidChanged', { count: ids.length })
  const set = (wanted: Wanted) =>
    (noun === 'contact' ? changeContacts : changeCompanies)(ids.map((id) => ({ id, ...wanted })), said) // prettier-ignore
  const belongTo = (companyId: string | null) =>
    noun === 'contact'
      ? changeContacts(ids.map((id) => ({ id, companyId })), said)
      : changeCompanies(ids.filter((id) => id !== companyId).map((id) => ({ id, parentId: companyId })), said) // prettier-ignore
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
      {isChoosing ? (
        <CompanyChoice
          name={above}
          company={null}
          offersNone
          leave={() => setChoosing(false)}
          choose={(id) => {
            setChoosing(false)
            belongTo(id)
          }}
        />
      ) : (
        <Button size="compact-sm" variant="default" onClick={() => setChoosing(true)}>
          {above}
        </Button>
      )}
      <TagsInput
        aria-label={t('records.addTag')}
        placeholder={t('records.addTag')}
        size="xs"
        w={140}
        data={tags}
        value={[]}
        onChange={([tag]) => tag && set({ addTags: [tag] })}
      />
      {noun === 'contact' && may('sequence.enrol') && (
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
