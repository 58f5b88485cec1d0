// Writing to somebody first. Closed, the letter waits among the drafts; called back, it lies here again.
import { ActionIcon, Button, Modal, Select } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Editor } from '@tiptap/react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { discardDraft, readDraft } from '../../src/desk/drafts/drafts.api.ts'
import { startConversation, undoSend } from '../../src/flows/reply/reply.api.ts'
import { call } from '../call.ts'
import { useMacros } from '../macros/useMacros.tsx'
import { useInboxes } from '../session/session.ts'
import { Tip } from '../shell/Tip.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import { useChecks } from './checks/checks.ts'
import { FindingLine } from './checks/FindingLine.tsx'
import {
  contentOf,
  emptyNewLetter,
  newLetterIn,
  setNewLetter,
  uploadIdsOf,
  uploadsAgain,
  useNewLetter,
  writtenIn,
  type NewLetter,
} from './drafts.tsx'
import { Clash } from './Clash.tsx'
import { useKeeping } from './keeping.ts'
import { isOvertaken, letterPlace, ownDraftsQuery } from './kept.ts'
import { asHtml } from './plain.ts'
import { isAnswered, sendingOf } from './sending.ts'
import { Sheet } from './Sheet.tsx'
import { signedText, signedWords, swapIn, swappedText, useSignature } from './signature.ts'
import { Unsent } from './Unsent.tsx'
import css from './new.module.css'

const withText = (letter: NewLetter, text: string): NewLetter =>
  text === letter.text ? letter : { ...letter, text, html: asHtml(text), doc: null }

