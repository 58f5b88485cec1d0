// A mail that is attached to a mail, read in place: who wrote what, and what it holds in turn.
import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { readAttachedMail } from '../../src/desk/conversations/conversations.api.ts'
import { call, Refusal } from '../call.ts'
import { Failed, Waiting } from '../shell/states.tsx'
import { exactly } from '../when.ts'
import { useWords } from '../words.ts'
import { useLook } from './look.ts'
import { MailFrame } from './MailFrame.tsx'
import { PlainText } from './PlainText.tsx'
import css from './attachments.module.css'

interface AttachedMailProps {
  asked: { id: string; messageId: string; attachmentId: string }
  name: string
  close: () => void
}

const NOTHING: ReadonlyMap<string, string> = new Map()
const NOBODY: ReadonlySet<string> = new Set()

export function AttachedMail({ asked, name, close }: AttachedMailProps) {
  const { t, language } = useWords()
  const [isFrameBroken, setFrameBroken] = useState(false)
  const mail = useQuery({
    queryKey: ['message', asked.messageId, 'attached', asked.attachmentId],
    queryFn: () => call(readAttachedMail, asked),
    staleTime: Infinity,
    retry: false,
  })
  const look = useLook({ html: mail.data?.html ?? null })
  const { from = [], subject, at, text = '', html = null, attachments = [] } = mail.data ?? {}
  const who = from.map((one) => (one.name ? `${one.name} <${one.address}>` : one.address)).join(', ')
  return (
    <Modal
      opened
      onClose={close}
      size="xl"
      title={subject || name}
      closeButtonProps={{ 'aria-label': t('state.close') }}
    >
      {mail.isPending ? (
        <Waiting rows={6} height={24} />
      ) : mail.error instanceof Refusal && mail.error.code === 'secret-hidden' ? (
        <p>{t('attached.failed')}</p>
      ) : mail.isError ? (
        <Failed error={mail.error} again={() => void mail.refetch()} />
      ) : (
        <>
          <p className={css.size}>
            {who || t('message.unknownSender')}
            {at && ` · ${exactly(at, language)}`}
          </p>
          {attachments.length > 0 && (
            <p className={css.size}>{t('attached.holds', { names: attachments.map((one) => one.name).join(', ') })}</p>
          )}
          {html !== null && !isFrameBroken && !look.isText ? (
            <MailFrame
              html={html}
              title={t('message.by', { name: who })}
              inline={NOTHING}
              remote={NOTHING}
              trackers={NOBODY}
              isDark={look.isDark}
              onFailed={() => setFrameBroken(true)}
            />
          ) : (
            <PlainText text={text.trim() || t('message.empty')} isFixed={look.isFixed} />
          )}
        </>
      )}
    </Modal>
  )
}
