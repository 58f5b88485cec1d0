// The sheet of a letter: recipients, subject, words, files. Knows nothing of conversations; an answer and a new letter use it.
import { ActionIcon, Progress, Skeleton, Textarea, TextInput, UnstyledButton } from '@mantine/core'
import { IconPaperclip, IconX } from '@tabler/icons-react'
import { lazy, Suspense, useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import { FileSign } from '../conversations/Attachments.tsx'
import { sayWhy } from '../shell/states.tsx'
import { Tip } from '../shell/Tip.tsx'
import { fileSize } from '../when.ts'
import { useWords } from '../words.ts'
import { filesBeside, type Letter, type Uploaded } from './drafts.tsx'
import type { Marks } from './checks/marks.ts'
import type { PutPicture } from './Editor.tsx'
import type { Hand } from './hand.ts'
import { isPicture, lookAt } from './picture.ts'
import { asHtml } from './plain.ts'
import { Recipients } from './Recipients.tsx'
import { useUploads, type Place } from './uploads.ts'
import css from './sheet.module.css'

const Editor = lazy(() => import('./Editor.tsx').then((part) => ({ default: part.Editor })))

interface SheetProps<L extends Letter> {
  letter: L
  change: (change: (was: L) => L) => void
  /** Between recipients and words. */
  above?: ReactNode
  /** Between words and buttons. */
  below?: ReactNode
  /** Right above the buttons: what was found in the letter. */
  line?: ReactNode
  /** The same, for the words themselves. */
  marks?: Marks
  buttons: ReactNode
  /** At the end of the buttons. */
  after?: ReactNode
  showSubject: boolean
  focus: 'to' | 'words' | 'none'
  /** Hears whether files are still on their way: what is sent now would go without them. */
  uploading: (isUploading: boolean) => void
  onKey?: (event: React.KeyboardEvent) => void
  /** What else writes into the words. */
  hand?: Hand
}

export function Sheet<L extends Letter>({
  letter,
  change,
  above,
  below,
  line,
  marks,
  buttons,
  after,
  showSubject,
  focus,
  uploading,
  onKey,
  hand,
}: SheetProps<L>) {
  const { t, ...words } = useWords()
  const picker = useRef<HTMLInputElement>(null)
  const [hasCc, showCc] = useState(false)
  const [hasBcc, showBcc] = useState(false)
  const [isOver, setOver] = useState(false)
  const putting = useRef<PutPicture | null>(null)
  const ready = useCallback((put: PutPicture | null) => {
    putting.current = put
  }, [])
  const arrive = async (file: Uploaded, given: File, place: Place | undefined) => {
    const seen = place === undefined || !putting.current ? null : await lookAt(given)
    change((was) => ({ ...was, uploads: [...was.uploads, { ...file, isPicture: seen !== null }] }))
    if (seen) putting.current?.({ id: file.id, alt: file.name, ...seen }, place ?? null)
  }
  const uploads = useUploads((file, given, place) => void arrive(file, given, place))
  /** Pictures go where the writer puts them, all else beside the words. */
  const take = (files: FileList, target: EventTarget, place: Place) => {
    const isIntoWords = !letter.isPlain && target instanceof Element && target.closest(`.${css.words ?? ''}`) !== null
    const pictures = isIntoWords ? [...files].filter(isPicture) : []
    uploads.add(pictures, place)
    uploads.add([...files].filter((file) => !pictures.includes(file)))
  }
  const isUploading = uploads.going.length > 0
  const beside = filesBeside(letter)
  useEffect(() => uploading(isUploading), [uploading, isUploading])
  const set = (part: Partial<Letter>) => change((was) => ({ ...was, ...part }))
  const isCcShown = hasCc || letter.cc.length > 0
  const isBccShown = hasBcc || letter.bcc.length > 0
  return (
    <div
      className={css.sheet}
      data-sheet
      data-over={isOver || undefined}
      onKeyDownCapture={onKey}
      onPaste={(event) => {
        if (event.clipboardData.files.length === 0) return
        event.preventDefault()
        take(event.clipboardData.files, event.target, null)
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDropCapture={(event) => {
        setOver(false)
        if (event.dataTransfer.files.length === 0) return
        event.preventDefault()
        event.stopPropagation()
        take(event.dataTransfer.files, event.target, { x: event.clientX, y: event.clientY })
      }}
    >
      <div className={css.heads}>
        <div className={css.to}>
          <Recipients
            label={t('composer.to')}
            people={letter.to}
            change={(to) => set({ to })}
            autoFocus={focus === 'to'}
          />
          <span className={css.more}>
            {!isCcShown && <UnstyledButton onClick={() => showCc(true)}>{t('composer.cc')}</UnstyledButton>}
            {!isBccShown && <UnstyledButton onClick={() => showBcc(true)}>{t('composer.bcc')}</UnstyledButton>}
          </span>
        </div>
        {isCcShown && (
          <Recipients label={t('composer.cc')} people={letter.cc} change={(cc) => set({ cc })} autoFocus={hasCc} />
        )}
        {isBccShown && (
          <Recipients label={t('composer.bcc')} people={letter.bcc} change={(bcc) => set({ bcc })} autoFocus={hasBcc} />
        )}
        {showSubject && (
          <TextInput
            variant="unstyled"
            className={css.subject ?? ''}
            aria-label={t('composer.subject')}
            placeholder={t('composer.subject')}
            value={letter.subject}
            maxLength={500}
            onChange={(event) => set({ subject: event.currentTarget.value })}
          />
        )}
      </div>
      {above}
      <div className={css.words}>
        {letter.isPlain ? (
          <Textarea
            variant="unstyled"
            autosize
            minRows={4}
            autoFocus={focus === 'words'}
            aria-label={t('composer.words')}
            value={letter.text}
            onChange={(event) =>
              set({ text: event.currentTarget.value, html: asHtml(event.currentTarget.value), doc: null })
            }
          />
        ) : (
          <Suspense fallback={<Skeleton height={120} animate={false} className={css.wait ?? ''} />}>
            <Editor
              doc={letter.doc}
              text={letter.text}
              revision={letter.revision}
              isFocused={focus === 'words'}
              change={set}
              ready={ready}
              hand={hand}
              marks={marks}
            />
          </Suspense>
        )}
        {below}
      </div>
      {(beside.length > 0 || uploads.going.length > 0) && (
        <ul className={css.files} aria-label={t('message.attachments')}>
          {beside.map((file) => (
            <FileLine
              key={file.id}
              name={file.name}
              type={file.type}
              size={file.size}
              drop={() => set({ uploads: letter.uploads.filter((one) => one.id !== file.id) })}
            />
          ))}
          {uploads.going.map(({ key, ...file }) => (
            <FileLine
              key={key}
              {...file}
              problem={file.error === null ? null : sayWhy(file.error, { t, ...words })}
              drop={() => uploads.drop(key)}
            />
          ))}
        </ul>
      )}
      {line}
      <div className={css.buttons}>
        {buttons}
        <Tip label={t('composer.attach')} side="top">
          <ActionIcon size={36} aria-label={t('composer.attach')} onClick={() => picker.current?.click()}>
            <IconPaperclip size={18} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Tip>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(event) => {
            uploads.add([...(event.currentTarget.files ?? [])])
            event.currentTarget.value = ''
          }}
        />
        <UnstyledButton className={css.mode} onClick={() => set({ isPlain: !letter.isPlain })}>
          {t(letter.isPlain ? 'composer.toRich' : 'composer.toPlain')}
        </UnstyledButton>
        {uploads.going.some((file) => file.error === null) && (
          <span role="status" className="visually-hidden">
            {t('composer.uploading')}
          </span>
        )}
        {after}
      </div>
    </div>
  )
}

interface FileLineProps {
  name: string
  type: string
  size: number
  share?: number | null
  problem?: string | null
  drop: () => void
}

function FileLine({ name, type, size, share = null, problem = null, drop }: FileLineProps) {
  const { t, language } = useWords()
  return (
    <li className={css.file} data-failed={problem !== null || undefined}>
      <FileSign type={type} size={16} />
      <span className={css.name}>{name}</span>
      <span className={css.size}>{problem ?? fileSize(size, language)}</span>
      {share !== null && problem === null && (
        <Progress value={share * 100} className={css.progress ?? ''} aria-label={t('composer.uploading')} />
      )}
      <ActionIcon size={24} aria-label={t('composer.removeFile', { name })} onClick={drop}>
        <IconX size={14} stroke={1.5} aria-hidden />
      </ActionIcon>
    </li>
  )
}
