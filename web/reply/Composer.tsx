// The answer being written, docked at the foot of its conversation: says whom it goes to and what will happen, is kept while it is
// written, goes in one of several ways, and can be called back for ten seconds.
import { ActionIcon, Button, Menu, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { discardDraft } from '../../src/desk/drafts/drafts.api.ts'
import type { SendAs } from '../../src/desk/users/users.api.ts'
import { scheduleDraft, unscheduleDraft } from '../../src/flows/reply/later.api.ts'
import { sendReply, undoSend, type ReplyKind } from '../../src/flows/reply/reply.api.ts'
import type { AskedOf } from '../../src/kit/route.ts'
import { call, freshKey, Refusal } from '../call.ts'
import { useMacros } from '../macros/useMacros.tsx'
import { conversationQuery, countsQuery, entriesQuery } from '../conversations/queries.ts'
import { useWriting } from '../presence.ts'
import { useHere } from '../session/session.ts'
import { pressed } from '../shell/keys.ts'
import { Tip } from '../shell/Tip.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { dayAndTime, fileSize } from '../when.ts'
import { useWords, type WordKey } from '../words.ts'
import { zoneHere } from '../zone.ts'
import { Approval } from './Approval.tsx'
import { useChecks, type Override } from './checks/checks.ts'
import { FindingLine } from './checks/FindingLine.tsx'
import { Clash } from './Clash.tsx'
import { draftFrom, emptyLetter, setDraft, uploadIdsOf, uploadsAgain, writingIn, type Draft } from './drafts.tsx'
import { useKeeping, useTheirs, type KeptState } from './keeping.ts'
import { answerPlace, draftsQuery, isOvertaken } from './kept.ts'
import { called } from './people.ts'
import { asHtml } from './plain.ts'
import { SendButtons } from './SendButtons.tsx'
import { isAnswered, sendingOf } from './sending.ts'
import { Sheet } from './Sheet.tsx'
import { Stale, type Missed } from './Stale.tsx'
import { Unsent } from './Unsent.tsx'
import { timed, wayOf, ways, type Timed } from './ways.ts'
import css from './composer.module.css'

interface ComposerProps {
  conversation: Conversation
  draft: Draft
  change: (draft: Draft | null) => void
  begin: (kind: ReplyKind) => void
  /** It was sent and resolved: it may leave the list. */
  resolved: () => void
  /** The next conversation comes. */
  goOn: () => void
}

/** What becomes of the conversation when it is sent. */
type After = Pick<AskedOf<typeof sendReply>, 'then' | 'snoozedUntil' | 'followUpAt'>

interface Sending extends Override {
  after: After
  version: number
  way: SendAs
}

/** Something came in that the writer has not seen. */
function isMissing(error: unknown): error is Refusal {
  return error instanceof Refusal && error.code === 'conversation-changed'
}

function millisecondsTo(at: string): number {
  return Math.max(0, Date.parse(at) - Date.now())
}

export function Composer({ conversation, draft, change, begin, resolved, goOn }: ComposerProps) {
  const { t, language } = useWords()
  const { user } = useHere()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { id } = conversation
  const { start } = draft
  const [missed, setMissed] = useState<(Sending & { changes: Missed[] }) | null>(null)
  const [isQuoteShown, showQuote] = useState(false)
  const [isUploading, setUploading] = useState(false)
  const [isSubjectShown, showSubject] = useState(start.kind === 'forward')
  const [opened, open] = useState<'ways' | Timed | null>(null)
  const { data: around } = useQuery(draftsQuery(id))
  const stored = around?.drafts.find((one) => one.id === draft.kept?.id) ?? null
  const keeping = useKeeping(answerPlace(client, id), draft)
  useTheirs(
    id,
    draft,
    (theirs) => change(draftFrom(theirs, start, draft)),
    () => change(null),
  )
  useWriting(id, draft.text)

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
    mutationFn: async ({ after, version, override }: Sending) => {
      // What is being kept must be there before it is sent, and nothing after.
      await keeping.ready({ isWanted: Boolean(around?.needsApproval) })
      const now = writingIn(client, id) ?? draft
      const asked = {
        id,
        kind: start.kind,
        ...(start.messageId ? { messageId: start.messageId } : {}),
        to: now.to,
        cc: now.cc,
        bcc: now.bcc,
        subject: now.subject,
        text: now.text,
        html: now.isPlain ? null : now.html,
        withQuote: now.withQuote,
        uploadIds: uploadIdsOf(now),
        attachmentIds: now.taken,
        macros: macros.asked(),
        version,
        ...(now.kept ? { draft: { id: now.kept.id, version: now.kept.version } } : {}),
        ...after,
        ...(override ? { override } : {}),
      }
      const sending = sendingOf(now.sending, asked)
      keep({ sending })
      return call(sendReply, asked, { key: sending.key })
    },
    onSuccess: ({ message, undoUntil }, { way }) => {
      const written = writingIn(client, id) ?? draft
      const remember = macros.forget()
      change(null)
      settle()
      const undo = async (outboxId: string) => {
        try {
          const { uploads, draft: back } = await call(undoSend, { id: outboxId })
          const { version } = await client.fetchQuery({ ...conversationQuery(id), staleTime: 0 })
          const kept = back && { conversationId: back.conversationId, id: back.id, version: back.version }
          remember()
          setDraft(client, id, { ...written, uploads: uploadsAgain(uploads, written), version, kept, sending: null })
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
      const { done, goesOn, status } = wayOf(way)
      sayDone(t(done), outboxId && left > 0 ? () => void undo(outboxId) : undefined, left || undefined)
      if (goesOn) goOn()
      else if (status === 'resolved') resolved()
      if (!goesOn) document.getElementById('subject')?.focus({ preventScroll: true })
    },
    onError: (error, sending) => {
      if (isAnswered(error)) keep({ sending: null })
      if (isOvertaken(error)) void keeping.overtaken()
      if (!isMissing(error)) return
      const { version, changes } = error.detail as { version?: number; changes?: Missed[] }
      setMissed({ ...sending, version: version ?? draft.version, changes: changes ?? [] })
      settle() // so that what is new can be seen above
    },
  })
  const schedule = useMutation({
    mutationFn: async ({ at, ...override }: Override & { at: Date }) => {
      await keeping.settle({ isWanted: true })
      const now = writingIn(client, id)
      if (!now?.kept) return null
      const { kept } = now
      return call(scheduleDraft, { id: kept.conversationId, draftId: kept.id, version: kept.version, at: at.toISOString(), timeZone: zoneHere(), writtenAgainst: now.version, macros: macros.asked(), ...override }) // prettier-ignore
    },
    onSuccess: (done) => {
      if (!done?.schedule) return
      macros.forget()
      change(null)
      settle()
      sayDone(t('later.goes', { when: dayAndTime(new Date(done.schedule.at), language) }), () => {
        void call(unscheduleDraft, { id: done.conversationId, draftId: done.id }).catch(sayFailed).finally(settle)
      })
      document.getElementById('subject')?.focus({ preventScroll: true })
    },
    onError: (error) => (isOvertaken(error) ? void keeping.overtaken() : undefined),
  })
  /** Into the draft as it is now, which may have been written on meanwhile. */
  function keep(part: Partial<Draft>) {
    const now = writingIn(client, id)
    if (now?.key === draft.key) change({ ...now, ...part })
  }
  function settle() {
    void client.invalidateQueries({ queryKey: entriesQuery(id).queryKey })
    void client.invalidateQueries({ queryKey: conversationQuery(id).queryKey })
    void client.invalidateQueries({ queryKey: ['conversation', 'list'] })
    void client.invalidateQueries({ queryKey: countsQuery.queryKey })
    void client.invalidateQueries({ queryKey: ['draft'] })
  }
  const step = (made: (was: Draft) => Draft) => change(made(writingIn(client, id) ?? draft))
  const { kind: answering, messageId } = start
  const { withQuote, taken } = draft
  const checks = useChecks(draft, { conversationId: id, kind: answering, messageId, withQuote, taken }, step)
  const isApproved = !around?.needsApproval || stored?.approval?.state === 'approved'
  const isBusy = send.isPending || schedule.isPending
  const isReady = draft.to.length > 0 && !isBusy && !isUploading && !keeping.clash && isApproved
  const mayGo = () => {
    if (isUploading) sayDone(t('composer.stillUploading'))
    return isReady
  }
  const go = (way: SendAs) => {
    const { status } = wayOf(way)
    const after = status ? afterAs(status) : {}
    if (mayGo()) void checks.leave((override) => send.mutate({ after, version: draft.version, way, ...override }))
  }
  const goAt = (what: Timed, at: Date) => {
    open(null)
    if (!mayGo()) return
    const after = what === 'snooze' ? { snoozedUntil: at.toISOString() } : { followUpAt: at.toISOString() }
    void checks.leave((override) =>
      what === 'later'
        ? schedule.mutate({ at, ...override })
        : send.mutate({ after, version: draft.version, way: 'send', ...override }),
    )
  }
  const discard = () => {
    const { kept } = draft
    change(null)
    if (kept) void call(discardDraft, { id: kept.conversationId, draftId: kept.id }).catch(sayFailed).finally(settle)
    document.getElementById('subject')?.focus({ preventScroll: true })
    const remember = macros.forget()
    sayDone(t('composer.discarded'), () => {
      remember()
      change({ ...draft, key: freshKey(), kept: null, base: emptyLetter.base })
    })
  }
  const onKey = (event: React.KeyboardEvent) => {
    const key = pressed(event.nativeEvent)
    const way = key === 'mod+Enter' ? user.sendAs : ways.find((one) => one.keys === key)?.way
    const what = timed.find((one) => one.keys === key)?.what
    if (way || what) {
      event.preventDefault()
      event.stopPropagation()
      if (way) go(way)
      else if (what && mayGo()) open(what)
    }
    if (event.key === 'Escape' && !document.querySelector('[aria-expanded="true"][aria-haspopup="listbox"]'))
      document.getElementById('subject')?.focus({ preventScroll: true })
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
        line={<FindingLine checks={checks} send={() => mayGo() && checks.leaveAgain()} />}
        focus={!draft.isFocused ? 'none' : start.kind === 'forward' ? 'to' : 'words'}
        uploading={setUploading}
        showSubject={isSubjectShown}
        onKey={(event) => checks.onKey(event) || onKey(event)}
        above={
          <>
            <Cautions codes={start.cautions} />
            {send.isError && !isMissing(send.error) && !isOvertaken(send.error) && <Unsent error={send.error} />}
            {schedule.isError && !isOvertaken(schedule.error) && <Unsent error={schedule.error} />}
            {keeping.clash && <Clash mine={draft} theirs={keeping.clash} take={keeping.take} />}
            <Approval
              draft={draft}
              stored={stored}
              why={around?.needsApproval ?? null}
              keep={() => keeping.settle({ isWanted: true }).then(() => writingIn(client, id)?.kept ?? null)}
            />
            {missed && (
              <Stale
                changes={missed.changes}
                sendAnyway={() => {
                  setMissed(null)
                  send.mutate(missed)
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
        buttons={<SendButtons isBusy={isBusy} isReady={isReady} opened={opened} open={open} send={go} sendAt={goAt} />}
        after={<KeptLine state={keeping.state} isBegun={draft.kept !== null} />}
      />
    </section>
  )
}

function afterAs(status: 'resolved' | 'waiting'): After {
  // oxlint-disable-next-line unicorn/no-thenable -- the name of the field in the promise
  return { then: status }
}

function KeptLine({ state, isBegun }: { state: KeptState; isBegun: boolean }) {
  const { t } = useWords()
  const said = state === 'failed' ? t('draft.unkept') : state === 'kept' && isBegun ? t('draft.kept') : ''
  return (
    <span role="status" className={css.kept} data-failed={state === 'failed' || undefined}>
      {said}
    </span>
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