export function NewConversation({ written }: { written: (id: string) => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { inboxes } = useInboxes()
  const letter = useNewLetter() ?? { ...emptyNewLetter, isOpen: true }
  const [isUploading, setUploading] = useState(false)
  const inboxId = letter.inboxId ?? inboxes[0]?.id ?? ''
  const settle = () => void client.invalidateQueries({ queryKey: ['conversation'] })
  const settleDrafts = () => void client.invalidateQueries({ queryKey: ['draft'] })
  const change = (part: Partial<NewLetter>) => setNewLetter(client, (was) => ({ ...was, ...part }))
  const editor = useRef<Editor | null>(null)
  const macros = useMacros({
    key: 'new',
    conversationId: null,
    inboxId,
    messageId: null,
    isPlain: letter.isPlain,
    text: letter.text,
    setText: (text) => change({ text, html: asHtml(text), doc: null }),
  })
  const { hand: macroHand } = macros
  const hand = useMemo(
    () => ({
      ...macroHand,
      take: (given: Editor | null) => {
        editor.current = given
        macroHand.take(given)
      },
    }),
    [macroHand],
  )
  const swap = useCallback(
    (was: string, now: string) => {
      if (editor.current) return swapIn(editor.current, was, now)
      setNewLetter(client, (letterNow) =>
        letterNow.text === ''
          ? { ...letterNow, ...signedWords(now) }
          : withText(letterNow, swappedText(letterNow.text, was, now)),
      )
    },
    [client],
  )
  const signature = useSignature(inboxId, swap)
  const isUnwritten = letter.text.trim() === signedText(signature).trim() || letter.text.trim() === ''
  const isEmpty = letter.to.length === 0 && letter.uploads.length === 0 && !letter.subject && isUnwritten
  const keeping = useKeeping(letterPlace(client, inboxId), isEmpty && !letter.kept ? null : letter)
  useBegunBefore()
  const close = () => (isEmpty ? setNewLetter(client, null) : change({ isOpen: false }))
  const discard = () => {
    const { kept } = letter
    setNewLetter(client, null)
    if (kept) void call(discardDraft, { id: kept.id, draftId: kept.id }).catch(sayFailed).finally(settleDrafts)
    const again = { ...letter, kept: null, base: emptyNewLetter.base }
    if (!isEmpty) sayDone(t('composer.discarded'), () => setNewLetter(client, () => again))
  }
  const undo = async (outboxId: string, sent: NewLetter) => {
    try {
      const { uploads, draft: kept } = await call(undoSend, { id: outboxId })
      setNewLetter(client, () => ({ ...sent, uploads: uploadsAgain(uploads, sent), kept, sending: null, isOpen: true }))
      await navigate({ to: '/inbox/$view', params: { view: 'open' } }) // the conversation is gone with its only message
    } catch (error) {
      sayFailed(error)
    } finally {
      settle()
    }
  }
  const send = useMutation({
    mutationFn: async (override: { override?: { reason: string } }) => {
      await keeping.ready()
      const now = newLetterIn(client) ?? letter
      const asked = {
        inboxId,
        to: now.to,
        cc: now.cc,
        bcc: now.bcc,
        subject: now.subject,
        text: now.text,
        html: now.isPlain ? null : now.html,
        uploadIds: uploadIdsOf(now),
        ...(now.kept ? { draft: { id: now.kept.id, version: now.kept.version } } : {}),
        macros: macros.asked(),
        ...override,
      }
      const sending = sendingOf(now.sending, asked)
      change({ sending })
      return call(startConversation, asked, { key: sending.key })
    },
    onSuccess: ({ conversationId, message, undoUntil }) => {
      const { outboxId } = message
      const sent = newLetterIn(client) ?? letter
      const left = Math.max(0, Date.parse(undoUntil) - Date.now())
      sayDone(t('composer.sent'), outboxId && left > 0 ? () => void undo(outboxId, sent) : undefined, left || undefined)
      macros.forget()
      setNewLetter(client, null)
      settle()
      settleDrafts()
      written(conversationId)
    },
    onError: (error) => {
      if (isAnswered(error)) change({ sending: null })
      if (isOvertaken(error)) void keeping.overtaken()
    },
  })
  const isReady =
    letter.to.length > 0 && letter.subject.trim() !== '' && inboxId !== '' && !isUploading && !send.isPending
  const checks = useChecks(letter, { inboxId }, (step) => setNewLetter(client, step))
  const go = () => {
    if (isReady) void checks.leave(send.mutate)
  }
  return (
    <Modal
      opened
      onClose={close}
      title={t('action.compose')}
      size={760}
      padding={0}
      classNames={{ header: css.header ?? '', body: css.body ?? '' }}
      closeButtonProps={{ 'aria-label': t('state.close') }}
    >
      {inboxes.length > 1 && (
        <Select
          className={css.inbox ?? ''}
          label={t('composer.fromInbox')}
          value={inboxId}
          allowDeselect={false}
          onChange={(chosen) => change({ inboxId: chosen })}
          data={inboxes.map((inbox) => ({
            value: inbox.id,
            label: t('composer.inboxAddress', { name: inbox.name, address: inbox.addresses[0] ?? '' }),
          }))}
        />
      )}

      <Sheet
        hand={hand}
        letter={letter}
        change={(step) => setNewLetter(client, step)}
        focus="to"
        uploading={setUploading}
        showSubject
        above={
          <>
            {send.isError && !isOvertaken(send.error) && <Unsent error={send.error} />}
            {keeping.clash && <Clash mine={letter} theirs={keeping.clash} take={keeping.take} />}
          </>
        }
        below={macros.strip}
        marks={checks.marks}
        line={<FindingLine checks={checks} send={go} />}
        onKey={(event) => {
          if (checks.onKey(event)) return
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          event.stopPropagation()
          go()
        }}
        buttons={
          <>
            <Tip label={t('action.send')} does="action.send" side="top">
              <Button loading={send.isPending} disabled={!isReady} onClick={go}>
                {t('action.send')}
              </Button>
            </Tip>
            {!isEmpty && (
              <Tip label={t('composer.discard')} side="top">
                <ActionIcon size={36} aria-label={t('composer.discard')} onClick={discard}>
                  <IconTrash size={18} stroke={1.5} aria-hidden />
                </ActionIcon>
              </Tip>
            )}
          </>
        }
      />
    </Modal>
  )
}

/** The letter that was begun last and not sent lies here again, unless another is being written. */
function useBegunBefore(): void {
  const client = useQueryClient()
  const { data } = useQuery(ownDraftsQuery('mine'))
  const isLooked = useRef(newLetterIn(client)?.kept !== null)
  useEffect(() => {
    if (!data || isLooked.current) return
    isLooked.current = true
    const begun = data.drafts.find((one) => one.kind === 'new' && !one.schedule)
    if (!begun) return
    call(readDraft, { id: begun.id, draftId: begun.id }).then(
      (stored) =>
        setNewLetter(client, (was) => {
          const hasBegun = was.kept !== null || was.text.trim() !== '' || was.to.length > 0 || was.subject !== ''
          if (hasBegun || !was.isOpen) return was
          const letter = { ...was, ...writtenIn(stored), inboxId: stored.inboxId, revision: was.revision + 1 }
          return { ...letter, base: contentOf(letter) }
        }),
      () => undefined, // a new one can be written all the same
    )
  }, [client, data])
}
