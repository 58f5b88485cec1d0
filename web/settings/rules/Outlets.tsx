// Where rules may send: servers and addresses, one after another. Leads read it, an administrator writes it.
import { TagsInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { changeRuleOutlets, type RuleOutlets } from '../../../src/desk/rules/outlets.api.ts'
import { useHere } from '../../session/session.ts'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { differs, Form } from '../frame/Form.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { outletsQuery } from './queries.ts'

const fields = ['webhookTo', 'forwardTo'] as const

export function Outlets() {
  const { t } = useWords()
  const query = useQuery(outletsQuery)
  return (
    <Page title={t('outlet.title')} hint={t('outlet.hint')} back="rules">
      <Loaded of={query}>{(outlets) => <Fields key={JSON.stringify(outlets)} first={outlets} />}</Loaded>
    </Page>
  )
}

function Fields({ first }: { first: RuleOutlets }) {
  const { t } = useWords()
  const isReadOnly = !useHere().may('token.manage')
  const saving = useSaving(changeRuleOutlets, { refresh: [outletsQuery.queryKey] })
  const [values, setValues] = useState(first)
  async function save() {
    if (await saving.send(values)) sayDone(t('form.saved'))
  }
  return (
    <Form
      saving={saving}
      submit={save}
      label={t('form.save')}
      isDirty={differs(values, first)}
      back="rules"
      isReadOnly={isReadOnly}
    >
      {fields.map((field) => (
        <TagsInput
          key={field}
          label={t(`outlet.${field}`)}
          description={t(`outlet.${field}Hint`)}
          value={values[field]}
          readOnly={isReadOnly}
          acceptValueOnBlur
          maxTags={200}
          error={saving.at(field)}
          onChange={(entries) => setValues((was) => ({ ...was, [field]: entries }))}
        />
      ))}
    </Form>
  )
}
