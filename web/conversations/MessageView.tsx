// One mail: folded to a line, or open with who wrote to whom, what must be known before answering, the words, the files, and
// what became of it.
import { ActionIcon, Menu, UnstyledButton } from '@mantine/core'
import { IconAlertTriangle, IconDots, IconPaperclip, IconShieldCheck, IconShieldQuestion } from '@tabler/icons-react'
import { createElement, lazy, Suspense, useState } from 'react'
import type { Conversation, Message, Person } from '../../src/desk/conversations/conversations.api.ts'
import { useHere, useUsers } from '../session/session.ts'
import { startAnswer } from '../reply/drafts.tsx'
import { useActions } from '../shell/actions.tsx'
import { Asked } from '../shell/Asked.tsx'
import { Avatar } from '../shell/Avatar.tsx'
import { useNow } from '../shell/now.ts'
import { useReasons } from '../reasons.ts'
import { ago, exactly } from '../when.ts'
import { useWords, type Words } from '../words.ts'
import { Attachments, filesOf } from './Attachments.tsx'
import { Deliveries } from './Deliveries.tsx'
import { InvitationCard } from './InvitationCard.tsx'
import { useJoining } from './joining.ts'
import { useLook, type Look } from './look.ts'
import { MessageBody } from './MessageBody.tsx'
import { Secret } from './Secret.tsx'
import css from './message.module.css'

const Raw = lazy(() => import('./Raw.tsx').then((part) => ({ default: part.Raw })))

interface MessageViewProps {
  message: Message
  conversation: Conversation
  isNewest: boolean
  startsOpen: boolean
}

export function MessageView({ message, conversation, isNewest, startsOpen }: MessageViewProps) {
  const { t, language } = useWords()
  const now = useNow()
  const { byId } = useUsers()
  const [isOpen, setOpen] = useState(startsOpen)
  const author = message.authorId ? byId.get(message.authorId)?.name : undefined
  const sender = message.from[0]
  const who = author ?? (sender?.name || sender?.address || t('message.unknownSender'))
  const when = (
    <time dateTime={message.at} title={exactly(message.at, language)} className={css.time}>
      {ago(message.at, now, language)}
    </time>
  )
  const look = useLook(message)
  const { files, folded } = filesOf(message, look)
  if (!isOpen)
    return (
      <UnstyledButton className={css.folded} onClick={() => setOpen(true)} aria-expanded={false}>
        <Avatar name={who} size={20} />
        <span className={css.who} dir="auto">
          {who}
        </span>
        <span className={css.words} dir="auto">
          {message.text.slice(0, Math.max(message.replyEnd, 1)).replace(/\s+/g, ' ').slice(0, 200)}
        </span>
        {files.length > 0 && (
          <IconPaperclip size={14} stroke={1.5} role="img" aria-label={t('row.attachments', { count: files.length })} />
        )}
        {when}
      </UnstyledButton>
    )
  return (
    <section
      className={css.message}
      data-direction={message.direction}
      data-newest={isNewest || undefined}
      data-message={message.id}
      aria-label={t('message.by', { name: who })}
    >
      <header className={css.head}>
        <Avatar name={who} size={32} />
        <div className={css.people}>
          <UnstyledButton className={css.sender} dir="auto" onClick={() => setOpen(false)} aria-expanded>
            <bdi className={css.who}>{who}</bdi> <bdi className={css.address}>{sender?.address}</bdi>
          </UnstyledButton>
          <Recipients message={message} />
        </div>
        {when}
        <MessageMenu message={message} conversation={conversation} isNewest={isNewest} look={look} />
      </header>
      <div className={css.inner}>
        <Cautions message={message} />
        {message.invitation && (
          <InvitationCard invitation={message.invitation} message={message} conversation={conversation} />
        )}
        {message.secret ? <Secret message={message} /> : <MessageBody message={message} look={look} />}
        <Attachments message={message} files={files} folded={folded} />
        {message.direction === 'out' && <Deliveries message={message} />}
      </div>
    </section>
  )
}

const iconOf = { size: 14, stroke: 1.5, 'aria-hidden': true }

function spoken(people: Person[]): string {
  return people.map(({ name, address }) => (name ? `${name} <${address}>` : address)).join(', ')
}

/** In full: whom it went to decides how it is answered. */
function Recipients({ message }: { message: Message }) {
  const { to, cc, bcc, replyTo, from } = message
  const words = useReasons()
  const { t } = words
  const answers = replyTo.filter((one) => one.address !== from[0]?.address)
  return (
    <p className={css.recipients}>
      {to.length > 0 && t('message.to', { people: spoken(to) })}
      {cc.length > 0 && ` · ${t('message.cc', { people: spoken(cc) })}`}
      {bcc.length > 0 && ` · ${t('message.bcc', { people: spoken(bcc) })}`}
      {answers.length > 0 && ` · ${t('message.replyTo', { people: spoken(answers) })}`}
      {message.authenticity && message.authenticity.result !== 'fail' && (
        <span className={css.proof} data-result={message.authenticity.result} title={proofOf(message, words)}>
          {createElement(message.authenticity.result === 'pass' ? IconShieldCheck : IconShieldQuestion, iconOf)}
          {t(`message.proofShort.${message.authenticity.result}`)}
        </span>
      )}
    </p>
  )
}

