// One test of a condition: about what, how, with what. The order of the words is the language's own.
import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { Fragment, type ReactNode } from 'react'
import { useWords, type Words } from '../../words.ts'
import { focusNext } from '../frame/focus.ts'
import css from './rules.module.css'
import {
  aboutField,
  clocks,
  contactFields,
  fields,
  intents,
  inWay,
  kinds,
  languageCodes,
  origins,
  places,
  proofs,
  type Way,
  wayOf,
  waysOf,
  waysOfType,
} from './fields.ts'
import { fieldNamed, type Nouns } from './names.ts'
import { languageName, weave } from './sentence.ts'
import type { Field as OwnField } from '../../../src/desk/fields/fields.api.ts'
import { isNamed, type Field, type TestNode } from './tree.ts'
import { WordInput, WordSelect, type Option } from './Word.tsx'

export interface LineProps {
  nouns: Nouns
  isReadOnly: boolean
  /** What is wrong with the part of this key: with a header's name, or with all else. */
  mistakeOf: (key: string, of: 'name' | 'value') => string | null
}

export function TestLine({
  node,
  change,
  remove,
  ...line
}: LineProps & { node: TestNode; change: (node: TestNode) => void; remove: () => void }) {
  const { t } = useWords()
  const way = wayOf(node)
  const mistake = line.mistakeOf(node.key, 'value')
  const isBare = way.wanted === 'nothing'
  const field = (
    <WordSelect
      key="field"
      isAbout
      label={t('rule.field')}
      value={node.field}
      options={fields.map((one) => ({ value: one, label: t(`about.${one}`) }))}
      isReadOnly={line.isReadOnly}
      error={isBare && !isNamed(node.field) ? mistake : null}
      choose={(chosen) => change(aboutField(node, chosen as Field))}
    />
  )
  const fillings: Record<string, ReactNode> = {
    field: isNamed(node.field) ? (
      <Fragment key="field">
        {field} <NameWord node={node} line={line} change={change} />
      </Fragment>
    ) : (
      field
    ),
    operator: (
      <WordSelect
        key="operator"
        label={t('rule.operator')}
        value={way.id}
        options={offeredWays(node, line.nouns).map(({ id, word }) => ({ value: id, label: t(word) }))}
        isReadOnly={line.isReadOnly}
        choose={(id) => {
          const chosen = waysOf(node.field).find((one) => one.id === id)
          if (chosen) change(inWay(node, chosen))
        }}
      />
    ),
    value: <ValueWord key="value" node={node} mistake={mistake} line={line} change={change} />,
  }
  return (
    <div className={css.line} data-part>
      <div className={css.sentence}>
        {weave<ReactNode>(t, isBare ? 'rule.testBare' : 'rule.test', fillings, (text) => text)}
      </div>
      {!line.isReadOnly && (
        <ActionIcon
          size={30}
          className={css.remove}
          aria-label={t('rule.removeTest')}
          onClick={(event) => {
            focusNext(event.currentTarget, '[data-parts]', ':scope > [data-adds] > :first-child')
            remove()
          }}
        >
          <IconX size={16} stroke={1.5} aria-hidden />
        </ActionIcon>
      )}
    </div>
  )
}

/** Of the desk's own fields only those ways that its kind can be asked in. */
function offeredWays(node: TestNode, { fields: own }: Nouns): Way[] {
  const field = node.field === 'custom' ? fieldNamed(own, node.name) : undefined
  return field ? waysOfType(field.type) : waysOf(node.field)
}

