// The status of a conversation: the three, and under each those of the desk's own that belong to it.
import { Status, type Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { Pick, type PickOption } from '../conversations/Pick.tsx'
import { useChange } from '../conversations/queries.ts'
import { useWords } from '../words.ts'
import { useStatuses } from './queries.ts'
import { StatusDot } from './StatusDot.tsx'

export function StatusPick({ conversation, isReadOnly }: { conversation: Conversation; isReadOnly: boolean }) {
  const { t } = useWords()
  const { mutate } = useChange()
  const { byId, offeredIn } = useStatuses()
  const { id, status, statusId, inboxId } = conversation
  const own = statusId === null ? undefined : byId.get(statusId)
  const offered = offeredIn(inboxId)
  const all = own && !offered.includes(own) ? [...offered, own] : offered
  const options = Status.options.flatMap((value): PickOption[] => [
    { value, label: t(`status.${value}`) },
    ...all
      .filter((one) => one.status === value)
      .map((one) => ({ value: one.id, label: one.name, icon: <StatusDot status={one} /> })),
  ])
  return (
    <Pick
      action="action.status"
      label={t('field.status')}
      value={own ? own.id : status}
      options={options}
      isReadOnly={isReadOnly}
      choose={(chosen) => {
        const custom = all.find((one) => one.id === chosen)
        mutate({
          id,
          change: custom
            ? { status: custom.status, statusId: custom.id }
            : { status: Status.parse(chosen), statusId: null },
        })
      }}
    />
  )
}
