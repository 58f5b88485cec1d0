// What is under way in a conversation beside one's own letter: letters of colleagues, to be read and taken part in, letters that go by
// themselves, and the day on which it comes back.
import { Button, Textarea, UnstyledButton } from '@mantine/core'
import { IconClockHour4, IconPencil, IconBellRinging } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { setFollowUp } from '../../src/desk/conversations/follow-up.api.ts'
import { answerApproval } from '../../src/desk/drafts/approval.api.ts'
import type { Draft as Stored } from '../../src/desk/drafts/drafts.api.ts'
import { unscheduleDraft } from '../../src/flows/reply/later.api.ts'
import { call } from '../call.ts'
import { usePresent } from '../presence.ts'
import { useHere, useUsers } from '../session/session.ts'
import { sayFailed } from '../shell/undo.tsx'
import { dayAndTime } from '../when.ts'
import { useWords } from '../words.ts'
import { Remarks, Standing } from './Approval.tsx'
import css from './others.module.css'

interface OthersProps {
  conversationId: string
  drafts: Stored[]
  followUp: { at: string; userId: string | null } | null
  /** Writes in it from now on. */
  takePart: (stored: Stored) => void
}

export function Others({ conversationId, drafts, followUp, takePart }: OthersProps) {
  if (drafts.length === 0 && !followUp) return null
  return (
    <div className={css.others}>
      {followUp && <FollowUp conversationId={conversationId} at={followUp.at} />}
      {drafts.map((stored) => (
        <Other key={stored.id} stored={stored} takePart={takePart} />
      ))}
    </div>
  )
}

function FollowUp({ conversationId, at }: { conversationId: string; at: string }) {
  const { t, language } = useWords()
  const { may } = useHere()
  const client = useQueryClient()
  const end = useMutation({
    mutationFn: () => call(setFollowUp, { id: conversationId, at: null }),
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: ['draft'] }),
  })
  return (
    <div className={css.other}>
      <IconBellRinging size={16} stroke={1.5} aria-hidden />
      <span className={css.words}>{t('followUp.at', { when: dayAndTime(new Date(at), language) })}</span>
      {may('conversation.reply') && (
        <Button variant="subtle" size="compact-sm" loading={end.isPending} onClick={() => end.mutate()}>
          {t('followUp.end')}
        </Button>
      )}
    </div>
  )
}

function Other({ stored, takePart }: { stored: Stored; takePart: (stored: Stored) => void }) {
  const { t, language } = useWords()
  const { user, may } = useHere()
  const { byId } = useUsers()
  const client = useQueryClient()
  // Whoever is asked reads it before they say so.
  const [isOpen, setOpen] = useState(stored.approval?.state === 'asked' && stored.approval.askedBy !== user.id)
  const present = usePresent(stored.conversationId)
  const { id, conversationId, schedule } = stored
  const isMine = stored.authorIds.includes(user.id)
  const names = stored.authorIds.map((one) => byId.get(one)?.name ?? '').filter(Boolean)
  const who = new Intl.ListFormat(language === 'az' ? 'az' : language).format(names)
  const isWriting = present.some((one) => one.doing === 'writing' && stored.authorIds.includes(one.userId))
  const first = stored.text.trim().split('\n')[0] ?? ''
  const stop = useMutation({
    mutationFn: () => call(unscheduleDraft, { id: conversationId, draftId: id }),
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: ['draft'] }),
  })
  const title = schedule
    ? t('later.title', { who, when: dayAndTime(new Date(schedule.at), language) })
    : isMine
      ? t('draft.yours')
      : t(isWriting ? 'draft.isWriting' : 'draft.of', { who })
  return (
    <section aria-label={title} className={css.whole}>
      <div className={css.other}>
        {schedule ? (
          <IconClockHour4 size={16} stroke={1.5} aria-hidden />
        ) : (
          <IconPencil size={16} stroke={1.5} aria-hidden />
        )}
        <UnstyledButton className={css.words} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <strong>{title}</strong> {!isOpen && first}
        </UnstyledButton>
        {may('conversation.reply') &&
          (schedule ? (
            <>
              <Button
                variant="subtle"
                size="compact-sm"
                loading={stop.isPending}
                onClick={() => stop.mutate(undefined, { onSuccess: (stopped) => takePart(stopped) })}
              >
                {t('later.edit')}
              </Button>
              <Button variant="subtle" size="compact-sm" disabled={stop.isPending} onClick={() => stop.mutate()}>
                {t('later.stop')}
              </Button>
            </>
          ) : (
            <Button variant="subtle" size="compact-sm" onClick={() => takePart(stored)}>
              {t(isMine ? 'draft.goOn' : 'draft.takePart')}
            </Button>
          ))}
      </div>
      {schedule && isOpen && <p className={css.zone}>{t('send.zone', { zone: schedule.timeZone })}</p>}
      {isOpen && <Head stored={stored} />}
      {isOpen && <What stored={stored} />}
      {stored.approval && (
        <div className={css.verdict}>
          <Standing stored={stored} />
          <Remarks remarks={stored.remarks} />
          <Judge stored={stored} />
        </div>
      )}
    </section>
  )
}

