// The fields of the desk's own in the head of a conversation: those that have a value or need one, and a list of all to fill in (`d`).
import { Popover, UnstyledButton } from '@mantine/core'
import { IconListDetails } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import pick from '../conversations/pick.module.css'
import { useChange } from '../conversations/queries.ts'
import { useUsers } from '../session/session.ts'
import { useActions } from '../shell/actions.tsx'
import { holdKeys } from '../shell/held-keys.ts'
import { Tip } from '../shell/Tip.tsx'
import { useWords } from '../words.ts'
import { FieldInput } from './FieldInput.tsx'
import css from './fields.module.css'
import { valueInWords } from './in-words.ts'
import { ChoiceDot } from './OwnFields.tsx'
import { isAsked, lacks, shownFields, useFields } from './queries.ts'

/** So many in the head; the rest are behind the button. */
const MOST = 4

export function ConversationFields({ conversation, isReadOnly }: { conversation: Conversation; isReadOnly: boolean }) {
  const { t, language } = useWords()
  const { byId } = useUsers()
  const { mutate } = useChange()
  const button = useRef<HTMLButtonElement>(null)
  const [opened, setOpened] = useState<string | null>(null)
  const { id, fields: values, inboxId } = conversation
  const shown = shownFields(useFields(), 'conversation', values, inboxId)
  const asked = shown.filter((field) => isAsked(field, inboxId))
  const first = asked.find((field) => lacks(field, values, inboxId)) ?? asked[0]
  const open = (key: string) => {
    if (opened === null) holdKeys()
    button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' }) // on a phone the row is longer than the screen
    setOpened(key)
  }
  const canOpen = !isReadOnly && asked.length > 0
  useActions(canOpen ? [{ id: 'action.fields', run: () => open(first?.key ?? '') }] : [])
  if (shown.length === 0) return null
  const told = shown.filter((field) => values[field.key] !== undefined || (field.isRequired && !isReadOnly)).slice(0, MOST) // prettier-ignore
  const naming = { t, language, userName: (user: string) => byId.get(user)?.name }
  return (
    <>
      {told.map((field) => {
        const value = values[field.key] ?? null
        const words = value === null ? t('own.missing') : valueInWords(field, value, naming)
        return (
          <Tip key={field.key} label={field.name} isOff={opened !== null}>
            <UnstyledButton
              className={pick.pick}
              data-tone={value === null ? 'amber' : undefined}
              disabled={!canOpen || !isAsked(field, inboxId)}
              aria-label={t('field.is', { name: field.name, value: words })}
              onClick={() => open(field.key)}
            >
              <ChoiceDot field={field} value={value} />
              {value === null || typeof value === 'boolean' ? `${field.name}: ${words}` : words}
            </UnstyledButton>
          </Tip>
        )
      })}
      {canOpen && (
        <Popover
          opened={opened !== null}
          onChange={(isOpen) => !isOpen && setOpened(null)}
          position="bottom-start"
          width={320}
          trapFocus
          returnFocus
        >
          <Popover.Target>
            <Tip label={t('own.title')} does="action.fields" isOff={opened !== null}>
              <UnstyledButton
                className={pick.pick}
                data-empty
                aria-label={t('own.title')}
                ref={button}
                onClick={() => (opened === null ? open(first?.key ?? '') : setOpened(null))}
              >
                <IconListDetails size={16} stroke={1.5} aria-hidden />
              </UnstyledButton>
            </Tip>
          </Popover.Target>
          <Popover.Dropdown aria-label={t('own.title')}>
            <div className={css.popover}>
              {asked.map((field) => (
                <FieldInput
                  key={field.key}
                  field={field}
                  value={values[field.key] ?? null}
                  autoFocus={field.key === opened}
                  save={(value) => mutate({ id, change: { fields: { [field.key]: value } } })}
                />
              ))}
            </div>
          </Popover.Dropdown>
        </Popover>
      )}
    </>
  )
}
