// One mail account: where it is, how to sign in, which folder is read into which inbox. It can be tried before it is kept.
import { Button, NumberInput, PasswordInput, Select, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  addMailbox,
  changeMailbox,
  pauseMailbox,
  removeMailbox,
  type Mailbox,
} from '../../../src/desk/mailboxes/mailboxes.api.ts'
import { providers } from '../../../src/desk/mailboxes/grants.api.ts'
import type { Inbox } from '../../../src/desk/inboxes/inboxes.api.ts'
import { call } from '../../call.ts'
import { sayDone, sayFailed } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { Form, Pair, differs } from '../frame/Form.tsx'
import { useGo } from '../frame/go.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Sure } from '../frame/Sure.tsx'
import { AddressField } from './AddressField.tsx'
import { Changes } from './Changes.tsx'
import { Conflicts } from './Conflicts.tsx'
import { FollowFields } from './FollowFields.tsx'
import { GrantFields } from './GrantFields.tsx'
import { GrantState } from './GrantState.tsx'
import css from './mailbox.module.css'
import { MailboxState, Silence } from './MailboxState.tsx'
import { mailboxesQuery } from './queries.ts'
import { Reconciliation } from './Reconciliation.tsx'
import { TryMailbox } from './TryMailbox.tsx'
import { TellFields } from './TellFields.tsx'
import { followOf, grantWish, type Values } from './values.ts'

const options = {
  refresh: [mailboxesQuery.queryKey],
  fieldOf: {
    'host-invalid': 'host',
    'host-forbidden': 'host',
    'host-private': 'host',
    'inbox-missing': 'inboxId',
    'mailbox-password': 'secret',
    'grant-incomplete': 'grant.tokenUrl',
  },
}

export function MailboxForm({ mailbox, inboxes }: { mailbox: Mailbox | undefined; inboxes: Inbox[] }) {
  const { t } = useWords()
  const go = useGo()
  const client = useQueryClient()
  const adding = useSaving(addMailbox, options)
  const changing = useSaving(changeMailbox, options)
  const saving = mailbox ? changing : adding
  const [first] = useState<Values>(() => ({
    name: mailbox?.name ?? '',
    inboxId: mailbox?.inboxId ?? inboxes[0]?.id ?? '',
    host: mailbox?.host ?? '',
    port: mailbox?.port ?? 993,
    isSecure: mailbox?.isSecure ?? true,
    username: mailbox?.username ?? '',
    secret: '',
    auth: mailbox?.auth ?? 'password',
    folder: mailbox?.folder ?? 'INBOX',
    ...followOf(mailbox),
    grant: {
      provider: mailbox?.grant?.provider ?? 'google',
      clientId: mailbox?.grant?.clientId ?? '',
      clientSecret: '',
      authorizeUrl: mailbox?.grant?.authorizeUrl ?? providers.google.authorizeUrl,
      tokenUrl: mailbox?.grant?.tokenUrl ?? providers.google.tokenUrl,
      scope: mailbox?.grant?.scope ?? providers.google.scope,
      refreshToken: '',
    },
  }))
  const [values, setValues] = useState(first)
  const change = (part: Partial<Values>) => setValues((was) => ({ ...was, ...part }))
  const isPaused = mailbox?.state === 'paused'

  async function save() {
    const { name, secret, port, grant, ...rest } = values
    const isGranted = values.auth === 'xoauth2'
    const wanted = {
      ...rest,
      archiveFolder: rest.archiveFolder.trim() || null,
      sentFolder: rest.sentFolder.trim() || null,
      port: port === '' ? Number.NaN : Number(port),
      ...(name.trim() && { name }),
      ...(isGranted && { grant: grantWish(grant) }),
    }
    const saved = mailbox
      ? await changing.send({ id: mailbox.id, ...wanted, ...(secret && !isGranted && { secret }) })
      : await adding.send({ ...wanted, ...(!isGranted && { secret }) })
    if (!saved) return
    sayDone(t('form.saved'))
    // Somebody still has to let us in: the way there is on the account's own page.
    go(saved.grant?.state === 'missing' ? `mailboxes/${saved.id}` : 'mailboxes')
  }
  async function pause() {
    if (!mailbox) return
    await call(pauseMailbox, { id: mailbox.id, isPaused: !isPaused })
      .then(() => sayDone(t(isPaused ? 'mailbox.resumed' : 'mailbox.paused')))
      .catch(sayFailed)
    await client.invalidateQueries({ queryKey: mailboxesQuery.queryKey })
  }
  return (
    <Page
      title={mailbox?.name ?? t('mailbox.add')}
      back="mailboxes"
      actions={
        mailbox && (
          <>
            <Button variant="default" onClick={() => void pause()}>
              {t(isPaused ? 'mailbox.resume' : 'mailbox.pause')}
            </Button>
            <Sure
              label={t('form.remove')}
              title={t('mailbox.removeTitle', { name: mailbox.name })}
              run={async () => {
                await call(removeMailbox, { id: mailbox.id })
                await client.invalidateQueries({ queryKey: mailboxesQuery.queryKey })
                sayDone(t('mailbox.removed'))
                go('mailboxes')
              }}
            >
              <p>{t('mailbox.removeHint')}</p>
            </Sure>
          </>
        )
      }
    >
      {mailbox && (
        <p className={css.state} data-failed={mailbox.error ? true : undefined}>
          <MailboxState mailbox={mailbox} /> {t(`mailbox.state.${mailbox.state}.hint`)}
          {mailbox.error && <span className={css.error}>{mailbox.error}</span>}
        </p>
      )}
      {mailbox?.silence && <Silence silence={mailbox.silence} />}
      {mailbox?.grant && <GrantState id={mailbox.id} grant={mailbox.grant} />}
      <Form
        saving={saving}
        submit={save}
        label={t(mailbox ? 'form.save' : 'form.add')}
        isDirty={differs(values, first)}
        back="mailboxes"
      >
        <Pair>
          <Select
            label={t('mailbox.inbox')}
            data={inboxes.map(({ id, name }) => ({ value: id, label: name }))}
            value={values.inboxId}
            allowDeselect={false}
            error={saving.at('inboxId')}
            onChange={(inboxId) => inboxId && change({ inboxId })}
          />
          <TextInput
            label={t('mailbox.name')}
            placeholder={values.username || t('mailbox.nameHint')}
            value={values.name}
            error={saving.at('name')}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
        </Pair>
        {!mailbox && <AddressField values={values} change={change} />}
        <Server values={values} change={change} at={saving.at} />
        <SignIn values={values} change={change} at={saving.at} kept={mailbox} />
        <FollowFields values={values} change={change} />
        <TellFields values={values} change={change} at={saving.at} />
        <TryMailbox values={values} id={mailbox?.id} />
      </Form>
      {mailbox && <Changes mailboxId={mailbox.id} />}
      {mailbox && <Conflicts mailboxId={mailbox.id} />}
      {mailbox && <Reconciliation id={mailbox.id} />}
    </Page>
  )
}

