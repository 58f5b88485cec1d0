// A status or a field for all that are chosen, from the bar at the foot of the list: first which, then what.
import { ActionIcon, Button, Menu, Modal } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import { Status } from '../../src/desk/conversations/conversations.api.ts'
import type { Field, FieldValue } from '../../src/desk/fields/fields.api.ts'
import type { Triage } from '../conversations/triage.ts'
import { useActions } from '../shell/actions.tsx'
import { Tip } from '../shell/Tip.tsx'
import { useWords } from '../words.ts'
import { FieldInput } from './FieldInput.tsx'
import { isAsked, useFields, useStatuses } from './queries.ts'
import { StatusDot } from './StatusDot.tsx'

/** What is quickly set alike for many; a text of its own is written in each. */
const often = new Set<Field['type']>(['choice', 'choices', 'yesNo', 'user', 'number', 'date', 'text'])

export function BulkFields({ ids, triage, done }: { ids: string[]; triage: Triage; done: () => void }) {
  const { t } = useWords()
  const fields = useFields().filter((one) => one.noun === 'conversation' && isAsked(one) && often.has(one.type))
  const statuses = [...useStatuses().byId.values()].filter((one) => !one.isArchived)
  const [isOpen, setOpen] = useState(false)
  const [chosen, setChosen] = useState<Field | null>(null)
  useActions([{ id: 'action.status', keys: ['s'], run: () => setOpen(true) }])
  const set = (field: Field, value: FieldValue | null) => {
    triage.change(ids, { fields: { [field.key]: value } }, 'done.fieldSet', { name: field.name })
    setChosen(null)
    done()
  }
  return (
    <>
      <Menu opened={isOpen} onChange={setOpen} position="top-start" width={240} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <Tip label={t('bulk.more')} keys="s" side="top">
            <ActionIcon size={32} aria-label={t('bulk.more')}>
              <IconDots size={18} stroke={1.5} aria-hidden />
            </ActionIcon>
          </Tip>
        </Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
          <Menu.Label>{t('field.status')}</Menu.Label>
          {Status.options.map((status) => [
            <Menu.Item
              key={status}
              onClick={() => {
                triage.change(ids, { status, statusId: null }, 'done.statusSet', { name: t(`status.${status}`) })
                done()
              }}
            >
              {t(`status.${status}`)}
            </Menu.Item>,
            ...statuses
              .filter((one) => one.status === status)
              .map((one) => (
                <Menu.Item
                  key={one.id}
                  leftSection={<StatusDot status={one} />}
                  onClick={() => {
                    triage.change(ids, { status, statusId: one.id }, 'done.statusSet', { name: one.name })
                    done()
                  }}
                >
                  {one.name}
                </Menu.Item>
              )),
          ])}
          {fields.length > 0 && <Menu.Label>{t('own.title')}</Menu.Label>}
          {fields.map((field) => (
            <Menu.Item key={field.key} onClick={() => setChosen(field)}>
              {field.name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {chosen && (
        <Modal
          opened
          onClose={() => setChosen(null)}
          title={t('bulk.setField', { name: chosen.name, count: ids.length })}
          closeButtonProps={{ 'aria-label': t('state.close') }}
        >
          <FieldInput field={chosen} value={null} isBare autoFocus save={(value) => set(chosen, value)} />
          <Button mt="sm" variant="subtle" color="gray" size="compact-md" onClick={() => set(chosen, null)}>
            {t('own.empty')}
          </Button>
        </Modal>
      )}
    </>
  )
}
