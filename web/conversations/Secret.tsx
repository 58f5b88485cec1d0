// A message that opens an account to whoever reads it: its words stay hidden until somebody who may asks for them, which is recorded.
import { Button } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useState } from 'react'
import { showSecret, type Message } from '../../src/desk/conversations/conversations.api.ts'
import { call } from '../call.ts'
import { useHere } from '../session/session.ts'
import { useWords } from '../words.ts'
import { useLook } from './look.ts'
import { MessageBody } from './MessageBody.tsx'
import css from './message-body.module.css'

export function Secret({ message }: { message: Message }) {
  const { t, tOr } = useWords()
  const { may } = useHere()
  const [shown, setShown] = useState<Message | null>(null)
  const [isAsking, setAsking] = useState(false)
  const [hasFailed, setFailed] = useState(false)
  const look = useLook({ html: shown?.html ?? null })
  if (shown) return <MessageBody message={shown} look={look} />
  const show = async () => {
    setAsking(true)
    setFailed(false)
    try {
      const words = await call(showSecret, { id: message.conversationId, messageId: message.id })
      setShown({ ...message, ...words })
    } catch {
      setFailed(true)
    }
    setAsking(false)
  }
  return (
    <div className={css.secret} role="note">
      <IconLock size={18} stroke={1.5} aria-hidden />
      <span>
        {tOr(`message.secret.${message.secret?.what ?? 'code'}`, '')} {!may('secret.read') && t('message.secret.ask')}
      </span>
      {may('secret.read') && (
        <Button variant="default" size="compact-sm" loading={isAsking} onClick={() => void show()}>
          {t(hasFailed ? 'state.again' : 'message.secret.show')}
        </Button>
      )}
    </div>
  )
}