/** What is read of it. Its plain text leaves too, for programs that show nothing else: where that says something else, it is shown as well. */
function What({ stored: { text, reads } }: { stored: Stored }) {
  const { t } = useWords()
  const isOther = reads !== null && wordsOf(reads) !== wordsOf(text)
  return (
    <>
      <pre className={css.text}>{(reads ?? text) || t('draft.empty')}</pre>
      {isOther && (
        <>
          <p className={css.differs}>{t('approval.differs')}</p>
          <pre className={css.text}>{text || t('draft.empty')}</pre>
        </>
      )}
    </>
  )
}

/** Neither how lines are broken nor what links and lists are marked with. */
const wordsOf = (text: string) => text.replace(/<?https?:\/\/[^\s<>]+>?/g, '').replace(/[^\p{L}\p{N}]+/gu, '')

/** To whom it goes, about what, and what goes along. */
function Head({ stored }: { stored: Stored }) {
  const { t } = useWords()
  const people = (['to', 'cc', 'bcc'] as const).map((name) => [t(`composer.${name}`), peopleIn(stored[name])])
  const files = stored.uploads.map((one) => one.name).join(', ')
  const lines = [...people, [t('composer.subject'), stored.subject], [t('composer.files'), files]]
  return (
    <dl className={css.head}>
      {lines.map(([name, said]) =>
        said ? (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{said}</dd>
          </div>
        ) : null,
      )}
    </dl>
  )
}

const peopleIn = (people: Stored['to']) =>
  people.map(({ name, address }) => (name ? `${name} <${address}>` : address)).join(', ')

/** For whoever is asked, or may approve. */
function Judge({ stored }: { stored: Stored }) {
  const { t } = useWords()
  const { user, may } = useHere()
  const { byId } = useUsers()
  const client = useQueryClient()
  const [comment, setComment] = useState('')
  const { id, conversationId, version, approval } = stored
  const isAsked =
    approval?.userId === user.id || (approval?.teamId && byId.get(user.id)?.teamIds.includes(approval.teamId))
  const judge = useMutation({
    mutationFn: (verdict: 'approved' | 'changes') =>
      call(answerApproval, { id: conversationId, draftId: id, version, verdict, comment }),
    onSuccess: () => setComment(''),
    onError: sayFailed,
    onSettled: () => client.invalidateQueries({ queryKey: ['draft'] }),
  })
  if (approval?.state !== 'asked' || approval.askedBy === user.id || !(isAsked || may('draft.approve'))) return null
  return (
    <>
      <Textarea
        autosize
        minRows={1}
        maxRows={5}
        maxLength={2000}
        aria-label={t('approval.comment')}
        placeholder={t('approval.comment')}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      <div className={css.buttons}>
        <Button size="compact-md" loading={judge.isPending} onClick={() => judge.mutate('approved')}>
          {t('approval.approve')}
        </Button>
        <Button variant="default" size="compact-md" disabled={judge.isPending} onClick={() => judge.mutate('changes')}>
          {t('approval.changes')}
        </Button>
      </div>
    </>
  )
}
