// Of what I am told, where and when. Every choice holds at once.
import { Button, Select, Switch, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  changeNotificationChoices,
  MailTime,
  readNotificationChoices,
  What,
  type NotificationChoices,
  type Quiet,
} from '../../../src/desk/notifications/notifications.api.ts'
import type { AskedOf } from '../../../src/kit/route.ts'
import { call } from '../../call.ts'
import { canTell } from '../../notifications/browser.ts'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { showTimesIn } from '../../zone.ts'
import { Pair } from '../frame/Form.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { useSaving, type Saving } from '../frame/saving.ts'
import { hoursQuery } from '../hours/queries.ts'
import css from './notifications.module.css'

const choicesKey = ['notification', 'choices']
type Wanted = AskedOf<typeof changeNotificationChoices>
type Given = NotificationChoices & { deskZone: string; hasWayOut: boolean }

export function Notifications() {
  const choices = useQuery({ queryKey: choicesKey, queryFn: ({ signal }) => call(readNotificationChoices, {}, { signal }) }) // prettier-ignore
  return <Loaded of={choices}>{(given) => <Choices given={given} />}</Loaded>
}

interface Part {
  given: Given
  saving: Saving<typeof changeNotificationChoices>
  change: (wanted: Wanted) => void
}

function Choices({ given }: { given: Given }) {
  const { t } = useWords()
  const client = useQueryClient()
  const saving = useSaving(changeNotificationChoices)
  const change = (wanted: Wanted) => {
    void saving.send(wanted).then((saved) => {
      if (!saved) return
      client.setQueryData(choicesKey, { ...given, ...saved })
      showTimesIn(saved.timeZone)
      sayDone(t('form.saved'))
    })
  }
  const part = { given, saving, change }
  return (
    <div className={css.choices}>
      <Events {...part} />
      {!given.hasWayOut && <p className={css.hint}>{t('notices.noWayOut')}</p>}
      <Times {...part} />
      <Switch
        label={t('notices.namesSubjects')}
        description={t('notices.namesSubjectsHint')}
        checked={given.namesSubjects}
        onChange={(event) => change({ namesSubjects: event.currentTarget.checked })}
      />
      <Switch
        label={t('notices.followsAnswered')}
        checked={given.followsAnswered}
        onChange={(event) => change({ followsAnswered: event.currentTarget.checked })}
      />
      <Browser {...part} />
      {saving.problem && (
        <p className={css.problem} role="alert">
          {saving.problem}
        </p>
      )}
    </div>
  )
}

function Events({ given, change }: Part) {
  const { t } = useWords()
  const mails = MailTime.options.map((value) => ({ value, label: t(`notices.mail.${value}`) }))
  return (
    <table className={css.events}>
      <thead>
        <tr>
          <th scope="col">{t('notices.what')}</th>
          <th scope="col">{t('notices.here')}</th>
          <th scope="col">{t('push.column')}</th>
          <th scope="col">{t('notices.byMail')}</th>
        </tr>
      </thead>
      <tbody>
        {What.options.map((what) => {
          const name = t(`notices.${what}`)
          const chosen = given.events[what]
          return (
            <tr key={what}>
              <th scope="row">{name}</th>
              <td>
                <Switch
                  aria-label={t('notices.hereOf', { name })}
                  checked={chosen.app}
                  onChange={(event) => change({ events: { [what]: { ...chosen, app: event.currentTarget.checked } } })}
                />
              </td>
              <td>
                <Switch
                  aria-label={t('push.columnOf', { name })}
                  checked={chosen.push}
                  onChange={(event) => change({ events: { [what]: { ...chosen, push: event.currentTarget.checked } } })}
                />
              </td>
              <td>
                <Select
                  aria-label={t('notices.mailOf', { name })}
                  size="xs"
                  data={mails}
                  value={chosen.mail}
                  allowDeselect={false}
                  onChange={(mail) => mail && change({ events: { [what]: { ...chosen, mail: MailTime.parse(mail) } } })}
                />
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function Times({ given, saving, change }: Part) {
  const { t } = useWords()
  const { data: hours = [] } = useQuery(hoursQuery)
  const { quiet } = given
  const ways = (['never', 'times', ...(hours.length > 0 ? (['hours'] as const) : [])] as const).map((value) => ({
    value,
    label: t(`notices.quiet.${value}`),
  }))
  const setBy = (by: string | null) => {
    const first: Record<string, Quiet> = {
      never: { by: 'never' },
      times: { by: 'times', from: '18:00', until: '08:00' },
      hours: { by: 'hours', hoursId: hours[0]?.id ?? '' },
    }
    if (by && first[by]) change({ quiet: first[by] })
  }
  return (
    <>
      <Pair>
        <Select
          label={t('hours.zone')}
          description={t('notices.zoneHint')}
          data={Intl.supportedValuesOf('timeZone')}
          value={given.timeZone}
          placeholder={t('notices.zoneOfDesk', { zone: given.deskZone })}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('notices.zoneClear') }}
          limit={50}
          error={saving.at('timeZone')}
          onChange={(timeZone) => change({ timeZone })}
        />
        <Time label={t('notices.dailyAt')} value={given.dailyAt} change={(dailyAt) => change({ dailyAt })} />
      </Pair>
      <Pair>
        <Select
          label={t('notices.quiet')}
          description={t('notices.quietHint')}
          data={ways}
          value={quiet.by}
          allowDeselect={false}
          error={saving.at('quiet')}
          onChange={setBy}
        />
        {quiet.by === 'hours' && (
          <Select
            label={t('settings.hours')}
            data={hours.map(({ id, name }) => ({ value: id, label: name }))}
            value={quiet.hoursId}
            allowDeselect={false}
            onChange={(hoursId) => hoursId && change({ quiet: { by: 'hours', hoursId } })}
          />
        )}
        {quiet.by === 'times' && (
          <Pair>
            <Time
              label={t('notices.from')}
              value={quiet.from}
              change={(from) => change({ quiet: { ...quiet, from } })}
            />
            <Time
              label={t('notices.until')}
              value={quiet.until}
              change={(until) => change({ quiet: { ...quiet, until } })}
            />
          </Pair>
        )}
      </Pair>
    </>
  )
}

/** Sent when the field is left: while it is typed it is no time yet. */
function Time({ label, value, change }: { label: string; value: string; change: (time: string) => void }) {
  const [typed, setTyped] = useState(value)
  return (
    <TextInput
      type="time"
      label={label}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => (/^\d\d:\d\d$/.test(typed) ? typed !== value && change(typed) : setTyped(value))}
    />
  )
}

function Browser({ given, change }: Part) {
  const { t } = useWords()
  const [permission, setPermission] = useState(() => (canTell() ? Notification.permission : 'denied'))
  const ask = async () => setPermission(await Notification.requestPermission())
  const isRefused = permission === 'denied'
  return (
    <div className={css.browser}>
      <Switch
        label={t('notices.browser')}
        description={t(isRefused && given.browser ? 'notices.browserRefused' : 'notices.browserHint')}
        checked={given.browser}
        onChange={(event) => {
          const browser = event.currentTarget.checked
          change({ browser })
          if (browser && permission === 'default') void ask()
        }}
      />
      {given.browser && permission === 'default' && (
        <Button variant="default" size="compact-md" onClick={() => void ask()}>
          {t('notices.browserAllow')}
        </Button>
      )}
    </div>
  )
}
