// What a contact and a company have alike, line by line: built-in fields, tags, fields of the desk's own.
import { TagsInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Provenance } from '../../src/desk/contacts/record.api.ts'
import type { FieldValue, FieldValues } from '../../src/desk/fields/fields.api.ts'
import { OwnFields } from '../fields/OwnFields.tsx'
import { shownFields, useFields } from '../fields/queries.ts'
import { useWords } from '../words.ts'
import { tagsQuery } from './queries.ts'
import type { RecordField } from './record-fields.ts'
import { RecordFields } from './RecordFields.tsx'
import css from './records.module.css'

interface RecordBodyProps {
  noun: 'contact' | 'company'
  record: { tags: string[]; fields: FieldValues; provenance: Provenance }
  fields: readonly RecordField[]
  isReadOnly: boolean
  change: (wanted: { tags?: string[]; fields?: Record<string, FieldValue | null> }) => void
  /** Of the fields that are built in. */
  save: (key: string, value: FieldValue | null) => void
  /** Between these and the tags. */
  children?: ReactNode
}

export function RecordBody({ noun, record, fields, isReadOnly, change, save, children }: RecordBodyProps) {
  const { t } = useWords()
  const { data: tags = [] } = useQuery(tagsQuery)
  const own = useFields()
  return (
    <>
      <h4 className={css.heading}>{t('records.known')}</h4>
      <RecordFields
        fields={fields}
        values={{ ...record }}
        provenance={record.provenance}
        isReadOnly={isReadOnly}
        save={save}
      />
      {children}
      <h4 className={css.heading}>{t('records.tags')}</h4>
      <TagsInput
        aria-label={t('records.tags')}
        value={record.tags}
        data={tags}
        readOnly={isReadOnly}
        maxTags={30}
        onChange={(wanted) => change({ tags: wanted })}
      />
      {shownFields(own, noun, record.fields).length > 0 && <h4 className={css.heading}>{t('records.own')}</h4>}
      <OwnFields
        noun={noun}
        values={record.fields}
        isReadOnly={isReadOnly}
        save={(key, value) => change({ fields: { [key]: value } })}
      />
    </>
  )
}
