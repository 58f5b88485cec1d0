// One conversation: head, what was said, the place to answer, and beside it the customer.
import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { ContactCard } from '../contacts/ContactCard.tsx'
import { useReadBySeeing } from '../notifications/opened.ts'
import { AnswerDock } from '../reply/AnswerDock.tsx'
import { useLacking } from '../fields/queries.ts'
import { useLooking } from '../presence.ts'
import { useHere } from '../session/session.ts'
import { useActions, useRegistry, type Action } from '../shell/actions.tsx'
import { Failed, Waiting } from '../shell/states.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import { Entries } from './Entries.tsx'
import { Head } from './Head.tsx'
import { PresentLine } from './Present.tsx'
import { conversationQuery, entriesQuery, prefetch, useSeen } from './queries.ts'
import { showsResolved } from '../views/query-of.ts'
import { useFilters, useNeighbours } from './rows.ts'
import { useTriage } from './triage.ts'
import css from './conversation.module.css'

/** Long enough to have looked, short enough to trust. */
const SEEN_AFTER_MS = 700

export function ConversationPane() {
  const { id } = useParams({ from: '/desk/inbox/$view/$id' })
  const head = useQuery(conversationQuery(id))
  if (head.isPending) return <Waiting rows={4} />
  if (head.isError) return <Failed error={head.error} again={() => void head.refetch()} />
  return <Opened key={id} conversation={head.data} />
}

function Opened({ conversation }: { conversation: Conversation }) {
  const { id, isUnread } = conversation
  const client = useQueryClient()
  const navigate = useNavigate()
  const { may } = useHere()
  const filters = useFilters()
  const entries = useInfiniteQuery(entriesQuery(id))
  const { fetchNextPage } = entries
  const showEarlier = useCallback(
    () => void fetchNextPage().then((answer) => answer.isFetchNextPageError && sayFailed(answer.error)),
    [fetchNextPage],
  )
  const { t } = useWords()
  const triage = useTriage()
  const { mutate: see } = useSeen()
  const { next, previous } = useNeighbours(id)
  useReadBySeeing({ conversationId: id })
  useLooking(id)
  const hasRoom = useMediaQuery('(min-width: 1400px)', true, { getInitialValueInEffect: false })
  const [isCardWanted, wantCard] = useLocalStorage({
    key: 'postroom-card',
    defaultValue: true,
    getInitialValueInEffect: false,
  })
  const [isCardOver, setCardOver] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)

  // Marked unread by hand it stays so: only what was unread when it was opened becomes read by looking.
  const [isToBeSeen, setToBeSeen] = useState(isUnread)
  useEffect(() => {
    if (!isToBeSeen) return
    const timer = setTimeout(() => {
      setToBeSeen(false)
      see({ id, seen: true })
    }, SEEN_AFTER_MS)
    return () => clearTimeout(timer)
  }, [id, see, isToBeSeen])
  useEffect(() => {
    if (next) prefetch(client, next.id)
  }, [client, next])
  // Where the list has gone away (small screens) the focus follows to the subject.
  useEffect(() => {
    const isAlone = window.matchMedia('(max-width: 639px)').matches
    if (isAlone && (!document.activeElement || document.activeElement === document.body))
      heading.current?.focus({ preventScroll: true })
  }, [])

  const view = filters.view ?? 'open'
  const goTo = (to: { id: string } | undefined) =>
    void (to
      ? navigate({ to: '/inbox/$view/$id', params: { view, id: to.id }, search: (was) => was, replace: true })
      : navigate({ to: '/inbox/$view', params: { view }, search: (was) => was as object }))
  const back = () => void navigate({ to: '/inbox/$view', params: { view }, search: (was) => was as object })
  /** Done with it: the next one comes, as it will leave this list. */
  const done = (act: () => void, leaves: boolean) => {
    act()
    if (leaves) goTo(next ?? previous)
  }
  const leavesWhenResolved = conversation.status !== 'resolved' && !showsResolved(filters)
  const toggleCard = () => (hasRoom ? wantCard((was) => !was) : setCardOver((was) => !was))
  const lacking = useLacking(conversation)
  const registry = useRegistry()
  const resolve = () => {
    if (conversation.status === 'resolved' || lacking.length === 0)
      return done(() => triage.resolve([id]), leavesWhenResolved)
    // Refused in any case: what is needed is asked for here, instead of the next conversation coming.
    sayDone(t('own.needed', { fields: lacking.join(', ') }))
    registry
      .all()
      .find((action) => action.id === 'action.fields')
      ?.run()
  }
  const remove = () => done(() => triage.remove([id]), true)

  const actions: Action[] = [
    { id: 'action.back', run: back },
    { id: 'action.card', run: toggleCard },
    {
      id: 'action.unread',
      run: () => {
        setToBeSeen(false)
        triage.unread([id])
      },
    },
    { id: 'action.seen', run: () => triage.seen([id]) },
    { id: 'action.print', run: () => void navigate({ to: '/print/$id', params: { id } }) },
  ]
  if (may('conversation.change'))
    actions.push(
      { id: 'action.resolve', run: resolve },
      { id: 'action.assignMe', run: () => triage.assignToMe([id]) },
      { id: 'action.spam', run: () => done(() => triage.spam([id]), filters.view !== 'held') },
    )
  if (may('conversation.delete')) actions.push({ id: 'action.delete', run: remove })
  useActions(actions)

  const isCardShown = hasRoom ? isCardWanted : isCardOver
  return (
    <div className={css.pane} data-card={(hasRoom && isCardShown) || undefined}>
      <article className={css.conversation} aria-labelledby="subject">
        <Head
          conversation={conversation}
          heading={heading}
          back={back}
          resolve={resolve}
          remove={may('conversation.delete') ? remove : null}
          toggleCard={toggleCard}
          isCardShown={isCardShown}
        />
        {entries.isPending ? (
          <Waiting rows={3} height={120} />
        ) : entries.isError ? (
          <Failed error={entries.error} again={() => void entries.refetch()} />
        ) : (
          <Entries
            entries={entries.data.entries}
            conversation={conversation}
            hasEarlier={entries.data.hasEarlier}
            isFetching={entries.isFetchingNextPage}
            showEarlier={showEarlier}
          />
        )}
        <PresentLine conversationId={id} />
        {(may('conversation.reply') || may('note.write')) && entries.data && (
          <AnswerDock
            conversation={conversation}
            entries={entries.data.entries}
            resolved={() => leavesWhenResolved && goTo(next ?? previous)}
            goOn={() => goTo(next ?? previous)}
          />
        )}
      </article>
      {isCardShown && conversation.contactId && (
        <ContactCard
          contactId={conversation.contactId}
          conversation={conversation}
          {...(hasRoom ? {} : { close: () => setCardOver(false) })}
        />
      )}
    </div>
  )
}
