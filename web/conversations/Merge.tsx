// Choosing by its number the conversation that this one becomes part of.
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { useInboxes } from '../session/session.ts'
import { useWords } from '../words.ts'
import { ByNumber } from './ByNumber.tsx'
import { useJoining } from './joining.ts'

export function Merge({ conversation: { id, inboxId }, close }: { conversation: Conversation; close: () => void }) {
  const { t } = useWords()
  const { join } = useJoining()
  const { byId } = useInboxes()
  return (
    <ByNumber
      title={t('action.merge')}
      hint={t('merge.hint')}
      button={t('merge.button')}
      hurdleOf={(row) => {
        if (!row) return t('merge.none')
        if (row.id === id) return t('merge.itself')
        return row.inboxId === inboxId ? null : t('merge.otherInbox', { name: byId.get(row.inboxId)?.name ?? '' })
      }}
      choose={(into) => join(id, into)}
      close={close}
    />
  )
}
