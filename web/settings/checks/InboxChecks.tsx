// What is looked at before an answer leaves one inbox: a level for each check, its phrases and ways of address, and words to try it on.
import { NativeSelect, NumberInput, TagsInput } from '@mantine/core'
import { useState } from 'react'
import { changeCheckPolicy, CheckLevel, TwoWays, type CheckName, type CheckPolicy } from '../../../src/desk/checks/checks.api.ts' // prettier-ignore
import { useHere, useInboxes } from '../../session/session.ts'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { differs, Form, Pair } from '../frame/Form.tsx'
import { Page, Part } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Phrases } from './Phrases.tsx'
import { checksQuery } from './queries.ts'
import { TryChecks } from './TryChecks.tsx'
import css from './checks.module.css'

type Levels = Partial<Record<CheckName, CheckLevel>>

const groups = {
  recipients: ['newRecipient', 'lookAlike', 'manyRecipients', 'bccAnswer', 'severalCompanies', 'ownInbox'],
  letter: ['attachment', 'unfilled', 'greeting', 'greetingName', 'closing', 'language', 'question', 'date'],
  secrets: ['cardNumber', 'iban', 'nationalNumber', 'password', 'apiKey', 'privateKey', 'signInLink'],
  links: ['linkElsewhere', 'linkDisguised', 'linkInternal', 'linkBroken', 'linkPlain'],
  tone: ['formality', 'bannedPhrase', 'preferredPhrase', 'jargon', 'shouting', 'blame', 'longSentence'],
} as const satisfies Record<string, readonly CheckName[]>

export function InboxChecks({ policy, defaults }: { policy: CheckPolicy; defaults: Record<CheckName, CheckLevel> }) {
  const { t, language } = useWords()
  const here = useHere()
  const { byId } = useInboxes()
  const saving = useSaving(changeCheckPolicy, { refresh: [checksQuery.queryKey] })
  const { inboxId, version, ...rules } = policy
  const [values, setValues] = useState(rules)
  const change = (part: Partial<typeof values>) => setValues((was) => ({ ...was, ...part }))
  const isReadOnly = !here.may('inbox.configure')
  const names = new Intl.DisplayNames([language], { type: 'language', fallback: 'code' })
  const chosen = Object.fromEntries(
    Object.entries(values.formality).filter(([, way]) => way),
  ) as typeof values.formality
  return (
    <Page
      title={t('checks.of', { name: byId.get(inboxId)?.name ?? '' })}
      hint={isReadOnly ? t('settings.readOnly') : t('checks.ofHint')}
      back="checks"
    >
      <Form
        saving={saving}
        submit={async () => {
          if (await saving.send({ id: inboxId, version, ...values, formality: chosen })) sayDone(t('form.saved'))
        }}
        label={t('form.save')}
        isDirty={differs(values, rules)}
        back="checks"
        isReadOnly={isReadOnly}
      >
        {(Object.keys(groups) as (keyof typeof groups)[]).map((group) => (
          <LevelTable
            key={group}
            title={t(`checks.group.${group}`)}
            names={groups[group]}
            levels={values.levels}
            defaults={defaults}
            change={(levels) => change({ levels })}
            isReadOnly={isReadOnly}
          />
        ))}
        <Pair>
          <NumberInput
            label={t('checks.longSentence')}
            min={10}
            max={200}
            readOnly={isReadOnly}
            value={values.longSentence}
            error={saving.at('longSentence')}
            onChange={(value) => change({ longSentence: Number(value) })}
          />
          <NumberInput
            label={t('checks.manyRecipients')}
            min={2}
            max={100}
            readOnly={isReadOnly}
            value={values.manyRecipients}
            error={saving.at('manyRecipients')}
            onChange={(value) => change({ manyRecipients: Number(value) })}
          />
        </Pair>
        <TagsInput
          label={t('checks.ownAccounts')}
          description={t('checks.ownAccountsHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          readOnly={isReadOnly}
          value={values.ownAccounts}
          error={saving.at('ownAccounts')}
          onChange={(ownAccounts) => change({ ownAccounts })}
        />
        <Part title={t('checks.formality')} hint={t('checks.formalityHint')}>
          <div className={css.formality}>
            {TwoWays.options.map((code) => (
              <NativeSelect
                key={code}
                label={names.of(code)}
                disabled={isReadOnly}
                value={values.formality[code] ?? ''}
                data={['', 'formal', 'informal'].map((value) => ({
                  value,
                  label: t(`checks.way.${(value || 'same') as 'formal'}`, { words: WAYS[code] }),
                }))}
                onChange={(event) => {
                  const way = event.currentTarget.value as 'formal' | 'informal' | ''
                  change({ formality: { ...values.formality, [code]: way || undefined } })
                }}
              />
            ))}
          </div>
        </Part>
        <Part title={t('checks.phrases')} hint={t('checks.phrasesHint')}>
          <Phrases
            phrases={values.phrases}
            change={(phrases) => change({ phrases })}
            at={saving.at}
            isReadOnly={isReadOnly}
          />
        </Part>
      </Form>
      {!isReadOnly && <TryChecks inboxId={inboxId} rules={{ ...values, formality: chosen }} />}
    </Page>
  )
}

/** How the languages themselves call the two. */
const WAYS = { nl: 'u / je', de: 'Sie / du', fr: 'vous / tu', es: 'usted / tú', tr: 'siz / sen', az: 'siz / sən' }

interface LevelTableProps {
  title: string
  names: readonly CheckName[]
  levels: Levels
  defaults: Record<CheckName, CheckLevel>
  change: (levels: Levels) => void
  isReadOnly: boolean
}

function LevelTable({ title, names, levels, defaults, change, isReadOnly }: LevelTableProps) {
  const { t } = useWords()
  return (
    <table className={css.table}>
      <caption>{title}</caption>
      <tbody>
        {names.map((name) => (
          <tr key={name}>
            <th scope="row">
              {t(`checks.name.${name}`)}
              <span className={css.about}>{t(`checks.about.${name}`)}</span>
            </th>
            <td>
              <NativeSelect
                aria-label={t(`checks.name.${name}`)}
                disabled={isReadOnly}
                value={levels[name] ?? ''}
                data={[
                  { value: '', label: t('checks.default', { level: t(`checks.level.${defaults[name]}`) }) },
                  ...CheckLevel.options.map((value) => ({ value, label: t(`checks.level.${value}`) })),
                ]}
                onChange={(event) => {
                  const { [name]: _, ...rest } = levels
                  const value = event.currentTarget.value
                  change(value === '' ? rest : { ...rest, [name]: CheckLevel.parse(value) })
                }}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
