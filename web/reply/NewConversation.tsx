// Writing to somebody first.
import { Button, Modal, Select } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { startConversation, undoSend } from '../../src/flows/reply/reply.api.ts'
import { call } from '../call.ts'
import { useInboxes } from '../session/session.ts'
import { Tip } from '../shell/Tip.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import { emptyLetter, type Letter } from './drafts.tsx'
import { Sheet } from './Sheet.tsx'
import css from './new.module.css'

export function NewConversation({ close, written }: { close: () => void; written: (id: string) => void }) {
  const { t } = useWords()
  const client = useQueryClient()
  const { inboxes } = useInboxes()
  const [chosen, choose] = useState<string | null>(null)
  const [letter, setLetter] = useState<Letter>(emptyLetter)
  const [isUploading, setUploading] = useState(false)
  const inboxId = chosen ?? inboxes[0]?.id ?? ''
  const settle = () => void client.invalidateQueries({ queryKey: ['conversation'] })
  const send = useMutation({
    mutationFn: () =>
      call(startConversation, {
        inboxId,
        to: letter.to,
        cc: letter.cc,
        bcc: letter.bcc,
        subject: letter.subject,
        text: letter.text,
        html: letter.isPlain ? null : letter.html,
        uploadIds: letter.uploads.map((file) => file.id),
      }),
    onSuccess: ({ conversationId, message }) => {
      const { outboxId } = message
      sayDone(
        t('composer.sent'),
        outboxId ? () => void call(undoSend, { id: outboxId }).then(settle, sayFailed) : undefined,
      )
      settle()
      written(conversationId)
    },
    onError: sayFailed,
  })
  const isReady =
    letter.to.length > 0 && letter.subject.trim() !== '' && inboxId !== '' && !isUploading && !send.isPending
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
          onChange={choose}
          data={inboxes.map((inbox) => ({
            value: inbox.id,
            label: t('composer.inboxAddress', { name: inbox.name, address: inbox.addresses[0] ?? '' }),
          }))}
        />
      )}
      <Sheet
        letter={letter}
        change={(step) => setLetter(step)}
        focus="to"
        uploading={setUploading}
        showSubject
        onKey={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          event.stopPropagation()
          if (isReady) send.mutate()
        }}
        buttons={
          <Tip label={t('action.send')} keys="mod+Enter" side="top">
            <Button loading={send.isPending} disabled={!isReady} onClick={() => send.mutate()}>
              {t('action.send')}
            </Button>
          </Tip>
        }
      />
    </Modal>
  )
}
