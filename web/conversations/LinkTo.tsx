// Choosing by its number a conversation that belongs together with this one without being the same.
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { useWords } from '../words.ts'
import { ByNumber } from './ByNumber.tsx'
import { useRelating } from './relating.ts'

export function LinkTo({ conversation: { id }, close }: { conversation: Conversation; close: () => void }) {
  const { t } = useWords()
  const relate = useRelating(id)
  return (
    <ByNumber
      title={t('action.link')}
      hint={t('together.linkHint')}
      button={t('together.link')}
      hurdleOf={(row) => (!row ? t('merge.none') : row.id === id ? t('merge.itself') : null)}
      choose={(other) => relate(other, 'linked')}
      close={close}
    />
  )
}
