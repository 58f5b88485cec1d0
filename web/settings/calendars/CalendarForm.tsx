// One calendar: where it is, what of it is shown, and whether meetings that one enters here are put there.
import { Button, Checkbox, PasswordInput, Select, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  addCalendar,
  changeCalendar,
  pauseCalendar,
  removeCalendar,
  syncCalendar,
  testCalendar,
  type Calendar,
} from '../../../src/desk/calendars/calendars.api.ts'
import { call } from '../../call.ts'
import { useHere } from '../../session/session.ts'
import { sayWhy } from '../../shell/states.tsx'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import css from '../books/books.module.css'
import { Form, Pair, differs } from '../frame/Form.tsx'
import { useGo } from '../frame/go.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Sure } from '../frame/Sure.tsx'
import { calendarsQuery } from './queries.ts'

const kinds = ['caldav', 'ics'] as const
const options = {
  refresh: [calendarsQuery.queryKey],
  fieldOf: { 'url-invalid': 'url', 'calendar-password': 'secret', 'calendar-read-only': 'isTarget' },
}

const valuesOf = (calendar: Calendar | undefined) => ({
  kind: calendar?.kind ?? ('caldav' as Calendar['kind']),
  name: calendar?.name ?? '',
  url: calendar?.kind === 'ics' ? '' : (calendar?.url ?? ''),
  username: calendar?.username ?? '',
  secret: '',
  privateShown: calendar?.privateShown ?? ('time' as Calendar['privateShown']),
  isTarget: calendar?.isTarget ?? false,
  isDesks: calendar?.isDesks ?? false,
})
type Values = ReturnType<typeof valuesOf>

/** What programs call an address that is subscribed to. */
const webAddress = (url: string) => url.trim().replace(/^webcals?:/i, 'https:')

