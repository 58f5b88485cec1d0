// One colleague: when they are there, what they can, how much they are given at once; their time off.
import { ActionIcon, Autocomplete, NativeSelect, NumberInput, Select, Switch } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { changeWorkPattern, type Skill, type WorkPattern } from '../../../src/desk/assignment/assignment.api.ts'
import type { Week } from '../../../src/desk/hours/hours.api.ts'
import { categoriesQuery, useHere, useUsers } from '../../session/session.ts'
import { Empty } from '../../shell/states.tsx'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { Form, differs, Pair } from '../frame/Form.tsx'
import { useGo } from '../frame/go.tsx'
import { LinkButton } from '../frame/LinkButton.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { WeekGrid } from '../hours/WeekGrid.tsx'
import css from './assignment.module.css'
import { boardQuery, patternsQuery } from './queries.ts'
import { TimeOffPart } from './TimeOffPart.tsx'

const office: [string, string][] = [['09:00', '17:00']]
const usual: Week = { mon: office, tue: office, wed: office, thu: office, fri: office, sat: [], sun: [] }
/** Those mail is known to come in; any other code is accepted by the API. */
const languages = ['en', 'nl', 'de', 'fr', 'es', 'it', 'pt', 'pl', 'cs', 'sv', 'da', 'no', 'fi', 'tr', 'az', 'ru', 'uk', 'ar', 'zh', 'ja', 'ko', 'hu', 'ro', 'el', 'bg'] // prettier-ignore

export function Pattern({ id }: { id: string }) {
  const { t } = useWords()
  const here = useHere()
  const patterns = useQuery(patternsQuery)
  return (
    <Loaded of={patterns}>
      {(all) => {
        const pattern = all.find((one) => one.userId === id)
        if (!pattern) return <Empty title={t('state.notThere')} />
        if (!here.may('rule.write') && here.user.id !== id) return <Empty title={t('settings.denied')} />
        return <PatternPage key={`${id} ${pattern.version}`} pattern={pattern} isReadOnly={!here.may('rule.write')} />
      }}
    </Loaded>
  )
}

