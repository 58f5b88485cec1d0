// The choices of a field: named, coloured, in an order; one that is taken away is archived where it was in use.
import { ActionIcon, Button, TextInput, UnstyledButton } from '@mantine/core'
import { IconArchive, IconArchiveOff, IconX } from '@tabler/icons-react'
import { FieldColour } from '../../../src/desk/fields/fields.api.ts'
import { StatusDot } from '../../fields/StatusDot.tsx'
import { useWords } from '../../words.ts'
import { focusNext } from '../frame/focus.ts'
import { Handle, lands } from '../frame/Handle.tsx'
import { moved, useReorder } from '../frame/reorder.ts'
import css from './choices.module.css'

export interface ChoiceLine {
  /** Left out: it is new. */
  key?: string
  name: string
  colour: FieldColour
  isArchived: boolean
}

export function Choices({
  choices,
  mistakeAt,
  mistake,
  change,
}: {
  choices: ChoiceLine[]
  mistakeAt: (at: number) => string | null
  mistake: string | null
  change: (choices: ChoiceLine[]) => void
}) {
  const { t } = useWords()
  const order = useReorder(choices.length, (from, to) => change(moved(choices, from, to)))
  const set = (at: number, part: Partial<ChoiceLine>) =>
    change(choices.map((one, place) => (place === at ? { ...one, ...part } : one)))
  const add = () => change([...choices, { name: '', colour: nextColour(choices), isArchived: false }])
  return (
    <fieldset className={css.choices} data-choices>
      <legend className={css.legend}>{t('fields.choices')}</legend>
      <ol className={css.list} data-order>
        {choices.map((one, at) => (
          <li
            key={one.key ?? `new-${at}`}
            className={css.line}
            data-lands={lands(order, at)}
            data-off={one.isArchived || undefined}
          >
            {choices.length > 1 && <Handle order={order} at={at} name={one.name} count={choices.length} />}
            <UnstyledButton
              className={css.colour}
              aria-label={t('fields.colourOf', { name: one.name, colour: t(`colour.${one.colour}`) })}
              title={t(`colour.${one.colour}`)}
              onClick={() => set(at, { colour: colourAfter(one.colour) })}
            >
              <StatusDot status={one} />
            </UnstyledButton>
            <TextInput
              className={css.name}
              aria-label={t('fields.choiceName')}
              value={one.name}
              disabled={one.isArchived}
              error={mistakeAt(at)}
              onChange={(event) => set(at, { name: event.currentTarget.value })}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return
                event.preventDefault()
                focusNext(event.currentTarget, '[data-choices]', 'li:last-child input')
                add()
              }}
            />
            {one.key === undefined ? (
              <ActionIcon
                size={30}
                aria-label={t('form.removeThis', { name: one.name })}
                onClick={(event) => {
                  focusNext(event.currentTarget, '[data-choices]', '[data-add]')
                  change(choices.filter((_, place) => place !== at))
                }}
              >
                <IconX size={16} stroke={1.5} aria-hidden />
              </ActionIcon>
            ) : (
              <ActionIcon
                size={30}
                aria-label={t(one.isArchived ? 'fields.choiceBack' : 'fields.choiceArchive', { name: one.name })}
                title={t(one.isArchived ? 'fields.choiceBack' : 'fields.choiceArchive', { name: one.name })}
                onClick={() => set(at, { isArchived: !one.isArchived })}
              >
                {one.isArchived ? (
                  <IconArchiveOff size={16} stroke={1.5} aria-hidden />
                ) : (
                  <IconArchive size={16} stroke={1.5} aria-hidden />
                )}
              </ActionIcon>
            )}
          </li>
        ))}
      </ol>
      {mistake && (
        <p role="alert" className={css.mistake}>
          {mistake}
        </p>
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        data-add
        onClick={(event) => {
          focusNext(event.currentTarget, '[data-choices]', 'li:last-child input')
          add()
        }}
      >
        {t('fields.addChoice')}
      </Button>
    </fieldset>
  )
}

const colours = FieldColour.options
const colourAfter = (colour: FieldColour): FieldColour => colours[(colours.indexOf(colour) + 1) % colours.length] ?? 'grey' // prettier-ignore
const nextColour = (choices: readonly ChoiceLine[]): FieldColour => colours[choices.length % colours.length] ?? 'grey'