export function CalendarForm({ calendar }: { calendar: Calendar | undefined }) {
  const { t } = useWords()
  const { may } = useHere()
  const go = useGo()
  const client = useQueryClient()
  const adding = useSaving(addCalendar, options)
  const changing = useSaving(changeCalendar, options)
  const saving = calendar ? changing : adding
  const [first] = useState(() => valuesOf(calendar))
  const [values, setValues] = useState(first)
  const change = (part: Partial<Values>) => setValues((was) => ({ ...was, ...part }))
  const isFeed = values.kind === 'ics'
  const isPaused = calendar?.state === 'paused'
  const refresh = () => client.invalidateQueries({ queryKey: calendarsQuery.queryKey })

  async function save() {
    const { kind, url: typed, secret, username, isDesks, isTarget, ...rest } = values
    const url = webAddress(typed)
    const way = { ...(url && { url }), ...(!isFeed && { username, ...(secret && { secret }) }) }
    const saved = calendar
      ? await changing.send({ id: calendar.id, ...rest, ...way, ...(!calendar.isDesks && !isFeed && { isTarget }) })
      : await adding.send({ ...rest, ...way, url, kind, isDesks, isTarget: isTarget && !isFeed && !isDesks })
    if (!saved) return
    sayDone(t('form.saved'))
    go('calendars')
  }
  const act = (work: Promise<unknown>, done: string) =>
    work
      .then(() => sayDone(done))
      .catch(sayFailed)
      .finally(() => void refresh())

  return (
    <Page
      title={calendar?.name ?? t('calendar.add')}
      back="calendars"
      actions={
        calendar && (
          <>
            <Button
              variant="default"
              onClick={() => void act(call(syncCalendar, { id: calendar.id }), t('calendar.looking'))}
            >
              {t('calendar.lookNow')}
            </Button>
            <Button
              variant="default"
              onClick={() =>
                void act(
                  call(pauseCalendar, { id: calendar.id, isPaused: !isPaused }),
                  t(isPaused ? 'mailbox.resumed' : 'mailbox.paused'),
                )
              }
            >
              {t(isPaused ? 'mailbox.resume' : 'mailbox.pause')}
            </Button>
            <Sure
              label={t('form.remove')}
              title={t('mailbox.removeTitle', { name: calendar.name })}
              run={async () => {
                await call(removeCalendar, { id: calendar.id })
                await refresh()
                sayDone(t('mailbox.removed'))
                go('calendars')
              }}
            >
              <p>{t('calendar.removeHint')}</p>
            </Sure>
          </>
        )
      }
    >
      <Form
        saving={saving}
        submit={save}
        label={t(calendar ? 'form.save' : 'form.add')}
        isDirty={differs(values, first)}
        back="calendars"
      >
        <Pair>
          <Select
            label={t('calendar.kind')}
            data={kinds.map((value) => ({ value, label: t(`calendar.kind.${value}`) }))}
            value={values.kind}
            disabled={calendar !== undefined}
            allowDeselect={false}
            onChange={(value) => change({ kind: value as Values['kind'] })}
          />
          <TextInput
            label={t('calendar.name')}
            placeholder={t('calendar.nameExample')}
            value={values.name}
            error={saving.at('name')}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
        </Pair>
        <TextInput
          label={t('calendar.url')}
          description={
            isFeed ? t(calendar ? 'calendar.urlKept' : 'calendar.urlHint', { host: calendar?.url ?? '' }) : undefined
          }
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          placeholder={t(isFeed ? 'calendar.feedExample' : 'calendar.urlExample')}
          type="url"
          autoCapitalize="none"
          spellCheck={false}
          value={values.url}
          error={saving.at('url')}
          onChange={(event) => change({ url: event.currentTarget.value })}
        />
        {!isFeed && (
          <Pair>
            <TextInput
              label={t('mailbox.username')}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={values.username}
              error={saving.at('username')}
              onChange={(event) => change({ username: event.currentTarget.value })}
            />
            <PasswordInput
              label={t('signIn.password')}
              description={t(calendar ? 'mailbox.secretKept' : 'mailbox.secretHint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              autoComplete="new-password"
              visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
              value={values.secret}
              error={saving.at('secret')}
              onChange={(event) => change({ secret: event.currentTarget.value })}
            />
          </Pair>
        )}
        <TryCalendar values={values} id={calendar?.id} choose={(url) => change({ url })} />
        <Select
          label={t('calendar.privateShown')}
          description={t('calendar.privateHint')}
          inputWrapperOrder={['label', 'input', 'description']}
          data={(['time', 'nothing'] as const).map((value) => ({ value, label: t(`calendar.privateShown.${value}`) }))}
          value={values.privateShown}
          allowDeselect={false}
          onChange={(value) => value && change({ privateShown: value as Values['privateShown'] })}
        />
        {!calendar && may('addressBook.configure') && (
          <Checkbox
            label={t('calendar.isDesks')}
            description={t('calendar.isDesksHint')}
            checked={values.isDesks}
            onChange={(event) => change({ isDesks: event.currentTarget.checked })}
          />
        )}
        {!isFeed && !values.isDesks && (
          <Checkbox
            label={t('calendar.isTarget')}
            description={t('calendar.isTargetHint')}
            checked={values.isTarget}
            error={saving.at('isTarget')}
            onChange={(event) => change({ isTarget: event.currentTarget.checked })}
          />
        )}
        {calendar?.isWritable === false && values.isTarget && <p className={css.note}>{t('calendar.readOnly')}</p>}
      </Form>
    </Page>
  )
}

interface TryProps {
  values: Values
  id: string | undefined
  choose: (url: string) => void
}

/** With what the form says now, without keeping anything. */
function TryCalendar({ values: { kind, url: typed, username, secret }, id, choose }: TryProps) {
  const words = useWords()
  const { t, tOr } = words
  const url = webAddress(typed)
  const tried = useMutation({
    mutationFn: () =>
      call(testCalendar, { kind, ...(id && { id }), ...(url && { url }), ...(username && { username }), ...(secret && { secret }) }), // prettier-ignore
  })
  const { data } = tried
  const tone = tried.isError || data?.isOk === false ? 'red' : data ? 'green' : undefined
  return (
    <div className={css.try}>
      <Button variant="default" loading={tried.isPending} onClick={() => tried.mutate()}>
        {t('mailbox.try')}
      </Button>
      <div role="status" className={css.outcome} data-tone={tone}>
        {tried.isError && <p>{sayWhy(tried.error, words)}</p>}
        {data?.calendar && (
          <p>{t(data.calendar.isWritable ? 'calendar.tryOk' : 'calendar.tryReadOnly', { name: data.calendar.name })}</p>
        )}
        {data && !data.isOk && (
          <p>
            {data.trouble === 'told' || !data.trouble
              ? data.error
              : tOr(`calendar.trouble.${data.trouble}`, data.error ?? '', { error: data.error ?? '' })}
          </p>
        )}
        {data && data.found.length > 0 && (
          <ul className={css.found}>
            {data.found.map((one) => (
              <li key={one.url}>
                <Button variant="default" size="compact-sm" onClick={() => choose(one.url)}>
                  {t('calendar.take', { name: one.name || one.url })}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}
