// Who has the last word, field by field; all at once where one side is the source of truth.
import { NativeSelect } from '@mantine/core'
import type { BookDirections, Direction } from '../../../src/desk/books/books.api.ts'
import { useWords } from '../../words.ts'
import css from './books.module.css'
import { allOf, directions, fields } from './values.ts'

export function Directions({ values, change }: { values: BookDirections; change: (values: BookDirections) => void }) {
  const { t } = useWords()
  const data = directions.map((value) => ({ value, label: t(`book.direction.${value}`) }))
  const [first, ...others] = fields.map((field) => values[field])
  const common = others.every((one) => one === first) ? first : undefined
  return (
    <fieldset className={css.directions}>
      <legend>{t('book.directions')}</legend>
      <p className={css.muted}>{t('book.directionsHint')}</p>
      <label className={css.all}>
        <span>{t('book.allFields')}</span>
        <NativeSelect
          aria-label={t('book.allFields')}
          data={common ? data : [{ value: '', label: t('book.each') }, ...data]}
          value={common ?? ''}
          onChange={(event) => event.currentTarget.value && change(allOf(event.currentTarget.value as Direction))}
        />
      </label>
      {fields.map((field) => (
        <label key={field}>
          <span>{t(`book.field.${field}`)}</span>
          <NativeSelect
            aria-label={t(`book.field.${field}`)}
            data={data}
            value={values[field]}
            onChange={(event) => change({ ...values, [field]: event.currentTarget.value as Direction })}
          />
        </label>
      ))}
    </fieldset>
  )
}
