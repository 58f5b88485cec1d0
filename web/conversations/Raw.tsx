// A message as it was received or sent, byte for byte, as text.
import { Anchor, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { downloadRaw, type Message } from '../../src/desk/conversations/conversations.api.ts'
import { addressOf, callBytes } from '../call.ts'
import { Failed, Waiting } from '../shell/states.tsx'
import { useWords } from '../words.ts'
import css from './raw.module.css'

const SHOWN_BYTES = 500_000

export function Raw({ message, close }: { message: Message; close: () => void }) {
  const { t } = useWords()
  const asked = { id: message.conversationId, messageId: message.id }
  const raw = useQuery({
    queryKey: ['message', message.id, 'raw'],
    queryFn: async () =>
      new TextDecoder('utf-8').decode(await (await callBytes(downloadRaw, asked)).slice(0, SHOWN_BYTES).arrayBuffer()),
    staleTime: Infinity,
  })
  return (
    <Modal
      opened
      onClose={close}
      size="xl"
      title={t('message.source')}
      closeButtonProps={{ 'aria-label': t('state.close') }}
    >
      <p className={css.save}>
        <Anchor href={addressOf(downloadRaw, asked).url} download={`${message.id}.eml`}>
          {t('message.saveSource')}
        </Anchor>
      </p>
      {raw.isPending ? (
        <Waiting rows={6} height={24} />
      ) : raw.isError ? (
        <Failed error={raw.error} again={() => void raw.refetch()} />
      ) : (
        <pre className={css.raw} tabIndex={0} aria-label={t('message.source')}>
          {raw.data}
        </pre>
      )}
    </Modal>
  )
}
