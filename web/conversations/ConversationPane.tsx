// One conversation: head, what was said, the place to answer; and beside it the customer, who is drawn after it.
import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { startTransition, useCallback, useEffect, useRef, useState } from 'react'
import type { Conversation } from '../../src/desk/conversations/conversations.api.ts'
import { ContactCard } from '../contacts/ContactCard.tsx'
import { contactQuery } from '../contacts/queries.ts'
import { useReadBySeeing } from '../notifications/opened.ts'
import { AnswerDock } from '../reply/AnswerDock.tsx'
import { useLacking } from '../fields/queries.ts'
import { useLooking } from '../presence.ts'
import { useHere } from '../session/session.ts'
import { useActions, useRegistry, type Action } from '../shell/actions.tsx'
import { afterPaint } from '../shell/now.ts'
import { Boundary, NotYet } from '../shell/states.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { useWords } from '../words.ts'
import { Entries } from './Entries.tsx'
import { warmFrame } from './frames.ts'
import { Head } from './Head.tsx'
import { PresentLine } from './Present.tsx'
import { conversationQuery, entriesQuery, prefetch, useSeen } from './queries.ts'
import { showsResolved } from '../views/query-of.ts'
import { useFilters, useNeighbours } from './rows.ts'
import { useSelection } from './Selected.tsx'
import { useTriage } from './triage.ts'
import css from './conversation.module.css'

/** Once this one stands. */
const WARM_AFTER_MS = 1_000
/** Long enough to have looked, short enough to trust. */
const SEEN_AFTER_MS = 700

export function ConversationPane({ id }: { id: string }) {
  const head = useQuery(conversationQuery(id))
  const hasRoom = useMediaQuery('(min-width: 1400px)', true, { getInitialValueInEffect: false })
  const [isCardWanted, wantCard] = useLocalStorage({
    key: 'postroom-card',
    defaultValue: true,
    getInitialValueInEffect: false,
  })
  /** The conversation over which the card was laid, where there is no room beside it. */
  const [coveredId, cover] = useState<string | null>(null)
  const isCardShown = hasRoom ? isCardWanted : coveredId === id
  const toggleCard = () => (hasRoom ? wantCard((was) => !was) : cover((was) => (was === id ? null : id)))
  // Whoever moves on reads the conversation first.
  const [carded, setCarded] = useState<Conversation>()
  useEffect(() => startTransition(() => setCarded(head.data)), [head.data])
  useEffect(() => {
    const timer = setTimeout(warmFrame, WARM_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={css.pane} data-card={(hasRoom && isCardShown) || undefined}>
      {head.data === undefined ? (
        <NotYet query={head} rows={4} />
      ) : (
        <Boundary key={id}>
          <Opened conversation={head.data} toggleCard={toggleCard} isCardShown={isCardShown} />
        </Boundary>
      )}
      {isCardShown && head.data && carded?.contactId && (
        <Boundary>
          <ContactCard
            key={carded.id}
            contactId={carded.contactId}
            conversation={carded}
            {...(hasRoom ? {} : { close: () => cover(null) })}
          />
        </Boundary>
      )}
    </div>
  )
}

interface OpenedProps {
  conversation: Conversation
  toggleCard: () => void
  isCardShown: boolean
}

function Opened({ conversation, toggleCard, isCardShown }: OpenedProps) {
  const { id, isUnread } = conversation
  const client = useQueryClient()
  const navigate = useNavigate()
  const { select } = useSelection()
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
    if (!next) return
    afterPaint(() => {
      prefetch(client, next.id)
      if (next.contactId) void client.prefetchQuery(contactQuery(next.contactId))
    })
  }, [client, next])
  // Where the list has gone away (small screens) the focus follows to the subject.
  useEffect(() => {
    const isAlone = window.matchMedia('(max-width: 639px)').matches
    if (isAlone && !heading.current?.closest('article')?.contains(document.activeElement))
      heading.current?.focus({ preventScroll: true })
  }, [])

  const goTo = (to: { id: string } | undefined) => select(to?.id, { isStep: to !== undefined })
  const back = () => select(undefined)
  /** Done with it: the next one comes, as it will leave this list. */
  const done = (act: () => void, leaves: boolean) => {
    act()
    if (leaves) goTo(next ?? previous)
  }
  const leavesWhenResolved = conversation.status !== 'resolved' && !showsResolved(filters)
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

  return (
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
      {entries.data === undefined ? (
        <NotYet query={entries} rows={3} height={120} />
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
  )
}
