// The words of a mail: its HTML in its frame, or its text; what it quotes stays behind "···".
import { Button, UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import type { Message } from '../../src/desk/conversations/conversations.api.ts'
import { useWords } from '../words.ts'
import { useInlineImages } from './inline-images.ts'
import { MailFrame } from './MailFrame.tsx'
import { partsOf } from './parts.ts'
import { PlainText } from './PlainText.tsx'
import css from './message-body.module.css'
import { useRemoteImages } from './remote-images.ts'

export function MessageBody({ message }: { message: Message }) {
  const { t } = useWords()
  const [isAsked, setAsked] = useState(false)
  const [isFrameBroken, setFrameBroken] = useState(false)
  const inline = useInlineImages(message)
  const remote = useRemoteImages(message, isAsked)
  const sender = message.from[0]
  if (message.html === null || isFrameBroken) return <TextBody message={message} />
  return (
    <div className={css.body}>
      {remote.count > 0 && !isAsked && (
        <div className={css.blocked}>
          <span>{t('message.imagesBlocked', { count: remote.count })}</span>
          <Button variant="default" size="compact-sm" onClick={() => setAsked(true)}>
            {t('message.showImages')}
          </Button>
        </div>
      )}
      <MailFrame
        html={message.html}
        title={t('message.by', { name: sender?.name || sender?.address || '' })}
        inline={inline}
        remote={remote.found}
        onFailed={() => setFrameBroken(true)}
      />
    </div>
  )
}

/** What was written, with what it answers folded away where it stands: between the lines, above or below. */
function TextBody({ message: { text, replyEnd, folded } }: { message: Message }) {
  const { t } = useWords()
  const parts = partsOf(text, replyEnd, folded)
  if (!parts.some((part) => !part.isQuoted))
    return text.trim() ? <PlainText text={text.trim()} /> : <p className={css.nothing}>{t('message.empty')}</p>
  return (
    <div>
      {parts.map((part) =>
        part.isQuoted ? <Folded key={part.at} text={part.text} /> : <PlainText key={part.at} text={part.text} />,
      )}
    </div>
  )
}

function Folded({ text }: { text: string }) {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <UnstyledButton
        className={css.more}
        aria-expanded={isOpen}
        aria-label={t(isOpen ? 'message.hideQuoted' : 'message.showQuoted')}
        onClick={() => setOpen(!isOpen)}
      >
        ···
      </UnstyledButton>
      {isOpen && (
        <div className={css.quoted}>
          <PlainText text={text} />
        </div>
      )}
    </>
  )
}