function protectedBy({ scheme, isEncrypted }: NonNullable<Message['protection']>, t: Words['t']): string {
  const name = scheme === 'pgp' ? 'PGP' : 'S/MIME'
  return t(isEncrypted ? 'message.protection.encrypted' : 'message.protection.signed', { scheme: name })
}

function proofOf({ authenticity, from }: Message, { t, tOr }: Words): string {
  const { result, spf, dkim, dmarc, arc } = authenticity ?? { result: 'none' as const }
  const asked = Object.entries({ SPF: spf, DKIM: dkim, DMARC: dmarc, ARC: arc === 'none' ? null : arc })
  const methods = asked.flatMap(([name, said]) => (said ? [`${name} ${tOr(`verdict.${said}`, said)}`] : [])).join(', ')
  return t(`message.proof.${result}`, { address: from[0]?.address ?? '', methods: methods || '—' })
}

function cautionsOf(message: Message, words: Words): string[] {
  const { t, tOr } = words
  const sender = message.from[0]?.address ?? ''
  return [
    ...(message.isStranger
      ? [t(message.direction === 'in' ? 'message.stranger' : 'message.sentAsOther', { address: sender })]
      : []),
    ...message.impostorSigns.map((sign) => tOr(`message.sign.${sign}`, '', { address: sender })),
    ...(message.authenticity?.result === 'fail' ? [proofOf(message, words)] : []),
    ...(message.protection ? [protectedBy(message.protection, t)] : []),
    ...(message.isDegraded ? [t('message.degraded')] : []),
    ...(message.kind === 'message' ? [] : [tOr(`message.kind.${message.kind}`, '')]),
  ].filter(Boolean)
}

function Cautions({ message }: { message: Message }) {
  const words = useReasons()
  return cautionsOf(message, words).map((text) => (
    <p
      key={text}
      className={css.caution}
      data-grave={
        message.isStranger || message.impostorSigns.length > 0 || message.authenticity?.result === 'fail' || undefined
      }
    >
      <IconAlertTriangle size={16} stroke={1.5} aria-hidden />
      <span>{text}</span>
    </p>
  ))
}

const focusedMessage = () => document.activeElement?.closest<HTMLElement>('[data-message]')?.dataset['message'] ?? null

type MenuProps = Omit<MessageViewProps, 'startsOpen'> & { look: Look }

function MessageMenu({ message, conversation, isNewest, look }: MenuProps) {
  const { t } = useWords()
  const { may } = useHere()
  const [isOpen, setOpen] = useState(false)
  const [isRawShown, showRaw] = useState(false)
  const { split } = useJoining()
  // Something has to stay behind.
  const maySplit = may('conversation.change') && conversation.messageCount > 1 && conversation.held === null
  // The key is about the message in which the focus is, else the newest.
  const splitHere = () => split(focusedMessage() ?? message.id, conversation.id, false)
  useActions([
    ...(isNewest && maySplit ? [{ id: 'action.split' as const, run: splitHere }] : []),
    ...(isNewest && look.turnText
      ? [
          {
            id: 'action.asText' as const,
            label: look.isText ? ('action.asSent' as const) : ('action.asText' as const),
            run: look.turnText,
          },
        ]
      : []),
    ...(isNewest && look.turnColours
      ? [
          {
            id: 'action.ownColours' as const,
            label: look.isDark ? ('action.ownColours' as const) : ('action.darkColours' as const),
            run: look.turnColours,
          },
        ]
      : []),
  ])
  const answer = (kind: 'reply' | 'reply-all' | 'forward') => () =>
    startAnswer({ conversationId: conversation.id, kind, messageId: message.id })
  return (
    <>
      <Asked
        opens="menu"
        isOpen={isOpen}
        ask={() => setOpen(true)}
        control={(asking) => (
          <ActionIcon size={32} aria-label={t('message.more')} {...asking}>
            <IconDots size={18} stroke={1.5} aria-hidden />
          </ActionIcon>
        )}
      >
        {(control, isOpenNow) => (
          <Menu position="bottom-end" width={280} opened={isOpenNow} onChange={setOpen}>
            <Menu.Target>{control}</Menu.Target>
            <Menu.Dropdown>
              {may('conversation.reply') && (
                <>
                  <Menu.Item onClick={answer('reply')}>{t('action.reply')}</Menu.Item>
                  <Menu.Item onClick={answer('reply-all')}>{t('action.replyAll')}</Menu.Item>
                  <Menu.Item onClick={answer('forward')}>{t('action.forward')}</Menu.Item>
                </>
              )}
              {maySplit && (
                <>
                  <Menu.Item onClick={() => split(message.id, conversation.id, false)}>{t('action.split')}</Menu.Item>
                  {!isNewest && (
                    <Menu.Item onClick={() => split(message.id, conversation.id, true)}>
                      {t('action.splitLater')}
                    </Menu.Item>
                  )}
                </>
              )}
              {look.turnText && (
                <Menu.Item onClick={look.turnText}>{t(look.isText ? 'action.asSent' : 'action.asText')}</Menu.Item>
              )}
              {look.turnColours && (
                <Menu.Item onClick={look.turnColours}>
                  {t(look.isDark ? 'action.ownColours' : 'action.darkColours')}
                </Menu.Item>
              )}
              {message.hasRaw && may('attachment.download') && (
                <Menu.Item onClick={() => showRaw(true)}>{t('message.source')}</Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </Asked>
      <Suspense>{isRawShown && <Raw message={message} close={() => showRaw(false)} />}</Suspense>
    </>
  )
}