function PatternPage({ pattern, isReadOnly }: { pattern: WorkPattern; isReadOnly: boolean }) {
  const { t } = useWords()
  const here = useHere()
  const go = useGo()
  const { byId } = useUsers()
  const { data: categories = [] } = useQuery(categoriesQuery)
  const saving = useSaving(changeWorkPattern, { refresh: [patternsQuery.queryKey, boardQuery.queryKey] })
  const [first] = useState(() => ({
    slots: pattern.slots as number | string,
    hours: pattern.hours,
    languages: pattern.languages,
    categories: pattern.categories,
  }))
  const [values, setValues] = useState(first)
  const [zones] = useState(() => Intl.supportedValuesOf('timeZone'))
  const change = (part: Partial<typeof values>) => setValues((was) => ({ ...was, ...part }))
  const { hours } = values
  async function save() {
    const slots = values.slots === '' ? Number.NaN : Number(values.slots)
    if (!(await saving.send({ id: pattern.userId, version: pattern.version, ...values, slots }))) return
    sayDone(t('form.saved'))
    go('assignment')
  }
  const mine = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <Page
      title={byId.get(pattern.userId)?.name ?? ''}
      hint={t('pattern.hint')}
      back="assignment"
      actions={
        here.may('rule.write') && (
          <LinkButton variant="default" page={`assignment/hand-over/${pattern.userId}`}>
            {t('handOver.open')}
          </LinkButton>
        )
      }
    >
      <Form
        saving={saving}
        submit={save}
        label={t('form.save')}
        isDirty={differs(values, first)}
        back="assignment"
        isReadOnly={isReadOnly}
      >
        <NumberInput
          label={t('pattern.slots')}
          description={t('pattern.slotsHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          style={{ maxWidth: 440 }}
          min={0}
          max={50}
          allowDecimal={false}
          readOnly={isReadOnly}
          value={values.slots}
          error={saving.at('slots')}
          onChange={(slots) => change({ slots })}
        />
        <Switch
          label={t('pattern.hasHours')}
          description={t('pattern.hasHoursHint')}
          checked={hours !== null}
          disabled={isReadOnly}
          onChange={(event) => change({ hours: event.currentTarget.checked ? { timeZone: mine, week: usual } : null })}
        />
        {hours && (
          <>
            <Pair>
              <Autocomplete
                label={t('hours.zone')}
                data={zones}
                limit={30}
                readOnly={isReadOnly}
                value={hours.timeZone}
                error={saving.at('timeZone') ?? saving.at('hours.timeZone')}
                onChange={(timeZone) => change({ hours: { ...hours, timeZone } })}
              />
            </Pair>
            <fieldset disabled={isReadOnly} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
              <WeekGrid
                week={hours.week}
                at={(field) => saving.at(field) ?? saving.at(`hours.${field}`)}
                change={(week) => change({ hours: { ...hours, week } })}
              />
            </fieldset>
          </>
        )}
        <Skills
          field="languages"
          known={languages.map((code) => ({ value: code, label: code }))}
          isNamedByCode
          skills={values.languages}
          isReadOnly={isReadOnly}
          at={saving.at}
          change={(all) => change({ languages: all })}
        />
        <Skills
          field="categories"
          known={categories.map(({ id, name }) => ({ value: id, label: name }))}
          skills={values.categories}
          isReadOnly={isReadOnly}
          at={saving.at}
          change={(all) => change({ categories: all })}
        />
      </Form>
      <TimeOffPart pattern={pattern} />
    </Page>
  )
}

function Skills({
  field,
  known,
  isNamedByCode = false,
  skills,
  isReadOnly,
  at,
  change,
}: {
  field: 'languages' | 'categories'
  known: { value: string; label: string }[]
  isNamedByCode?: boolean
  skills: Skill[]
  isReadOnly: boolean
  at: (field: string) => string | null
  change: (skills: Skill[]) => void
}) {
  const { t, language } = useWords()
  const names = new Intl.DisplayNames([language], { type: 'language', fallback: 'code' })
  const nameOf = (id: string) =>
    (isNamedByCode ? names.of(id) : known.find((one) => one.value === id)?.label) ?? t('pattern.gone')
  const left = known
    .filter((one) => !skills.some(({ id }) => id === one.value))
    .map(({ value }) => ({ value, label: nameOf(value) }))
  return (
    <fieldset className={css.skills}>
      <legend>{t(`pattern.${field}`)}</legend>
      <p className={css.hint}>{t(skills.length === 0 ? `pattern.${field}Any` : `pattern.${field}Hint`)}</p>
      {skills.map((skill, place) => (
        <div key={skill.id} className={css.skill}>
          <span>{nameOf(skill.id)}</span>
          <NativeSelect
            aria-label={t('pattern.level', { skill: nameOf(skill.id) })}
            disabled={isReadOnly}
            data={[1, 2, 3].map((level) => ({ value: String(level), label: t(`level.${level as 1 | 2 | 3}`) }))}
            value={String(skill.level)}
            error={at(`${field}.${place}`)}
            onChange={(event) =>
              change(skills.map((one) => (one === skill ? { ...one, level: Number(event.currentTarget.value) } : one)))
            }
          />
          {!isReadOnly && (
            <ActionIcon
              size={28}
              aria-label={t('pattern.remove', { skill: nameOf(skill.id) })}
              onClick={() => change(skills.filter((one) => one !== skill))}
            >
              <IconX size={16} stroke={1.5} aria-hidden />
            </ActionIcon>
          )}
        </div>
      ))}
      {!isReadOnly && left.length > 0 && (
        <Select
          key={skills.length}
          aria-label={t(`pattern.${field}Add`)}
          placeholder={t(`pattern.${field}Add`)}
          data={left}
          searchable
          value={null}
          style={{ maxWidth: 440 }}
          nothingFoundMessage={t('palette.nothing')}
          onChange={(id) => id && change([...skills, { id, level: 2 }])}
        />
      )}
    </fieldset>
  )
}
