// The answer being written, docked at the foot of its conversation: says whom it goes to and what will happen, sends, and can
// be called back for ten seconds.
import { ActionIcon, Button, Menu, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { sendReply, undoSend, type ReplyKind } from '../../src/flows/reply/reply.api.ts'
import { call, Refusal } from '../call.ts'
import { useMacros } from '../macros/useMacros.tsx'
import { conversationQuery, countsQuery, entriesQuery } from '../conversations/queries.ts'
import { Tip } from '../shell/Tip.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { fileSize } from '../when.ts'
import { useWords, type WordKey } from '../words.ts'
import { useChecks } from './checks/checks.ts'
import { FindingLine } from './checks/FindingLine.tsx'
import { setDraft, uploadIdsOf, uploadsAgain, type Draft } from './drafts.tsx'
import { called } from './people.ts'
import { asHtml } from './plain.ts'
import { isAnswered, sendingOf } from './sending.ts'
import { Sheet } from './Sheet.tsx'
import { Stale, type Missed } from './Stale.tsx'
import { Unsent } from './Unsent.tsx'
import css from './composer.module.css'

interface ComposerProps {
  conversation: Conversation
  draft: Draft
  change: (draft: Draft | null) => void
  begin: (kind: ReplyKind) => void
  resolved: () => void
}

type Outcome = 'resolved' | 'waiting' | undefined

/** What goes out: the words, and below them the message answered unless the writer took it away. */
function contentOf(draft: Draft) {
  const { start, withQuote, isPlain, html, text } = draft
  return {
    text: withQuote ? `${text.trimEnd()}\n\n${start.quotedText}` : text,
    html: isPlain ? null : withQuote ? `${html}<br>${start.quotedHtml}` : html,
  }
}

/** Something came in that the writer has not seen. */
function isMissing(error: unknown): error is Refusal {
  return error instanceof Refusal && error.code === 'conversation-changed'
}

function asOutcome(status: 'resolved' | 'waiting'): { then: 'resolved' | 'waiting' } {
  // oxlint-disable-next-line unicorn/no-thenable -- the name of the field in the promise
  return { then: status }
}

function millisecondsTo(at: string): number {
  return Math.max(0, Date.parse(at) - Date.now())
}

export function Composer({ conversation, draft, change, begin, resolved }: ComposerProps) {
  const { t, language } = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { id } = conversation
  const { start } = draft
  const [missed, setMissed] = useState<{ version: number; changes: Missed[]; outcome: Outcome } | null>(null)
  const [isQuoteShown, showQuote] = useState(false)
  const [isUploading, setUploading] = useState(false)
  const [isSubjectShown, showSubject] = useState(start.kind === 'forward')

  const macros = useMacros({
    key: id,
    conversationId: id,
    inboxId: conversation.inboxId,
    messageId: start.messageId,
    isPlain: draft.isPlain,
    text: draft.text,
    setText: (text) => keep({ text, html: asHtml(text), doc: null }),
  })

  const send = useMutation({
    mutationFn: ({
      outcome,
      version,
      override,
    }: {
      outcome: Outcome
      version: number
      override?: { reason: string }
    }) => {
      const asked = {
        id,
        kind: start.kind,
        ...(start.messageId ? { messageId: start.messageId } : {}),
        to: draft.to,
        cc: draft.cc,
        bcc: draft.bcc,
        subject: draft.subject,
        ...contentOf(draft),
        uploadIds: uploadIdsOf(draft),
        attachmentIds: draft.taken,
        macros: macros.asked(),
        version,
        ...(outcome ? asOutcome(outcome) : {}),
        ...(override ? { override } : {}),
      }
      const sending = sendingOf(draft.sending, asked)
      keep({ sending })
      return call(sendReply, asked, { key: sending.key })
    },
    onSuccess: ({ message, undoUntil }, { outcome }) => {
      const written = draft
      const remember = macros.forget()
      change(null)
      settle()
      document.getElementById('subject')?.focus({ preventScroll: true })
      const undo = async (outboxId: string) => {
        try {
          const { uploads } = await call(undoSend, { id: outboxId })
          const { version } = await client.fetchQuery({ ...conversationQuery(id), staleTime: 0 })
          remember()
          setDraft(client, id, { ...written, uploads: uploadsAgain(uploads, written), version, sending: null })
          await navigate({
            to: '/inbox/$view/$id',
            params: (was) => ({ view: 'open', ...was, id }),
            search: (was) => was as object,
          })
        } catch (error) {
          sayFailed(error)
        } finally {
          settle()
        }
      }
      const { outboxId } = message
      const left = millisecondsTo(undoUntil)
      sayDone(
        t(outcome === 'resolved' ? 'composer.sentResolved' : 'composer.sent'),
        outboxId && left > 0 ? () => void undo(outboxId) : undefined,
        left || undefined,
      )
      if (outcome === 'resolved') resolved()
    },
    onError: (error, { outcome }) => {
      if (isAnswered(error)) keep({ sending: null })
      if (!isMissing(error)) return
      const { version, changes } = error.detail as { version?: number; changes?: Missed[] }
      setMissed({ version: version ?? draft.version, changes: changes ?? [], outcome })
      settle() // so that what is new can be seen above
    },
  })
  /** Into the draft as it is now, which may have been written on meanwhile. */
  function keep(part: Partial<Draft>) {
    const now = client.getQueryData<Draft | null>(['draft', id])
    if (now?.key === draft.key) change({ ...now, ...part })
  }
  function settle() {
    void client.invalidateQueries({ queryKey: entriesQuery(id).queryKey })
    void client.invalidateQueries({ queryKey: conversationQuery(id).queryKey })
    void client.invalidateQueries({ queryKey: ['conversation', 'list'] })
    void client.invalidateQueries({ queryKey: countsQuery.queryKey })
  }
  const step = (made: (was: Draft) => Draft) => change(made(client.getQueryData<Draft>(['draft', id]) ?? draft))
  const { kind: answering, messageId } = start
  const { withQuote, taken } = draft
  const checks = useChecks(draft, { conversationId: id, kind: answering, messageId, withQuote, taken }, step)
  const tried = useRef<Outcome>(undefined)
  const isReady = draft.to.length > 0 && !send.isPending && !isUploading
  const go = async (outcome: Outcome) => {
    tried.current = outcome
    if (isUploading) return sayDone(t('composer.stillUploading'))
    if (!isReady) return undefined
    const { leaves, ...override } = await checks.leave()
    if (leaves) send.mutate({ outcome, version: draft.version, ...override })
    return undefined
  }
  const discard = () => {
    change(null)
    const remember = macros.forget()
    document.getElementById('subject')?.focus({ preventScroll: true })
    sayDone(t('composer.discarded'), () => {
      remember()
      change(draft)
    })
  }

  const kind: WordKey =
    start.kind === 'forward' ? 'composer.forwardTo' : draft.cc.length > 0 ? 'composer.replyToCc' : 'composer.replyTo'
  return (
    <section className={css.composer} aria-label={t('composer.label')}>
      <header className={css.head}>
        <Menu position="top-start" width={200}>
          <Menu.Target>
            <UnstyledButton className={css.kind}>
              <span className={css.what}>
                {draft.to.length === 0
                  ? t('composer.toNobody')
                  : t(kind, { to: draft.to.map(called).join(', '), cc: draft.cc.map(called).join(', ') })}
              </span>
              <IconChevronDown size={14} stroke={1.5} aria-hidden />
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => begin('reply')}>{t('action.reply')}</Menu.Item>
            <Menu.Item onClick={() => begin('reply-all')}>{t('action.replyAll')}</Menu.Item>
            <Menu.Item onClick={() => begin('forward')}>{t('action.forward')}</Menu.Item>
            {!isSubjectShown && <Menu.Item onClick={() => showSubject(true)}>{t('composer.editSubject')}</Menu.Item>}
          </Menu.Dropdown>
        </Menu>
        <span className={css.from}>{t('composer.from', { address: start.from.address })}</span>
        <Tip label={t('composer.discard')} side="top">
          <ActionIcon size={32} aria-label={t('composer.discard')} onClick={discard}>
            <IconTrash size={18} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Tip>
      </header>

      <Sheet
        hand={macros.hand}
        letter={draft}
        change={step}
        marks={checks.marks}
        line={<FindingLine checks={checks} send={() => void go(tried.current)} />}
        focus={start.kind === 'forward' ? 'to' : 'words'}
        uploading={setUploading}
        showSubject={isSubjectShown}
        onKey={(event) => {
          if (checks.onKey(event)) return
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault()
            event.stopPropagation()
            void go(event.shiftKey ? 'resolved' : undefined)
          }
          if (event.key === 'Escape' && !document.querySelector('[aria-expanded="true"][aria-haspopup="listbox"]'))
            document.getElementById('subject')?.focus({ preventScroll: true })
        }}
        above={
          <>
            <Cautions codes={start.cautions} />
            {send.isError && !isMissing(send.error) && <Unsent error={send.error} />}
            {missed && (
              <Stale
                changes={missed.changes}
                sendAnyway={() => {
                  setMissed(null)
                  send.mutate({ outcome: missed.outcome, version: missed.version })
                }}
                goOn={() => {
                  change({ ...draft, version: missed.version })
                  setMissed(null)
                }}
              />
            )}
          </>
        }
        below={
          <>
            {start.attachments.length > 0 && (
              <ul className={css.taken}>
                {start.attachments.map((file) => (
                  <li key={file.id}>
                    <label>
                      <input
                        type="checkbox"
                        checked={draft.taken.includes(file.id)}
                        onChange={(event) =>
                          change({
                            ...draft,
                            taken: event.currentTarget.checked
                              ? [...draft.taken, file.id]
                              : draft.taken.filter((one) => one !== file.id),
                          })
                        }
                      />{' '}
                      {file.name} <span className={css.muted}>{fileSize(file.size, language)}</span>
                    </label>
                  </li>
                ))}
              </ul>
            )}
            {macros.strip}
            {draft.withQuote && (
              <div>
                <UnstyledButton
                  className={css.more}
                  aria-expanded={isQuoteShown}
                  aria-label={t(isQuoteShown ? 'message.hideQuoted' : 'message.showQuoted')}
                  onClick={() => showQuote(!isQuoteShown)}
                >
                  ···
                </UnstyledButton>
                {isQuoteShown && (
                  <>
                    <pre className={css.quote}>{start.quotedText}</pre>
                    <Button variant="subtle" size="compact-sm" onClick={() => change({ ...draft, withQuote: false })}>
                      {t('composer.dropQuote')}
                    </Button>
                  </>
                )}
              </div>
            )}
          </>
        }
        buttons={
          <Button.Group>
            <Tip label={t('action.send')} keys="mod+Enter" side="top">
              <Button loading={send.isPending} disabled={!isReady} onClick={() => void go(undefined)}>
                {t('action.send')}
              </Button>
            </Tip>
            <Menu position="top-start" width={240}>
              <Menu.Target>
                <Button className={css.variants ?? ''} disabled={!isReady} aria-label={t('composer.variants')} px={8}>
                  <IconChevronDown size={16} stroke={1.5} aria-hidden />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => void go('resolved')}>{t('action.sendResolve')}</Menu.Item>
                <Menu.Item onClick={() => void go('waiting')}>{t('composer.sendWait')}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Button.Group>
        }
      />
    </section>
  )
}

function Cautions({ codes }: { codes: string[] }) {
  const { tOr } = useWords()
  return codes.map((code) => (
    <p key={code} className={css.caution}>
      {tOr(`caution.${code}`, code)}
    </p>
  ))
}
