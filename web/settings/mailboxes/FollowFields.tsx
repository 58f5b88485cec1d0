// What it means for a conversation when its mails are archived, deleted, flagged, labelled or answered in the account.
import { Select } from '@mantine/core'
import { useUsers } from '../../session/session.ts'
import { useWords } from '../../words.ts'
import { Pair } from '../frame/Form.tsx'
import type { Values } from './values.ts'

const choices = {
  onArchived: { resolve: 'mailbox.onArchived.resolve', nothing: 'mailbox.onArchived.nothing' },
  onDeleted: { mark: 'mailbox.onDeleted.mark', bin: 'mailbox.onDeleted.bin' },
  onSent: { file: 'mailbox.onSent.file', nothing: 'mailbox.onSent.nothing' },
  onFlagged: { tag: 'mailbox.onFlagged.tag', nothing: 'mailbox.onFlagged.nothing' },
  onLabelled: { tag: 'mailbox.onLabelled.tag', nothing: 'mailbox.onLabelled.nothing' },
} as const

type Name = keyof typeof choices

interface Part {
  values: Values
  change: (part: Partial<Values>) => void
}

export function FollowFields(part: Part) {
  return (
    <>
      <Pair>
        <Follow name="onArchived" {...part} />
        <Follow name="onDeleted" {...part} />
      </Pair>
      <Pair>
        <Follow name="onFlagged" {...part} />
        <Follow name="onLabelled" {...part} />
      </Pair>
      <Pair>
        <Follow name="onSent" {...part} />
        <Reader {...part} />
      </Pair>
    </>
  )
}

function Follow({ name, values, change }: Part & { name: Name }) {
  const { t } = useWords()
  return (
    <Select
      label={t(`mailbox.${name}`)}
      data={Object.entries(choices[name]).map(([value, word]) => ({ value, label: t(word) }))}
      value={values[name]}
      allowDeselect={false}
      onChange={(value) => value && change({ [name]: value })}
    />
  )
}

function Reader({ values, change }: Part) {
  const { t } = useWords()
  const { users } = useUsers()
  return (
    <Select
      label={t('mailbox.readBy')}
      placeholder={t('mailbox.readBy.nobody')}
      data={users.map(({ id, name }) => ({ value: id, label: name }))}
      value={values.readBy}
      clearable
      searchable
      onChange={(readBy) => change({ readBy })}
    />
  )
}
