// What mail is logged on customers, and what never: of the desk, of each inbox, of oneself; what corrections have taught; and the secret
// addresses by which mail from elsewhere is logged.
import { NativeSelect, Stack, Switch } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import {
  changeDeskLog,
  changeInboxLog,
  changeOwnLog,
  listLogPolicies,
  LogMode,
  LogShown,
  type LogPolicies,
} from '../../../src/desk/capture/capture.api.ts'
import { call } from '../../call.ts'
import { useHere, useInboxes } from '../../session/session.ts'
import { Waiting } from '../../shell/states.tsx'
import { sayDone } from '../../shell/undo.tsx'
import { learnWords, useWords } from '../../words.ts'
import { differs, Form } from '../frame/Form.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page, Part } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import css from './logging.module.css'
import { Lessons } from './Lessons.tsx'
import { NeverFields } from './NeverFields.tsx'
import { OwnAddresses } from './OwnAddresses.tsx'

export const logPoliciesQuery = queryOptions({
  queryKey: ['log-policy'],
  queryFn: ({ signal }) => call(listLogPolicies, {}, { signal }),
})

export function Logging() {
  const { t, tOr, language } = useWords()
  const policies = useQuery(logPoliciesQuery)
  const isLearnt = tOr('logging.hint', '') !== ''
  useEffect(() => {
    if (!isLearnt) void learnWords('timeline')
  }, [isLearnt, language])
  if (!isLearnt) return <Waiting />
  return (
    <Loaded of={policies}>
      {({ desk, inboxes, own }) => (
        <Page title={t('settings.logging')} hint={t('logging.hint')}>
          <Desk key={`desk ${desk.version}`} desk={desk} />
          <Part title={t('logging.inboxes')} hint={t('logging.inboxesHint')}>
            <ul className={css.inboxes}>
              {inboxes.map((one) => (
                <OfInbox key={`${one.inboxId} ${one.version}`} policy={one} />
              ))}
            </ul>
          </Part>
          <Own key={`own ${own.version}`} own={own} />
          <OwnAddresses />
          <Lessons />
        </Page>
      )}
    </Loaded>
  )
}

function Desk({ desk }: { desk: LogPolicies['desk'] }) {
  const { t } = useWords()
  const { may } = useHere()
  const saving = useSaving(changeDeskLog, { refresh: [logPoliciesQuery.queryKey] })
  const [wanted, setWanted] = useState(desk)
  const isReadOnly = !may('inbox.configure')
  return (
    <Part title={t('logging.desk')} {...(isReadOnly && { hint: t('settings.readOnly') })}>
      <Form
        saving={saving}
        submit={async () => {
          if (await saving.send(wanted)) sayDone(t('form.saved'))
        }}
        label={t('form.save')}
        isDirty={differs(wanted, desk)}
        isReadOnly={isReadOnly}
      >
        <Stack gap={12}>
          {(['logsInternal', 'addsEverybody', 'attachments'] as const).map((key) => (
            <Switch
              key={key}
              label={t(`logging.${key}`)}
              checked={wanted[key]}
              disabled={isReadOnly}
              onChange={(event) => setWanted({ ...wanted, [key]: event.currentTarget.checked })}
            />
          ))}
          <NeverFields
            never={wanted.never}
            hasTags
            isReadOnly={isReadOnly}
            change={(never) => setWanted({ ...wanted, never })}
          />
        </Stack>
      </Form>
    </Part>
  )
}

function Own({ own }: { own: LogPolicies['own'] }) {
  const { t } = useWords()
  const { may } = useHere()
  const saving = useSaving(changeOwnLog, { refresh: [logPoliciesQuery.queryKey] })
  const [wanted, setWanted] = useState(own)
  if (!may('contact.write')) return null
  return (
    <Part title={t('logging.own')} hint={t('logging.ownHint')}>
      <Form
        saving={saving}
        submit={async () => {
          if (await saving.send(wanted)) sayDone(t('form.saved'))
        }}
        label={t('form.save')}
        isDirty={differs(wanted, own)}
      >
        <NeverFields never={wanted.never} isReadOnly={false} change={(never) => setWanted({ ...wanted, never })} />
      </Form>
    </Part>
  )
}

function OfInbox({ policy }: { policy: LogPolicies['inboxes'][number] }) {
  const { t } = useWords()
  const { may } = useHere()
  const { byId } = useInboxes()
  const saving = useSaving(changeInboxLog, { refresh: [logPoliciesQuery.queryKey] })
  const isReadOnly = !may('inbox.configure') && !policy.isOwn
  const { inboxId, mode, shown, version } = policy
  const name = byId.get(inboxId)?.name ?? ''
  const change = async (wish: { mode?: LogMode; shown?: LogShown }) => {
    if (await saving.send({ inboxId, mode, shown, version, ...wish })) sayDone(t('form.saved'))
  }
  return (
    <li className={css.inbox}>
      <span className={css.name}>{name}</span>
      <NativeSelect
        aria-label={t('logging.modeOf', { name })}
        value={mode}
        disabled={isReadOnly || saving.isBusy}
        data={LogMode.options.map((value) => ({ value, label: t(`logging.mode.${value}`) }))}
        onChange={(event) => void change({ mode: LogMode.parse(event.currentTarget.value) })}
      />
      <NativeSelect
        aria-label={t('logging.shownOf', { name })}
        value={shown}
        disabled={isReadOnly || saving.isBusy || mode === 'nothing'}
        data={LogShown.options.map((value) => ({ value, label: t(`logging.shown.${value}`) }))}
        onChange={(event) => void change({ shown: LogShown.parse(event.currentTarget.value) })}
      />
      {saving.problem && (
        <span role="alert" className={css.problem}>
          {saving.problem}
        </span>
      )}
    </li>
  )
}
