// How a mail account is, in one word.
import type { Mailbox } from '../../../src/desk/mailboxes/mailboxes.api.ts'
import { useWords } from '../../words.ts'
import { State } from '../frame/Rows.tsx'

type Tone = 'green' | 'amber' | 'red'
const tones: Partial<Record<Mailbox['state'], Tone>> = { connected: 'green', waiting: 'amber', failed: 'red' }

export function MailboxState({ mailbox }: { mailbox: Mailbox }) {
  const { t } = useWords()
  const tone = tones[mailbox.state]
  return <State {...(tone && { tone })}>{t(`mailbox.state.${mailbox.state}`)}</State>
}
