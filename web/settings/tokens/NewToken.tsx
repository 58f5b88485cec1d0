// Making a token: what it may, where, until when; then its secret, once.
import { Anchor, MultiSelect, Radio, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { createToken } from '../../../src/desk/users/tokens.api.ts'
import { useInboxes } from '../../session/session.ts'
import { useWords } from '../../words.ts'
import { differs, Form, Pair } from '../frame/Form.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Secret } from '../frame/Secret.tsx'
import { tokensQuery } from './queries.ts'
import { Scopes } from './Scopes.tsx'
import { LinkButton } from '../frame/LinkButton.tsx'

const ends = ['7', '30', '90', '365', 'never'] as const
const empty = {
  name: '',
  scopes: [] as string[],
  inboxIds: [] as string[],
  days: '90' as (typeof ends)[number],
  isDesks: false,
}
const options = { refresh: [tokensQuery.queryKey], fieldOf: { 'scope-unknown': 'scopes' } }

export function NewToken() {
  const { t } = useWords()
  const { inboxes } = useInboxes()
  const saving = useSaving(createToken, options)
  const [values, setValues] = useState(empty)
  const [secret, setSecret] = useState<string | null>(null)
  const change = (part: Partial<typeof values>) => setValues((was) => ({ ...was, ...part }))
  async function save() {
    const { inboxIds, days, ...rest } = values
    const made = await saving.send({
      ...rest,
      inboxIds: inboxIds.length > 0 ? inboxIds : null,
      days: days === 'never' ? null : Number(days),
    })
    if (made) setSecret(made.secret)
  }
  if (secret)
    return (
      <Page title={t('token.made', { name: values.name })} back="tokens">
        <Secret label={t('token.secret')} hint={t('token.secretHint')} value={secret} />
        <p style={{ marginTop: 16, display: 'flex', gap: 16, alignItems: 'center' }}>
          <LinkButton page="tokens" variant="default">
            {t('form.done')}
          </LinkButton>
          <Anchor href="/api/docs" target="_blank" rel="noreferrer">
            {t('token.docs')}
          </Anchor>
        </p>
      </Page>
    )
  return (
    <Page title={t('token.add')} back="tokens">
      <Form
        saving={saving}
        submit={save}
        label={t('token.make')}
        isDirty={differs(values, empty) && secret === null}
        back="tokens"
      >
        <Pair>
          <TextInput
            label={t('token.name')}
            placeholder={t('token.nameExample')}
            autoFocus
            value={values.name}
            error={saving.at('name')}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <Select
            label={t('token.until')}
            data={ends.map((value) => ({
              value,
              label: value === 'never' ? t('token.endless') : t('token.days', { days: Number(value) }),
            }))}
            value={values.days}
            allowDeselect={false}
            error={saving.at('days')}
            onChange={(days) => days && change({ days: days as typeof values.days })}
          />
        </Pair>
        <Radio.Group
          label={t('token.whose')}
          value={values.isDesks ? 'desk' : 'me'}
          onChange={(value) => change({ isDesks: value === 'desk' })}
        >
          <div style={{ display: 'grid', gap: 8, marginTop: 8 }}>
            <Radio value="me" label={t('token.whoseMe')} description={t('token.whoseMeHint')} />
            <Radio value="desk" label={t('token.whoseDesk')} description={t('token.whoseDeskHint')} />
          </div>
        </Radio.Group>
        <MultiSelect
          label={t('settings.inboxes')}
          description={t('token.inboxesHint')}
          data={inboxes.map(({ id, name }) => ({ value: id, label: name }))}
          placeholder={values.inboxIds.length === 0 ? t('token.inboxesAll') : ''}
          value={values.inboxIds}
          error={saving.at('inboxIds')}
          onChange={(inboxIds) => change({ inboxIds })}
        />
        <Scopes chosen={values.scopes} mistake={saving.at('scopes')} choose={(scopes) => change({ scopes })} />
      </Form>
    </Page>
  )
}