/** Which one of its kind. */
function NameWord({ node, line, change }: { node: TestNode; line: LineProps; change: (node: TestNode) => void }) {
  const { t } = useWords()
  const common = { value: node.name, isReadOnly: line.isReadOnly, error: line.mistakeOf(node.key, 'name') }
  const set = (name: string) => change({ ...node, name })
  const choose = (label: string, options: Option[]) => (
    <WordSelect {...common} isStrong label={label} options={options} choose={set} />
  )
  if (node.field === 'custom')
    return (
      <WordSelect
        {...common}
        isStrong
        label={t('about.custom')}
        options={line.nouns.fields
          .filter((one) => one.noun !== 'deal' && (!one.isArchived || `${one.noun}.${one.key}` === node.name))
          .map((one) => ({ value: `${one.noun}.${one.key}`, label: t(`fields.one.${one.noun}`, { name: one.name }) }))}
        choose={(name) => {
          const next = { ...node, name, value: '' }
          const [first] = offeredWays(next, line.nouns).filter((way) => way.operator !== 'exists')
          change(first ? inWay(next, first) : next)
        }}
      />
    )
  if (node.field === 'contactField')
    return choose(t('about.contactField'), contactFields.map((one) => ({ value: one, label: t(`contactField.${one}`) }))) // prettier-ignore
  if (node.field === 'clock')
    return choose(t('about.clock'), clocks.map((one) => ({ value: one, label: t(one === 'any' ? 'clock.any' : `measure.${one}`) }))) // prettier-ignore
  if (node.field === 'businessHours')
    return choose(t('rule.whichHours'), [{ value: '', label: t('rule.ownHours') }, ...line.nouns.hours])
  if (node.field === 'mailsOfSender')
    return <WordInput {...common} label={t('length.in.hours')} type={(text) => set(text.replace(/\D/g, '').slice(0, 3))} /> // prettier-ignore
  return (
    <WordInput
      {...common}
      label={t('rule.headerName')}
      placeholder={t('rule.headerExample')}
      type={(name) => set(name.trim())}
    />
  )
}

function ValueWord({
  node,
  mistake,
  line,
  change,
}: {
  node: TestNode
  mistake: string | null
  line: LineProps
  change: (node: TestNode) => void
}) {
  const { t, language } = useWords()
  const { wanted } = wayOf(node)
  const common = { label: t('rule.value'), error: mistake, isReadOnly: line.isReadOnly }
  const set = (value: string) => change({ ...node, value })
  const choices: Partial<Record<typeof wanted, () => Option[]>> = {
    kind: () => kinds.map((one) => ({ value: one, label: t(`kind.${one}`) })),
    proof: () => proofs.map((one) => ({ value: one, label: t(`proof.${one}`) })),
    intent: () => intents.map((one) => ({ value: one, label: t(`intent.${one}`) })),
    origin: () => origins.map((one) => ({ value: one, label: t(`origin.${one}`) })),
    status: () => (['open', 'waiting', 'resolved'] as const).map((one) => ({ value: one, label: t(`status.${one}`) })),
    priority: () =>
      (['low', 'normal', 'high', 'urgent'] as const).map((one) => ({ value: one, label: t(`priority.${one}`) })),
    category: () => line.nouns.categories,
    ownStatus: () => line.nouns.statuses,
    stage: () => line.nouns.stages,
    user: () => line.nouns.users,
    team: () => line.nouns.teams,
    place: () => places.map((one) => ({ value: one, label: t(`place.${one}`) })),
    language: () =>
      languageCodes
        .map((code) => ({ value: code, label: languageName(code, language) }))
        .toSorted((a, b) => a.label.localeCompare(b.label, language)),
  }
  const own = wanted === 'own' ? fieldNamed(line.nouns.fields, node.name) : undefined
  const options = own ? optionsOf(own, t) : choices[wanted]
  if (options) return <WordSelect {...common} isStrong value={node.value} options={options()} choose={set} />
  if (wanted === 'number')
    return <WordInput {...common} value={node.value} placeholder="3" type={(text) => set(text.replace(/\D/g, '').slice(0, 6))} /> // prettier-ignore
  return (
    <WordInput
      {...common}
      value={node.value}
      placeholder={own ? exampleOf(own) : t(node.operator === 'matches' ? 'rule.patternExample' : 'rule.valueExample')}
      {...(wanted === 'tag' && { known: line.nouns.tags })}
      type={set}
    />
  )
}

/** Of a kind that has a list; others are typed. */
function optionsOf({ type, choices }: OwnField, t: Words['t']): (() => Option[]) | undefined {
  if (type === 'yesNo')
    return () => [
      { value: 'yes', label: t('own.yes') },
      { value: 'no', label: t('own.no') },
    ]
  if (type !== 'choice' && type !== 'choices') return undefined
  return () => choices.map((one) => ({ value: one.key, label: one.name }))
}

/** As it has to be written, the same in every language. */
function exampleOf({ type, currency }: OwnField): string {
  if (type === 'date' || type === 'dateTime') return 'today+7'
  return type === 'money' ? `100 ${currency}` : ''
}
