// One webhook: where, of what, how much; its key, shown once; and below it the log.
import { Button, Checkbox, MultiSelect, Switch, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { webhookKinds, webhookNouns } from '../../../src/desk/webhooks/kinds.api.ts'
import {
  addWebhook,
  changeWebhook,
  readWebhookKey,
  removeWebhook,
  testWebhook,
  type Webhook,
} from '../../../src/desk/webhooks/webhooks.api.ts'
import { call } from '../../call.ts'
import { useInboxes } from '../../session/session.ts'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { differs, Form, Pair } from '../frame/Form.tsx'
import { useGo } from '../frame/go.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Secret } from '../frame/Secret.tsx'
import { Sure } from '../frame/Sure.tsx'
import { Deliveries } from './Deliveries.tsx'
import { webhooksQuery } from './queries.ts'
import css from './webhooks.module.css'

const options = { refresh: [webhooksQuery.queryKey], fieldOf: { 'inbox-missing': 'inboxIds' } }

function valuesOf(webhook: Webhook | undefined) {
  return {
    name: webhook?.name ?? '',
    url: '',
    kinds: webhook?.kinds ?? [],
    inboxIds: webhook?.inboxIds ?? [],
    isWithContent: webhook?.isWithContent ?? false,
    isEnabled: webhook?.isEnabled ?? true,
  }
}

export function WebhookForm({ webhook }: { webhook: Webhook | undefined }) {
  const { t } = useWords()
  const go = useGo()
  const { inboxes } = useInboxes()
  const adding = useSaving(addWebhook, options)
  const changing = useSaving(changeWebhook, options)
  const saving = webhook ? changing : adding
  const [first] = useState(() => valuesOf(webhook))
  const [values, setValues] = useState(first)
  const [key, setKey] = useState<string | null>(null)
  const change = (part: Partial<typeof values>) => setValues((was) => ({ ...was, ...part }))

  async function save() {
    const { url, inboxIds, ...rest } = values
    const wanted = { ...rest, inboxIds: inboxIds.length > 0 ? inboxIds : null }
    if (webhook) {
      if (!(await changing.send({ ...wanted, id: webhook.id, version: webhook.version, ...(url.trim() && { url }) })))
        return
      sayDone(t('form.saved'))
      return go('webhooks')
    }
    const added = await adding.send({ ...wanted, url })
    if (added) setKey(added.key)
  }
  if (key !== null && !webhook)
    return (
      <Page title={values.name} back="webhooks">
        <Secret value={key} label={t('webhook.key')} hint={t('webhook.keyHint')} />
      </Page>
    )
  return (
    <Page
      title={webhook?.name ?? t('webhook.add')}
      back="webhooks"
      actions={webhook && <Deeds webhook={webhook} showKey={setKey} />}
    >
      {key !== null && <Secret value={key} label={t('webhook.key')} hint={t('webhook.keyHint')} />}
      <Form
        saving={saving}
        submit={save}
        label={t(webhook ? 'form.save' : 'form.add')}
        isDirty={key === null && differs(values, first)}
        back="webhooks"
      >
        <Pair>
          <TextInput
            label={t('webhook.name')}
            maxLength={80}
            autoFocus={!webhook}
            value={values.name}
            error={saving.at('name')}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <TextInput
            label={t('webhook.url')}
            description={webhook ? t('webhook.urlKept', { server: webhook.server }) : t('webhook.urlHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            placeholder={t('webhook.urlExample')}
            type="url"
            autoCapitalize="none"
            spellCheck={false}
            value={values.url}
            error={saving.at('url')}
            onChange={(event) => change({ url: event.currentTarget.value })}
          />
        </Pair>
        <Kinds chosen={values.kinds} mistake={saving.at('kinds')} choose={(kinds) => change({ kinds })} />
        <MultiSelect
          label={t('webhook.inboxes')}
          placeholder={values.inboxIds.length === 0 ? t('webhook.anyInbox') : ''}
          data={inboxes.map(({ id, name }) => ({ value: id, label: name }))}
          value={values.inboxIds}
          error={saving.at('inboxIds')}
          onChange={(inboxIds) => change({ inboxIds })}
        />
        <Checkbox
          label={t('webhook.withContent')}
          description={t('webhook.withContentHint')}
          checked={values.isWithContent}
          onChange={(event) => change({ isWithContent: event.currentTarget.checked })}
        />
        <Switch
          label={t('webhook.isEnabled')}
          checked={values.isEnabled}
          onChange={(event) => change({ isEnabled: event.currentTarget.checked })}
        />
      </Form>
      {webhook && <Deliveries id={webhook.id} />}
    </Page>
  )
}

function Deeds({ webhook: { id, name }, showKey }: { webhook: Webhook; showKey: (key: string) => void }) {
  const { t } = useWords()
  const go = useGo()
  const client = useQueryClient()
  const ask = (isNew: boolean) => call(readWebhookKey, { id, isNew }).then(({ key }) => showKey(key))
  return (
    <>
      <Button
        variant="default"
        onClick={() =>
          void call(testWebhook, { id })
            .then(() => sayDone(t('webhook.tested')))
            .catch(sayFailed)
            .finally(() => void client.invalidateQueries({ queryKey: ['webhook', 'deliveries'] }))
        }
      >
        {t('webhook.test')}
      </Button>
      <Button variant="default" onClick={() => void ask(false).catch(sayFailed)}>
        {t('webhook.showKey')}
      </Button>
      <Sure label={t('webhook.newKey')} title={t('webhook.newKeyTitle')} run={() => ask(true)}>
        <p>{t('webhook.newKeyHint')}</p>
      </Sure>
      <Sure
        label={t('form.remove')}
        title={t('webhook.removeTitle', { name })}
        run={async () => {
          await call(removeWebhook, { id })
          await client.invalidateQueries({ queryKey: webhooksQuery.queryKey })
          sayDone(t('webhook.removed'))
          go('webhooks')
        }}
      >
        <p>{t('webhook.removeHint')}</p>
      </Sure>
    </>
  )
}

/** By what they are about: all of it, or one by one. */
function Kinds({
  chosen,
  mistake,
  choose,
}: {
  chosen: string[]
  mistake: string | null
  choose: (kinds: string[]) => void
}) {
  const { t } = useWords()
  const turn = (kind: string, noun: string) => {
    if (chosen.includes(kind)) return choose(chosen.filter((one) => one !== kind))
    // All of them stands for each of them.
    const rest = kind === `${noun}.*` ? chosen.filter((one) => !one.startsWith(`${noun}.`)) : chosen
    choose([...rest, kind])
  }
  return (
    <fieldset className={css.kinds} aria-invalid={mistake ? true : undefined}>
      <legend className={css.legend}>{t('webhook.kinds')}</legend>
      {mistake && (
        <p role="alert" className={css.wrong}>
          {t('webhook.kindsNeeded')}
        </p>
      )}
      {webhookNouns.map((noun) => {
        const isAll = chosen.includes(`${noun}.*`)
        const count = chosen.filter((one) => one.startsWith(`${noun}.`)).length
        return (
          <div key={noun} className={css.noun}>
            <Checkbox
              label={t('webhook.all', { noun: t(`webhook.noun.${noun}`) })}
              checked={isAll}
              indeterminate={!isAll && count > 0}
              onChange={() => turn(`${noun}.*`, noun)}
            />
            <details className={css.some} open={count > 0 && !isAll}>
              <summary>{t('webhook.each')}</summary>
              <div className={css.each}>
                {webhookKinds[noun].map((one) => (
                  <Checkbox
                    key={one}
                    label={<code>{`${noun}.${one}`}</code>}
                    checked={isAll || chosen.includes(`${noun}.${one}`)}
                    disabled={isAll}
                    onChange={() => turn(`${noun}.${one}`, noun)}
                  />
                ))}
              </div>
            </details>
          </div>
        )
      })}
    </fieldset>
  )
}
