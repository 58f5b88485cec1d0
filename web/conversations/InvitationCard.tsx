// An invitation in a message: what, when, where, who comes; and yes, maybe or no, which goes out like any answer and can be
// called back like one.
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Conversation, Message } from '../../src/desk/conversations/conversations.api.ts'
import type { Invitation } from '../../src/desk/conversations/invitation.api.ts'
import { sendReply, undoSend } from '../../src/flows/reply/reply.api.ts'
import { call } from '../call.ts'
import { useHere } from '../session/session.ts'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import { repeatsOf, whenOf } from './invitation-words.ts'
import css from './invitation.module.css'
import { conversationQuery, entriesQuery } from './queries.ts'

/** Named one by one; of more their number says enough. */
const MOST_NAMED = 8
const answers = [
  ['accepted', 'invitation.yes'],
  ['tentative', 'invitation.maybe'],
  ['declined', 'invitation.no'],
] as const

interface InvitationCardProps {
  invitation: Invitation
  message: Message
  conversation: Conversation
}

export function InvitationCard({ invitation, message, conversation }: InvitationCardProps) {
  const words = useWords()
  const { t, language } = words
  const { may } = useHere()
  const { method, summary, location, organizer, attendees } = invitation
  const title = summary || t('invitation.noTitle')
  const canAnswer = invitation.isAnswerable && message.direction === 'in' && may('conversation.reply')
  const lines = [whenOf(invitation, language), repeatsOf(invitation, words), location].filter(Boolean)
  return (
    <section className={css.card} aria-label={`${t(`invitation.kind.${method}`)}: ${title}`}>
      <p className={css.kind} data-method={method}>
        {t(`invitation.kind.${method}`)}
      </p>
      <h3 className={css.title}>{title}</h3>
      {lines.map((line) => (
        <p key={line} className={css.line}>
          {line}
        </p>
      ))}
      {organizer && (
        <p className={css.quiet}>{t('invitation.organizer', { name: organizer.name || organizer.address })}</p>
      )}
      {attendees.length > 0 && (
        <p className={css.quiet}>
          {attendees
            .slice(0, MOST_NAMED)
            .map(({ name, address, answer }) => `${name || address} (${t(`invitation.answer.${answer}`)})`)
            .join(', ')}
          {attendees.length > MOST_NAMED && ` +${attendees.length - MOST_NAMED}`}
        </p>
      )}
      {canAnswer && organizer && (
        <Answers title={title} organizer={organizer} message={message} conversation={conversation} />
      )}
    </section>
  )
}

interface AnswersProps {
  title: string
  organizer: NonNullable<Invitation['organizer']>
  message: Message
  conversation: Conversation
}

function Answers({ title, organizer, message, conversation: { id, version } }: AnswersProps) {
  const { t } = useWords()
  const client = useQueryClient()
  const settle = () => {
    void client.invalidateQueries({ queryKey: entriesQuery(id).queryKey })
    void client.invalidateQueries({ queryKey: conversationQuery(id).queryKey })
  }
  const answering = useMutation({
    mutationFn: (answer: 'accepted' | 'tentative' | 'declined') =>
      call(sendReply, {
        id,
        messageId: message.id,
        to: [organizer],
        subject: t(`invitation.subject.${answer}`, { summary: title }).slice(0, 500),
        text: t(`invitation.text.${answer}`),
        invitation: answer,
        version,
      }),
    onSuccess: ({ message: { outboxId }, undoUntil }) => {
      settle()
      const left = Math.max(0, Date.parse(undoUntil) - Date.now())
      const undo = () => {
        if (outboxId) call(undoSend, { id: outboxId }).then(settle, sayFailed)
      }
      sayDone(t('invitation.sent'), left > 0 ? undo : undefined, left || undefined)
    },
    onError: sayFailed,
  })
  return (
    <div className={css.answers} role="group" aria-label={t('invitation.question')}>
      {answers.map(([answer, label]) => (
        <Button
          key={answer}
          variant="default"
          size="compact-sm"
          disabled={answering.isPending}
          onClick={() => answering.mutate(answer)}
        >
          {t(label)}
        </Button>
      ))}
      <span className={css.quiet}>{t('invitation.goesTo', { address: organizer.address })}</span>
    </div>
  )
}
