// The answer an inbox gives by itself, and when it does not, so that nobody has to fear it.
import { Switch, Textarea, TextInput } from '@mantine/core'
import type { Inbox } from '../../../src/desk/inboxes/inboxes.api.ts'
import { useWords, type WordKey } from '../../words.ts'
import css from './auto-reply.module.css'

/** As the server decides it (RFC 3834, docs/settings.md): none of these gets an answer. */
const protections: WordKey[] = [
  'autoReply.new',
  'autoReply.machines',
  'autoReply.proven',
  'autoReply.once',
  'autoReply.addressed',
  'autoReply.old',
  'autoReply.flood',
]

export function AutoReply({
  reply,
  change,
  at,
}: {
  reply: Inbox['autoReply']
  change: (reply: Inbox['autoReply']) => void
  at: (field: string) => string | null
}) {
  const { t } = useWords()
  return (
    <div className={css.reply}>
      <Switch
        label={t('autoReply.label')}
        description={t('autoReply.hint')}
        checked={reply !== null}
        onChange={(event) => change(event.currentTarget.checked ? { subject: '', text: t('autoReply.example') } : null)}
      />
      {reply && (
        <div className={css.inside}>
          <TextInput
            label={t('composer.subject')}
            description={t('autoReply.subjectHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={reply.subject}
            error={at('autoReply.subject')}
            onChange={(event) => change({ ...reply, subject: event.currentTarget.value })}
          />
          <Textarea
            label={t('autoReply.text')}
            autosize
            minRows={4}
            maxRows={14}
            value={reply.text}
            error={at('autoReply.text')}
            onChange={(event) => change({ ...reply, text: event.currentTarget.value })}
          />
          <div>
            <p className={css.heading}>{t('autoReply.protections')}</p>
            <ul className={css.list}>
              {protections.map((key) => (
                <li key={key}>{t(key)}</li>
              ))}
            </ul>
          </div>
        </div>
      )}
    </div>
  )
}
