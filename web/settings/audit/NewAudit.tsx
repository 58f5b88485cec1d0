// A new audit: of which time and inboxes, and how many mails.
import { MultiSelect, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { beginRoutingAudit } from '../../../src/flows/audit/audits.api.ts'
import { useWords } from '../../words.ts'
import { Form, Pair } from '../frame/Form.tsx'
import { useGo } from '../frame/go.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { useNouns } from '../rules/names.ts'
import { auditsQuery } from './queries.ts'

const DAY = 86_400_000
const lengths = [7, 30, 90, 365]
const sizes = [30, 50, 100, 200, 400]

export function NewAudit() {
  const { t } = useWords()
  const go = useGo()
  const { inboxes } = useNouns()
  const saving = useSaving(beginRoutingAudit, { refresh: [auditsQuery.queryKey] })
  const [days, setDays] = useState(30)
  const [size, setSize] = useState(100)
  const [inboxIds, setInboxIds] = useState<string[]>([])
  async function begin() {
    const now = Date.now()
    const asked = { since: new Date(now - days * DAY).toISOString(), until: new Date(now).toISOString(), size }
    const made = await saving.send(inboxIds.length > 0 ? { ...asked, inboxIds } : asked)
    if (made) go(`audit/${made.id}/judge`)
  }
  return (
    <Page title={t('audit.begin')} hint={t('audit.beginHint')} back="audit">
      <Form saving={saving} submit={begin} label={t('audit.draw')} isDirty={false} back="audit">
        <Pair>
          <NativeSelect
            label={t('audit.period')}
            value={String(days)}
            onChange={(event) => setDays(Number(event.currentTarget.value))}
            data={lengths.map((one) => ({ value: String(one), label: t('audit.lastDays', { count: one }) }))}
          />
          <NativeSelect
            label={t('audit.size')}
            description={t('audit.sizeHint')}
            value={String(size)}
            onChange={(event) => setSize(Number(event.currentTarget.value))}
            data={sizes.map((one) => ({ value: String(one), label: String(one) }))}
          />
        </Pair>
        <MultiSelect
          label={t('field.inbox')}
          placeholder={inboxIds.length === 0 ? t('audit.allInboxes') : ''}
          value={inboxIds}
          onChange={setInboxIds}
          data={inboxes}
          searchable
          clearable
        />
      </Form>
    </Page>
  )
}
