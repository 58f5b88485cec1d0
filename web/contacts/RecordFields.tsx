// What is known of a record, line by line, each edited in place; hovering says who said it, from where and when.
import type { Provenance } from '../../src/desk/contacts/record.api.ts'
import type { FieldValue } from '../../src/desk/fields/fields.api.ts'
import { OneField } from '../fields/OwnFields.tsx'
import css from '../fields/fields.module.css'
import { useUsers } from '../session/session.ts'
import { exactly } from '../when.ts'
import { useWords } from '../words.ts'
import { asField, type RecordField } from './record-fields.ts'

interface RecordFieldsProps {
  fields: readonly RecordField[]
  values: Readonly<Record<string, unknown>>
  provenance: Provenance
  isReadOnly: boolean
  save: (key: string, value: FieldValue | null) => void
}

export function RecordFields({ fields, values, provenance, isReadOnly, save }: RecordFieldsProps) {
  const { t } = useWords()
  const because = useBecause(provenance)
  return (
    <dl className={css.list}>
      {fields.map((one) => {
        const value = (values[one.key] ?? null) as FieldValue | null
        return (
          <div key={one.key} className={css.row}>
            <dt title={value === null ? undefined : because(one.key)}>{t(one.word)}</dt>
            <dd>
              <OneField
                field={asField(one, t(one.word))}
                value={one.type === 'link' && typeof value === 'string' ? webAddress(value) : value}
                isReadOnly={isReadOnly}
                save={(wanted) => save(one.key, wanted)}
              />
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

/** Only ever a web address, whatever was written. */
const webAddress = (text: string) => (/^https?:\/\//i.test(text) ? text : `https://${text}`)

/** “Ben, by hand, 3 March 2026 14:05”. */
export function useBecause(provenance: Provenance): (key: string) => string {
  const { t, language } = useWords()
  const { byId } = useUsers()
  return (key) => {
    const source = provenance[key]
    if (!source) return t('records.from.mail')
    const who = source.from === 'person' ? (byId.get(source.by ?? '')?.name ?? '') : ''
    return t('records.because', { how: t(`records.from.${source.from}`), who, at: exactly(source.at, language) })
  }
}
