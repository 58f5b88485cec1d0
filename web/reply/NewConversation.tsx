// Writing to somebody first. Closed, the letter waits in memory; called back, it lies here again.
import { ActionIcon, Button, Modal, Select } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Editor } from '@tiptap/react'
import { useCallback, useMemo, useRef, useState } from 'react'
import { startConversation, undoSend } from '../../src/flows/reply/reply.api.ts'
import { call } from '../call.ts'
import { useMacros } from '../macros/useMacros.tsx'
import { useInboxes } from '../session/session.ts'
import { Tip } from '../shell/Tip.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import { useChecks } from './checks/checks.ts'
import { FindingLine } from './checks/FindingLine.tsx'
import { emptyLetter, setNewLetter, uploadIdsOf, uploadsAgain, useNewLetter, type NewLetter } from './drafts.tsx'
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
  const letter = useNewLetter() ?? { ...emptyLetter, inboxId: null, isOpen: true }
  const [isUploading, setUploading] = useState(false)
  const inboxId = letter.inboxId ?? inboxes[0]?.id ?? ''
  const settle = () => void client.invalidateQueries({ queryKey: ['conversation'] })
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
  const close = () => (isEmpty ? setNewLetter(client, null) : change({ isOpen: false }))
  const discard = () => {
    setNewLetter(client, null)
    if (!isEmpty) sayDone(t('composer.discarded'), () => setNewLetter(client, () => letter))
  }
  const undo = async (outboxId: string, sent: NewLetter) => {
    try {
      const { uploads } = await call(undoSend, { id: outboxId })
      setNewLetter(client, () => ({ ...sent, uploads: uploadsAgain(uploads, sent), sending: null, isOpen: true }))
      await navigate({ to: '/inbox/$view', params: { view: 'open' } }) // the conversation is gone with its only message
    } catch (error) {
      sayFailed(error)
    } finally {
      settle()
    }
  }
  const send = useMutation({
    mutationFn: (override: { override?: { reason: string } }) => {
      const asked = {
        inboxId,
        to: letter.to,
        cc: letter.cc,
        bcc: letter.bcc,
        subject: letter.subject,
        text: letter.text,
        html: letter.isPlain ? null : letter.html,
        uploadIds: uploadIdsOf(letter),
        macros: macros.asked(),
        ...override,
      }
      const sending = sendingOf(letter.sending, asked)
      change({ sending })
      return call(startConversation, asked, { key: sending.key })
    },
    onSuccess: ({ conversationId, message, undoUntil }) => {
      const { outboxId } = message
      const left = Math.max(0, Date.parse(undoUntil) - Date.now())
      sayDone(
        t('composer.sent'),
        outboxId && left > 0 ? () => void undo(outboxId, letter) : undefined,
        left || undefined,
      )
      macros.forget()
      setNewLetter(client, null)
      settle()
      written(conversationId)
    },
    onError: (error) => {
      if (isAnswered(error)) change({ sending: null })
    },
  })
  const isReady =
    letter.to.length > 0 && letter.subject.trim() !== '' && inboxId !== '' && !isUploading && !send.isPending
  const checks = useChecks(letter, { inboxId }, (step) => setNewLetter(client, step))
  const go = async () => {
    if (!isReady) return
    const { leaves, ...override } = await checks.leave()
    if (leaves) send.mutate(override)
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
        above={send.isError && <Unsent error={send.error} />}
        below={macros.strip}
        marks={checks.marks}
        line={<FindingLine checks={checks} send={() => void go()} />}
        onKey={(event) => {
          if (checks.onKey(event)) return
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          event.stopPropagation()
          void go()
        }}
        buttons={
          <>
            <Tip label={t('action.send')} keys="mod+Enter" side="top">
              <Button loading={send.isPending} disabled={!isReady} onClick={() => void go()}>
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
