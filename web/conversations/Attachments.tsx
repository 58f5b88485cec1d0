// The files of a message as a row: a small picture or a sign of the type, the name, the size; a click saves it.
import { ActionIcon, UnstyledButton } from '@mantine/core'
import {
  IconFile,
  IconFileSpreadsheet,
  IconFileText,
  IconFileTypePdf,
  IconFileZip,
  IconMailOpened,
  IconPhoto,
  type Icon,
} from '@tabler/icons-react'
import { createElement, lazy, Suspense, useEffect, useState } from 'react'
import { downloadAttachment, type Attachment, type Message } from '../../src/desk/conversations/conversations.api.ts'
import { addressOf, callBytes } from '../call.ts'
import { useHere } from '../session/session.ts'
import { fileSize } from '../when.ts'
import { useWords } from '../words.ts'
import css from './attachments.module.css'

const AttachedMail = lazy(() => import('./AttachedMail.tsx').then((part) => ({ default: part.AttachedMail })))

/** Larger pictures are not fetched only to be shown small. */
const THUMBNAIL_BYTES = 3_000_000

const signs: [RegExp, Icon][] = [
  [/^image\//, IconPhoto],
  [/pdf/, IconFileTypePdf],
  [/zip|compressed|tar/, IconFileZip],
  [/sheet|excel|csv/, IconFileSpreadsheet],
  [/^text\/|word|document/, IconFileText],
]

/** A sign of the type, for eyes only. */
export function FileSign({ type, size }: { type: string; size: number }) {
  const found = signs.find(([pattern]) => pattern.test(type))?.[1] ?? IconFile
  return createElement(found, { size, stroke: 1.5, 'aria-hidden': true })
}

/** What browsers draw without running anything. */
const pictureTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp'])

/** `folded`: what is seen already where it belongs, in the text or on the card of an invitation. */
export function filesOf(
  { attachments, invitation }: Message,
  { isText }: { isText: boolean },
): { files: Attachment[]; folded: Attachment[] } {
  const isSeen = ({ isInline, type, name }: Attachment) =>
    (isInline && !isText && pictureTypes.has(type.toLowerCase())) ||
    (invitation !== null && (/^(?:text\/calendar|application\/ics)\b/i.test(type) || /\.ics$/i.test(name)))
  return { files: attachments.filter((one) => !isSeen(one)), folded: attachments.filter(isSeen) }
}

interface AttachmentsProps {
  message: Message
  files: Attachment[]
  folded: Attachment[]
}

export function Attachments({ message, files, folded }: AttachmentsProps) {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  const listed = isOpen ? [...files, ...folded] : files
  if (files.length + folded.length === 0) return null
  return (
    <div className={css.all}>
      {listed.length > 0 && (
        <ul className={css.files} aria-label={t('message.attachments')}>
          {listed.map((file) => (
            <li key={file.id}>
              <AttachmentCard message={message} file={file} />
            </li>
          ))}
        </ul>
      )}
      {folded.length > 0 && (
        <UnstyledButton className={css.folded} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? 'message.hideFolded' : 'message.showFolded', { count: folded.length })}
        </UnstyledButton>
      )}
    </div>
  )
}

function AttachmentCard({ message, file }: { message: Message; file: Attachment }) {
  const { t, language } = useWords()
  const { may } = useHere()
  const asked = { id: message.conversationId, messageId: message.id, attachmentId: file.id }
  const [isReading, setReading] = useState(false)
  const picture = useThumbnail(asked, may('attachment.download') ? file : null)
  const inner = (
    <>
      <span className={css.sign}>
        {picture ? <img src={picture} alt="" /> : <FileSign type={file.type} size={20} />}
      </span>
      <span className={css.text}>
        <span className={css.name}>{file.name || t('message.unnamedFile')}</span>
        <span className={css.size}>{fileSize(file.size, language)}</span>
      </span>
    </>
  )
  if (!may('attachment.download')) return <span className={css.file}>{inner}</span>
  return (
    <span className={css.row}>
      <a
        className={css.file}
        href={addressOf(downloadAttachment, asked).url}
        download={file.name}
        title={t('message.download', { name: file.name, type: file.type })}
      >
        {inner}
      </a>
      {file.type === 'message/rfc822' && (
        <ActionIcon size={32} aria-label={t('attached.read', { name: file.name })} onClick={() => setReading(true)}>
          <IconMailOpened size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
      )}
      {isReading && (
        <Suspense>
          <AttachedMail asked={asked} name={file.name} close={() => setReading(false)} />
        </Suspense>
      )}
    </span>
  )
}

function useThumbnail(
  { id, messageId, attachmentId }: { id: string; messageId: string; attachmentId: string },
  file: Attachment | null,
): string | null {
  const [url, setUrl] = useState<string | null>(null)
  const type = file && pictureTypes.has(file.type.toLowerCase()) && file.size <= THUMBNAIL_BYTES ? file.type : null
  useEffect(() => {
    if (type === null) return
    let made: string | null = null
    let isOver = false
    callBytes(downloadAttachment, { id, messageId, attachmentId }).then(
      (bytes) => {
        if (isOver) return
        made = URL.createObjectURL(new Blob([bytes], { type }))
        setUrl(made)
      },
      () => undefined, // the sign stays
    )
    return () => {
      isOver = true
      if (made) URL.revokeObjectURL(made)
    }
  }, [type, id, messageId, attachmentId])
  return url
}
