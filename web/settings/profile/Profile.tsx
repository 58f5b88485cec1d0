// What everybody decides about themselves.
import { SegmentedControl, Select, Switch, Textarea, TextInput, useMantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { changeOwnProfile, type locale } from '../../../src/desk/users/users.api.ts'
import type { z } from 'zod'
import { sessionQuery, useHere, useUsers } from '../../session/session.ts'
import { sayDone } from '../../shell/undo.tsx'
import { isLanguage, languages, offered } from '../../languages.ts'
import { speak, useWords } from '../../words.ts'
import { Form, differs, Pair } from '../frame/Form.tsx'
import { Page, Part } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Notifications } from './Notifications.tsx'
import { Password } from './Password.tsx'
import { Push } from './Push.tsx'
import { ReadingMail } from './ReadingMail.tsx'
import { Sessions } from './Sessions.tsx'

export function Profile() {
  const { t } = useWords()
  const { user } = useHere()
  return (
    <Page title={t('settings.profile')} hint={user.email}>
      <Me />
      <Part title={t('profile.look')}>
        <Look />
      </Part>
      <Part title={t('reading.title')} hint={t('reading.hint')}>
        <ReadingMail />
      </Part>
      <Part title={t('notices.title')} hint={t('notices.hint')}>
        <Notifications />
      </Part>
      <Part title={t('push.title')} hint={t('push.hint')}>
        <Push />
      </Part>
      <Part title={t('profile.password')} hint={t('profile.passwordHint')}>
        <Password email={user.email} />
      </Part>
      <Part title={t('profile.sessions')} hint={t('profile.sessionsHint')}>
        <Sessions />
      </Part>
    </Page>
  )
}

function Me() {
  const { t, language } = useWords()
  const { user } = useHere()
  const { byId } = useUsers()
  const client = useQueryClient()
  const saving = useSaving(changeOwnProfile, { refresh: [sessionQuery.queryKey, ['user']] })
  const first = { name: user.name, locale: user.locale ?? language, signature: user.signature }
  const [values, setValues] = useState(first)
  const isAway = byId.get(user.id)?.isAway ?? false
  async function save() {
    const saved = await saving.send({ ...values, locale: values.locale as z.infer<typeof locale> })
    if (!saved) return
    client.setQueryData(sessionQuery.queryKey, (was) => was && { ...was, user: saved })
    if (isLanguage(values.locale)) await speak(values.locale)
    sayDone(t('form.saved'))
  }
  async function setAway(away: boolean) {
    if (await saving.send({ isAway: away })) sayDone(t(away ? 'profile.awayNow' : 'profile.backNow'))
  }
  return (
    <Form saving={saving} submit={save} label={t('form.save')} isDirty={differs(values, first)}>
      <Pair>
        <TextInput
          label={t('setUp.name')}
          autoComplete="name"
          value={values.name}
          error={saving.at('name')}
          onChange={(event) => setValues({ ...values, name: event.currentTarget.value })}
        />
        <Select
          label={t('me.language')}
          data={offered.map((value) => ({ value, label: languages[value].name }))}
          value={values.locale}
          allowDeselect={false}
          onChange={(chosen) => chosen && setValues({ ...values, locale: chosen })}
        />
      </Pair>
      <Textarea
        label={t('profile.signature')}
        description={t('profile.signatureHint')}
        autosize
        minRows={3}
        maxRows={12}
        value={values.signature}
        error={saving.at('signature')}
        onChange={(event) => setValues({ ...values, signature: event.currentTarget.value })}
      />
      <Switch
        label={t('profile.away')}
        description={t('profile.awayHint')}
        checked={isAway}
        onChange={(event) => void setAway(event.currentTarget.checked)}
      />
    </Form>
  )
}

function Look() {
  const { t } = useWords()
  const label = useId()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <>
      <span id={label} className="visually-hidden">
        {t('profile.look')}
      </span>
      <SegmentedControl
        aria-labelledby={label}
        value={colorScheme}
        onChange={(value) => setColorScheme(value as typeof colorScheme)}
        data={[
          { value: 'light', label: t('me.light') },
          { value: 'dark', label: t('me.dark') },
          { value: 'auto', label: t('me.auto') },
        ]}
      />
    </>
  )
}
