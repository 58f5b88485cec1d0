// What is looked at before an answer leaves: the inboxes, and the phrases of the whole desk.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { changeDeskPhrases, type DeskPhrases } from '../../../src/desk/checks/checks.api.ts'
import { useHere, useInboxes } from '../../session/session.ts'
import { Empty } from '../../shell/states.tsx'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { differs, Form } from '../frame/Form.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page, Part } from '../frame/Page.tsx'
import { Row, Rows } from '../frame/Rows.tsx'
import { useSaving } from '../frame/saving.ts'
import type { SectionProps } from '../sections.ts'
import { InboxChecks } from './InboxChecks.tsx'
import { Phrases } from './Phrases.tsx'
import { checksQuery } from './queries.ts'

export function Checks({ path: [id] }: SectionProps) {
  const policies = useQuery(checksQuery)
  return (
    <Loaded of={policies}>
      {({ desk, inboxes, defaultLevels }) => {
        if (id === undefined) return <All key={desk.version} desk={desk} changed={inboxes.filter((one) => one.version > 0).map((one) => one.inboxId)} /> // prettier-ignore
        const policy = inboxes.find((one) => one.inboxId === id)
        return policy ? <InboxChecks key={policy.version} policy={policy} defaults={defaultLevels} /> : <NotThere />
      }}
    </Loaded>
  )
}

function NotThere() {
  const { t } = useWords()
  return <Empty title={t('state.notThere')} />
}

function All({ desk, changed }: { desk: DeskPhrases; changed: string[] }) {
  const { t } = useWords()
  const here = useHere()
  const { inboxes } = useInboxes()
  const saving = useSaving(changeDeskPhrases, { refresh: [checksQuery.queryKey] })
  const [phrases, setPhrases] = useState(desk.phrases)
  const isReadOnly = !here.may('inbox.configure')
  return (
    <Page title={t('settings.checks')} hint={isReadOnly ? t('settings.readOnly') : t('checks.hint')}>
      <Rows label={t('settings.inboxes')} none={t('inboxes.none')}>
        {inboxes.map((one) => (
          <Row
            key={one.id}
            page={`checks/${one.id}`}
            name={one.name}
            about={t(changed.includes(one.id) ? 'checks.own' : 'checks.usual')}
          />
        ))}
      </Rows>
      <Part title={t('checks.deskPhrases')} hint={t('checks.deskPhrasesHint')}>
        <Form
          saving={saving}
          submit={async () => {
            if (await saving.send({ version: desk.version, phrases })) sayDone(t('form.saved'))
          }}
          label={t('form.save')}
          isDirty={differs(phrases, desk.phrases)}
          isReadOnly={isReadOnly}
        >
          <Phrases phrases={phrases} change={setPhrases} at={saving.at} isReadOnly={isReadOnly} />
        </Form>
      </Part>
    </Page>
  )
}
