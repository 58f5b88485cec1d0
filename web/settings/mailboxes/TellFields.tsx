// What is changed in a mail account when something happens here, and who wins where both sides changed one thing. Off, until somebody
// wants it; then with what suits most accounts.
import { Select, Switch, TextInput } from '@mantine/core'
import { useWords } from '../../words.ts'
import { Pair } from '../frame/Form.tsx'
import { isTelling, silent, usual, type Values } from './values.ts'
import css from './mailbox.module.css'

const choices = {
  tellResolved: ['nothing', 'archive', 'mark'],
  tellDeleted: ['nothing', 'trash', 'expunge'],
  tellSeen: ['never', 'opened', 'handled'],
  tellFlagged: ['nothing', 'flag'],
  tellTags: ['nothing', 'label'],
  tellSent: ['nothing', 'append'],
  statusRule: ['postroom', 'later', 'server'],
  flagRule: ['later', 'postroom', 'server'],
} as const

type Name = keyof typeof choices

interface Part {
  values: Values
  change: (part: Partial<Values>) => void
}

export function TellFields({ at, ...part }: Part & { at: (field: string) => string | null }) {
  const { t } = useWords()
  const { values, change } = part
  const isOn = isTelling(values)
  return (
    <fieldset className={css.tell}>
      <Switch
        label={t('mailbox.tell')}
        description={t('mailbox.tellHint')}
        checked={isOn}
        onChange={(event) => change(event.currentTarget.checked ? usual : silent)}
      />
      {isOn && (
        <>
          <Pair>
            <Choice name="tellResolved" {...part} />
            <Choice name="tellDeleted" {...part} />
          </Pair>
          <Pair>
            <Choice name="tellSeen" {...part} />
            <Choice name="tellFlagged" {...part} />
          </Pair>
          <Pair>
            <Choice name="tellTags" {...part} />
            <Choice name="tellSent" {...part} />
          </Pair>
        </>
      )}
      <details className={css.details}>
        <summary>{t('mailbox.tellMore')}</summary>
        <Pair>
          <Choice name="statusRule" {...part} />
          <Choice name="flagRule" {...part} />
        </Pair>
        <Pair>
          {(['archiveFolder', 'sentFolder'] as const).map((name) => (
            <TextInput
              key={name}
              label={t(`mailbox.${name}`)}
              placeholder={t('mailbox.folderFound')}
              value={values[name]}
              error={at(name)}
              onChange={(event) => change({ [name]: event.currentTarget.value })}
            />
          ))}
        </Pair>
      </details>
    </fieldset>
  )
}

function Choice({ name, values, change }: Part & { name: Name }) {
  const { t, tOr } = useWords()
  const group = name === 'statusRule' || name === 'flagRule' ? 'rule' : name
  return (
    <Select
      label={t(`mailbox.${name}`)}
      data={choices[name].map((value) => ({ value, label: tOr(`mailbox.${group}.${value}`, value) }))}
      value={values[name]}
      allowDeselect={false}
      onChange={(value) => value && change({ [name]: value })}
    />
  )
}