interface Part {
  values: Values
  change: (part: Partial<Values>) => void
  at: (field: string) => string | null
}

function Server({ values, change, at }: Part) {
  const { t } = useWords()
  return (
    <Pair>
      <TextInput
        label={t('mailbox.host')}
        placeholder={t('mailbox.hostExample')}
        autoCapitalize="none"
        spellCheck={false}
        value={values.host}
        error={at('host')}
        onChange={(event) => change({ host: event.currentTarget.value })}
      />
      <Pair>
        <NumberInput
          label={t('setUp.factPort')}
          min={1}
          max={65535}
          allowDecimal={false}
          thousandSeparator=""
          value={values.port}
          error={at('port')}
          onChange={(port) => change({ port })}
        />
        <Select
          label={t('mailbox.secure')}
          data={[
            { value: 'tls', label: t('mailbox.tls') },
            { value: 'starttls', label: t('mailbox.starttls') },
          ]}
          value={values.isSecure ? 'tls' : 'starttls'}
          allowDeselect={false}
          onChange={(value) => {
            const isSecure = value === 'tls'
            const port = values.port === (isSecure ? 143 : 993) ? (isSecure ? 993 : 143) : values.port
            change({ isSecure, port })
          }}
        />
      </Pair>
    </Pair>
  )
}

function SignIn({ values, change, at, kept }: Part & { kept: Mailbox | undefined }) {
  const { t } = useWords()
  return (
    <>
      <Pair>
        <TextInput
          label={t('mailbox.username')}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={values.username}
          error={at('username')}
          onChange={(event) => change({ username: event.currentTarget.value })}
        />
        <Select
          label={t('mailbox.auth')}
          data={[
            { value: 'password', label: t('signIn.password') },
            { value: 'xoauth2', label: t('mailbox.xoauth2') },
          ]}
          value={values.auth}
          allowDeselect={false}
          onChange={(auth) => change({ auth: auth as Values['auth'] })}
        />
      </Pair>
      {values.auth === 'xoauth2' && <GrantFields values={values} change={change} at={at} kept={kept?.grant} />}
      <Pair>
        {values.auth === 'password' && (
          <PasswordInput
            label={t('signIn.password')}
            description={kept?.auth === 'password' ? t('mailbox.secretKept') : t('mailbox.secretHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
            value={values.secret}
            error={at('secret')}
            onChange={(event) => change({ secret: event.currentTarget.value })}
          />
        )}
        <TextInput
          label={t('mailbox.folder')}
          value={values.folder}
          error={at('folder')}
          onChange={(event) => change({ folder: event.currentTarget.value })}
        />
      </Pair>
    </>
  )
}
