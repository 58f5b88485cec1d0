// The words of a mail: its HTML in its frame, or its text; what it quotes stays behind "···".
import { UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import type { Message } from '../../src/desk/conversations/conversations.api.ts'
import { useWords } from '../words.ts'
import { ImageBar } from './ImageBar.tsx'
import { useInlineImages } from './inline-images.ts'
import type { Look } from './look.ts'
import { MailFrame } from './MailFrame.tsx'
import { partsOf } from './parts.ts'
import { PlainText } from './PlainText.tsx'
import css from './message-body.module.css'
import { useRemoteImages } from './remote-images.ts'

export function MessageBody({ message, look }: { message: Message; look: Look }) {
  const [isFrameBroken, setFrameBroken] = useState(false)
  if (message.html === null || look.isText || isFrameBroken)
    return <TextBody message={message} isFixed={look.isFixed} />
  return <HtmlBody message={message} html={message.html} look={look} onFailed={() => setFrameBroken(true)} />
}

interface HtmlBodyProps {
  message: Message
  html: string
  look: Look
  onFailed: () => void
}

function HtmlBody({ message, html, look, onFailed }: HtmlBodyProps) {
  const { t } = useWords()
  const inline = useInlineImages(message)
  const images = useRemoteImages(message)
  const sender = message.from[0]
  return (
    <div className={css.body}>
      <ImageBar message={message} images={images} />
      <MailFrame
        html={html}
        title={t('message.by', { name: sender?.name || sender?.address || '' })}
        inline={inline}
        remote={images.found}
        trackers={images.trackers}
        isDark={look.isDark}
        onFailed={onFailed}
      />
    </div>
  )
}

/** What was written, with what it answers folded away where it stands: between the lines, above or below. */
function TextBody({ message: { text, replyEnd, folded }, isFixed }: { message: Message; isFixed: boolean }) {
  const { t } = useWords()
  const parts = partsOf(text, replyEnd, folded)
  if (parts.length === 0) return <p className={css.nothing}>{t('message.empty')}</p>
  if (!parts.some((part) => !part.isQuoted)) return <PlainText text={text.trim()} isFixed={isFixed} />
  return (
    <div>
      {parts.map((part) =>
        part.isQuoted ? (
          <Folded key={part.at} text={part.text} isFixed={isFixed} />
        ) : (
          <PlainText key={part.at} text={part.text} isFixed={isFixed} />
        ),
      )}
    </div>
  )
}

function Folded({ text, isFixed }: { text: string; isFixed: boolean }) {
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
          <PlainText text={text} isFixed={isFixed} />
        </div>
      )}
    </>
  )
}
