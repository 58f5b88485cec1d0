// One letter of a sequence: when it leaves, what must hold for that, and its words in each language.
import { ActionIcon, MultiSelect, NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { stages as lifeStages } from '../../../src/desk/contacts/names.api.ts'
import type { SequenceStep, StepCondition } from '../../../src/desk/sequences/sequences.api.ts'
import { freshKey } from '../../call.ts'
import { useWords } from '../../words.ts'
import { Handle, lands } from '../frame/Handle.tsx'
import type { useReorder } from '../frame/reorder.ts'
import type { Words } from '../macros/MacroEditor.tsx'
import { Variants } from '../macros/Variants.tsx'
import { useNouns } from '../rules/names.ts'
import { inUnits, minutesIn, type Unit } from '../rules/sentence.ts'
import css from './sequences.module.css'

/** A step while it is edited: its variants have keys, and their subjects lie beside them. */
export type StepNode = Omit<SequenceStep, 'variants'> & { variants: Words[]; subjects: Record<string, string> }

const empty = { type: 'doc' as const, content: [{ type: 'paragraph' as const }] }
const DAY = 24 * 60

export function nodeOf(step: SequenceStep): StepNode {
  const variants = step.variants.map(({ language, body }) => ({ language, body, key: freshKey() }))
  const subjects = Object.fromEntries(variants.map(({ key }, at) => [key, step.variants[at]?.subject ?? '']))
  return { ...step, variants, subjects }
}

export function stepOf({ subjects, ...node }: StepNode): SequenceStep {
  return {
    ...node,
    variants: node.variants.map(({ key, language, body }) => ({ language, body, subject: subjects[key] ?? '' })),
  }
}

export function freshStep(language: string, at: number): StepNode {
  return nodeOf({
    key: freshKey().slice(0, 16),
    wait: { minutes: at === 0 ? 0 : 3 * DAY, counts: 'calendar' },
    conditions: [],
    otherwise: 'skip',
    isNewThread: false,
    variants: [{ language, subject: '', body: empty }],
  })
}

interface StepEditorProps {
  node: StepNode
  at: number
  count: number
  order: ReturnType<typeof useReorder>
  variables: string[]
  isReadOnly: boolean
  mistake: (field: string) => string | null
  change: (next: (was: StepNode) => StepNode) => void
  drop: (() => void) | null
}

export function StepEditor({ node, at, count, order, variables, isReadOnly, mistake, change, drop }: StepEditorProps) {
  const { t } = useWords()
  const name = t('sequences.letterNumber', { number: at + 1 })
  const set = (part: Partial<StepNode>) => change((was) => ({ ...was, ...part }))
  return (
    <li className={css.step} data-lands={lands(order, at)} aria-label={name}>
      <div className={css.stepHead}>
        {!isReadOnly && count > 1 && <Handle order={order} at={at} name={name} count={count} />}
        <h3 className={css.stepName}>{name}</h3>
        <Waits node={node} isFirst={at === 0} isReadOnly={isReadOnly} mistake={mistake('wait')} set={set} />
        {drop && !isReadOnly && (
          <ActionIcon size={32} aria-label={t('form.removeThis', { name })} onClick={drop}>
            <IconX size={16} stroke={1.5} aria-hidden />
          </ActionIcon>
        )}
      </div>
      <Variants
        all={node.variants}
        variables={variables}
        isReadOnly={isReadOnly}
        at={(field) => mistake(`${field}.body`)}
        above={(variant, place) => (
          <TextInput
            label={t('composer.subject')}
            placeholder={at > 0 && !node.isNewThread ? t('sequences.subjectAsBefore') : ''}
            maxLength={300}
            readOnly={isReadOnly}
            value={node.subjects[variant.key] ?? ''}
            error={mistake(`variants.${place}.subject`)}
            onChange={(event) => {
              const subject = event.currentTarget.value
              change((was) => ({ ...was, subjects: { ...was.subjects, [variant.key]: subject } }))
            }}
          />
        )}
        change={(step) => change((was) => ({ ...was, variants: step(was.variants) }))}
      />
      {at > 0 && (
        <Switch
          label={t('sequences.isNewThread')}
          checked={node.isNewThread}
          disabled={isReadOnly}
          onChange={(event) => set({ isNewThread: event.currentTarget.checked })}
        />
      )}
      <Conditions node={node} isReadOnly={isReadOnly} mistake={mistake} set={set} />
    </li>
  )
}

interface PartProps {
  node: StepNode
  isReadOnly: boolean
  set: (part: Partial<StepNode>) => void
}

function Waits({
  node: { wait },
  isFirst,
  isReadOnly,
  mistake,
  set,
}: PartProps & { isFirst: boolean; mistake: string | null }) {
  const { t } = useWords()
  const { count, unit } = wait.minutes === 0 ? { count: 0, unit: 'days' as Unit } : inUnits(wait.minutes)
  const put = (many: number, of: Unit) => set({ wait: { ...wait, minutes: many * minutesIn(of) } })
  return (
    <div className={css.wait} role="group" aria-label={t(isFirst ? 'sequences.waitFirst' : 'sequences.wait')}>
      <span className={css.muted}>{t(isFirst ? 'sequences.waitFirst' : 'sequences.wait')}</span>
      <NumberInput
        size="xs"
        w={76}
        min={0}
        max={366}
        aria-label={t('length.count')}
        readOnly={isReadOnly}
        value={count}
        error={mistake}
        onChange={(given) => put(typeof given === 'number' ? given : 0, unit)}
      />
      <Select
        size="xs"
        w={110}
        aria-label={t('length.unit')}
        readOnly={isReadOnly}
        allowDeselect={false}
        data={(['minutes', 'hours', 'days'] as const).map((one) => ({ value: one, label: t(`length.in.${one}`) }))}
        value={unit}
        onChange={(chosen) => chosen && put(Math.max(1, count), chosen as Unit)}
      />
      <Select
        size="xs"
        w={170}
        aria-label={t('length.counts')}
        readOnly={isReadOnly}
        allowDeselect={false}
        data={(['calendar', 'business'] as const).map((one) => ({ value: one, label: t(`length.by.${one}`) }))}
        value={wait.counts}
        onChange={(chosen) => chosen && set({ wait: { ...wait, counts: chosen as 'business' | 'calendar' } })}
      />
    </div>
  )
}

const kinds = ['dealIn', 'contactStage', 'contactTag'] as const

function freshCondition(is: StepCondition['is'], stageId: string): StepCondition {
  if (is === 'dealIn') return { is, stageIds: stageId ? [stageId] : [] }
  return is === 'contactStage' ? { is, stages: ['lead'] } : { is, tag: '', has: true }
}

function Conditions({ node, isReadOnly, mistake, set }: PartProps & { mistake: (field: string) => string | null }) {
  const { t } = useWords()
  const nouns = useNouns()
  const { conditions, otherwise } = node
  const put = (at: number, one: StepCondition) =>
    set({ conditions: conditions.map((was, place) => (place === at ? one : was)) })
  return (
    <div className={css.conditions}>
      {conditions.map((one, at) => (
        <div key={at} className={css.condition}>
          <Select
            size="xs"
            aria-label={t('sequences.onlyIf')}
            readOnly={isReadOnly}
            allowDeselect={false}
            data={kinds.map((is) => ({ value: is, label: t(`sequences.if.${is}`) }))}
            value={one.is}
            onChange={(is) => is && put(at, freshCondition(is as StepCondition['is'], nouns.stages[0]?.value ?? ''))}
          />
          {one.is === 'dealIn' && (
            <MultiSelect
              size="xs"
              aria-label={t('sequences.if.dealIn')}
              data={nouns.stages}
              value={one.stageIds}
              readOnly={isReadOnly}
              error={mistake(`conditions.${at}`)}
              onChange={(stageIds) => put(at, { ...one, stageIds })}
            />
          )}
          {one.is === 'contactStage' && (
            <MultiSelect
              size="xs"
              aria-label={t('sequences.if.contactStage')}
              data={lifeStages.map((value) => ({ value, label: t(`sequences.life.${value}`) }))}
              value={one.stages}
              readOnly={isReadOnly}
              error={mistake(`conditions.${at}`)}
              onChange={(stages) => put(at, { ...one, stages: stages as typeof one.stages })}
            />
          )}
          {one.is === 'contactTag' && (
            <>
              <Select
                size="xs"
                aria-label={t('sequences.if.contactTag')}
                readOnly={isReadOnly}
                allowDeselect={false}
                data={[
                  { value: 'yes', label: t('sequences.hasTag') },
                  { value: 'no', label: t('sequences.hasNotTag') },
                ]}
                value={one.has ? 'yes' : 'no'}
                onChange={(has) => put(at, { ...one, has: has === 'yes' })}
              />
              <TextInput
                size="xs"
                aria-label={t('sequences.tag')}
                readOnly={isReadOnly}
                value={one.tag}
                error={mistake(`conditions.${at}`)}
                onChange={(event) => put(at, { ...one, tag: event.currentTarget.value })}
              />
            </>
          )}
          {!isReadOnly && (
            <ActionIcon
              size={30}
              aria-label={t('form.removeThis', { name: t(`sequences.if.${one.is}`) })}
              onClick={() => set({ conditions: conditions.filter((_, place) => place !== at) })}
            >
              <IconX size={16} stroke={1.5} aria-hidden />
            </ActionIcon>
          )}
        </div>
      ))}
      {!isReadOnly && conditions.length < 5 && (
        <button
          type="button"
          className={css.link}
          onClick={() => set({ conditions: [...conditions, freshCondition('contactStage', '')] })}
        >
          {t('sequences.addCondition')}
        </button>
      )}
      {conditions.length > 0 && (
        <Select
          size="xs"
          label={t('sequences.otherwise')}
          readOnly={isReadOnly}
          allowDeselect={false}
          data={(['skip', 'stop'] as const).map((value) => ({ value, label: t(`sequences.otherwise.${value}`) }))}
          value={otherwise}
          onChange={(chosen) => chosen && set({ otherwise: chosen as 'skip' | 'stop' })}
        />
      )}
    </div>
  )
}
