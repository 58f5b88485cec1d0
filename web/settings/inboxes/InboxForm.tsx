// One inbox: what it is called, which addresses it has, who sees it, when it is open, what it answers by itself.
import { Select, Switch, Textarea, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addInbox, archiveInbox, changeInbox, type Inbox } from '../../../src/desk/inboxes/inboxes.api.ts'
import { call } from '../../call.ts'
import { sayDone } from '../../shell/undo.tsx'
import { useWords } from '../../words.ts'
import { Form, Pair, differs } from '../frame/Form.tsx'
import { useGo } from '../frame/go.tsx'
import { Page } from '../frame/Page.tsx'
import { useSaving } from '../frame/saving.ts'
import { Sure } from '../frame/Sure.tsx'
import { hoursQuery } from '../hours/queries.ts'
import { Addresses } from './Addresses.tsx'
import { ApprovalPart } from './ApprovalPart.tsx'
import { AutoReply } from './AutoReply.tsx'
import { Seers } from './Seers.tsx'

const refresh = [['inbox'], ['session']]
const fieldOf = { 'address-taken': 'addresses', 'address-of-user': 'addresses', 'bad-address': 'addresses' }

/** What the server says of one address belongs beside that address. */
function placeOf(addresses: string[], wrong: unknown): number {
  const folded = String(wrong).toLowerCase()
  return addresses.findIndex((one) => one.trim().toLowerCase() === folded)
}

export function InboxForm({ inbox }: { inbox: Inbox | undefined }) {
  const { t } = useWords()
  const go = useGo()
  const client = useQueryClient()
  const { data: hours = [] } = useQuery(hoursQuery)
  const adding = useSaving(addInbox, { refresh, fieldOf })
  const changing = useSaving(changeInbox, { refresh, fieldOf })
  const saving = inbox ? changing : adding
  const [first] = useState(() => ({
    name: inbox?.name ?? '',
    fromName: inbox?.fromName ?? '',
    addresses: inbox?.addresses ?? [''],
    signature: inbox?.signature ?? '',
    signatureBy: inbox?.signatureBy ?? ('person' as const),
    hoursId: inbox?.hoursId ?? null,
    isOpenToAll: inbox?.isOpenToAll ?? true,
    userIds: inbox?.userIds ?? [],
    teamIds: inbox?.teamIds ?? [],
    autoReply: inbox?.autoReply ?? null,
    isFirstRuleLast: inbox?.isFirstRuleLast ?? false,
    approval: inbox?.approval ?? null,
  }))
  const [values, setValues] = useState(first)
  const change = (part: Partial<typeof values>) => setValues((was) => ({ ...was, ...part }))
  async function save() {
    const wanted = { ...values, fromName: values.fromName.trim() || values.name }
    const saved = inbox ? await changing.send({ id: inbox.id, ...wanted }) : await adding.send(wanted)
    if (!saved) return
    sayDone(t('form.saved'))
    go('inboxes')
  }
  const wrongAddress = placeOf(values.addresses, saving.refusal?.detail['address'])
  return (
    <Page
      title={inbox?.name ?? t('inboxes.add')}
      back="inboxes"
      actions={
        inbox && (
          <Sure
            label={t('inboxes.archive')}
            title={t('inboxes.archiveTitle', { name: inbox.name })}
            run={async () => {
              await call(archiveInbox, { id: inbox.id })
              await Promise.all(refresh.map((queryKey) => client.invalidateQueries({ queryKey })))
              sayDone(t('inboxes.archived'))
              go('inboxes')
            }}
          >
            <p>{t('inboxes.archiveHint', { address: inbox.addresses[0] })}</p>
          </Sure>
        )
      }
    >
      <Form
        saving={saving}
        submit={save}
        label={t(inbox ? 'form.save' : 'form.add')}
        isDirty={differs(values, first)}
        back="inboxes"
      >
        <Pair>
          <TextInput
            label={t('inboxes.name')}
            autoFocus={!inbox}
            value={values.name}
            error={saving.at('name')}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <TextInput
            label={t('inboxes.fromName')}
            description={t('inboxes.fromNameHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            placeholder={values.name}
            value={values.fromName}
            error={saving.at('fromName')}
            onChange={(event) => change({ fromName: event.currentTarget.value })}
          />
        </Pair>
        <Addresses
          addresses={values.addresses}
          at={(at) => saving.mistakes[`addresses.${at}`] ?? (wrongAddress === at ? saving.at('addresses') : null)}
          wrong={wrongAddress === -1 ? (saving.mistakes['addresses'] ?? null) : null}
          change={(addresses) => change({ addresses })}
        />
        <Textarea
          label={t('inboxes.signature')}
          description={t('inboxes.signatureHint')}
          autosize
          minRows={3}
          maxRows={12}
          value={values.signature}
          error={saving.at('signature')}
          onChange={(event) => change({ signature: event.currentTarget.value })}
        />
        <Select
          label={t('inboxes.signatureBy')}
          data={(['person', 'both', 'inbox'] as const).map((value) => ({
            value,
            label: t(`inboxes.signatureBy.${value}`),
          }))}
          value={values.signatureBy}
          allowDeselect={false}
          error={saving.at('signatureBy')}
          onChange={(chosen) => chosen && change({ signatureBy: chosen as typeof values.signatureBy })}
        />
        <Seers values={values} change={change} at={saving.at} />
        <Select
          label={t('settings.hours')}
          description={t('inboxes.hoursHint')}
          data={hours.map(({ id, name }) => ({ value: id, label: name }))}
          value={values.hoursId}
          clearable
          clearButtonProps={{ 'aria-label': t('inboxes.hoursNone') }}
          placeholder={t('inboxes.hoursNone')}
          error={saving.at('hoursId')}
          onChange={(hoursId) => change({ hoursId })}
        />
        <AutoReply reply={values.autoReply} change={(autoReply) => change({ autoReply })} at={saving.at} />
        <ApprovalPart policy={values.approval} change={(approval) => change({ approval })} />
        <Switch
          label={t('inboxes.firstRuleLast')}
          checked={values.isFirstRuleLast}
          onChange={(event) => change({ isFirstRuleLast: event.currentTarget.checked })}
        />
      </Form>
    </Page>
  )
}
