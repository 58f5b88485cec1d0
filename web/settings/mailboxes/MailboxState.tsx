// How a mail account is, in one word, and since when nothing has come where that is unusual.
import type { Mailbox } from '../../../src/desk/mailboxes/mailboxes.api.ts'
import { exactly } from '../../when.ts'
import { useWords } from '../../words.ts'
import { State } from '../frame/Rows.tsx'
import css from './mailbox.module.css'

type Tone = 'green' | 'amber' | 'red'
const tones: Partial<Record<Mailbox['state'], Tone>> = { connected: 'green', waiting: 'amber', failed: 'red' }

export function MailboxState({ mailbox }: { mailbox: Mailbox }) {
  const { t } = useWords()
  const tone = tones[mailbox.state]
  return (
    <>
      {mailbox.silence && <State tone="amber">{t('mailbox.silent')}</State>}
      <State {...(tone && { tone })}>{t(`mailbox.state.${mailbox.state}`)}</State>
    </>
  )
}

export function Silence({ silence }: { silence: NonNullable<Mailbox['silence']> }) {
  const { t, language } = useWords()
  return (
    <div className={css.grant} data-tone="amber" role="alert">
      <p>{t('mailbox.silence', { when: exactly(silence.since, language), expected: silence.expected })}</p>
    </div>
  )
}
