// What stands on the paper. Its classes are those of /paper-frame.css, as it lives in a document of its own.
import { useEffect, useRef } from 'react'
import type { WindowLike } from 'dompurify'
import type { Conversation, Entry, Message, Note, Person } from '../../src/desk/conversations/conversations.api.ts'
import { cleanMail } from '../conversations/clean.ts'
import { useInlineImages } from '../conversations/inline-images.ts'
import { createPictures } from '../conversations/pictures.ts'
import { useRemoteImages } from '../conversations/remote-images.ts'
import { useHere, useInboxes, useUsers } from '../session/session.ts'
import { useNow } from '../shell/now.ts'
import { exactly, fileSize } from '../when.ts'
import { useWords } from '../words.ts'

interface SheetProps {
  conversation: Conversation
  entries: Entry[]
  hasNotes: boolean
  page: Document
}

export function Sheet({ conversation, entries, hasNotes, page }: SheetProps) {
  const { t, language } = useWords()
  const { user } = useHere()
  const { byId: inboxes } = useInboxes()
  const { byId: users } = useUsers()
  const now = useNow()
  const { number, subject, status, assigneeId, inboxId, tags } = conversation
  const facts = [
    inboxes.get(inboxId)?.name,
    t(`status.${status}`),
    assigneeId ? users.get(assigneeId)?.name : undefined,
    ...tags,
  ].filter(Boolean)
  return (
    <>
      <header className="paper-head">
        <h1>
          {subject || t('conversation.noSubject')} {t('conversation.number', { number })}
        </h1>
        <p className="paper-facts">{facts.join(' · ')}</p>
      </header>
      {entries.map((entry) => {
        if (entry.type === 'message') return <PrintedMessage key={entry.id} message={entry} page={page} />
        if (entry.type === 'note' && hasNotes) return <PrintedNote key={entry.id} note={entry} />
        return null
      })}
      <p className="paper-foot">{t('paper.printed', { at: exactly(now.toISOString(), language), name: user.name })}</p>
    </>
  )
}

const told = (people: Person[]) =>
  people.map(({ name, address }) => (name ? `${name} <${address}>` : address)).join(', ')

function PrintedMessage({ message, page }: { message: Message; page: Document }) {
  const { t, language } = useWords()
  const { from, to, cc, at, subject, attachments, secret } = message
  const files = attachments.filter((one) => !one.isInline)
  const lines = [
    [t('paper.from'), told(from)],
    [t('paper.to'), told(to)],
    [t('paper.cc'), told(cc)],
    [t('paper.sent'), exactly(at, language)],
    [t('composer.subject'), subject],
  ].filter(([, value]) => value)
  return (
    <section className="paper-message">
      <header>
        <dl className="paper-lines">
          {lines.map(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name}-is`}>{value}</dd>])}
        </dl>
      </header>
      {secret ? (
        <p>{t('paper.hidden')}</p>
      ) : message.html === null ? (
        <pre className="paper-text">{message.text.slice(0, message.replyEnd).trim() || message.text.trim()}</pre>
      ) : (
        <PrintedMail message={message} html={message.html} page={page} />
      )}
      {files.length > 0 && (
        <p className="paper-files">
          {t('paper.attached')}:{' '}
          {files.map((one) => `${one.name || t('message.unnamedFile')} (${fileSize(one.size, language)})`).join(', ')}
        </p>
      )}
    </section>
  )
}

const HOST = '…'

function PrintedMail({ message, html, page }: { message: Message; html: string; page: Document }) {
  const { t } = useWords()
  const place = useRef<HTMLDivElement>(null)
  const inline = useInlineImages(message)
  const { found, trackers } = useRemoteImages(message)
  const pictures = useRef<((inline: ReadonlyMap<string, string>, remote: ReadonlyMap<string, string>) => void) | null>(null) // prettier-ignore
  const leads = t('message.linkLeads', { host: HOST })
  const quotedLabel = t('message.showQuoted')
  useEffect(() => {
    const view = page.defaultView
    if (!view) return
    const leadsTo = (host: string) => leads.replace(HOST, () => host)
    const mail = cleanMail(html, view as unknown as WindowLike, { trackers, quotedLabel, leadsTo })
    place.current?.replaceChildren(...mail.nodes.childNodes)
    // A picture that nobody wanted leaves no empty frame on paper.
    const [showInline, showRemote] = [createPictures(mail.inline, null), createPictures(mail.remote, null)]
    for (const images of mail.remote.values()) for (const image of images) image.removeAttribute('src')
    pictures.current = (ours, theirs) => {
      showInline(ours)
      showRemote(theirs)
    }
  }, [html, page, trackers, leads, quotedLabel])
  useEffect(() => pictures.current?.(inline, found), [html, page, trackers, leads, quotedLabel, inline, found])
  return <div ref={place} className="paper-mail" />
}

function PrintedNote({ note }: { note: Note }) {
  const { t, language } = useWords()
  const { byId } = useUsers()
  const name = note.authorId ? (byId.get(note.authorId)?.name ?? '') : t('event.postroom')
  return (
    <section className="paper-message paper-note">
      <header>
        <dl className="paper-lines">
          <dt>{t('paper.note', { name })}</dt>
          <dd>{exactly(note.at, language)}</dd>
        </dl>
      </header>
      <pre className="paper-text">{note.text}</pre>
    </section>
  )
}
