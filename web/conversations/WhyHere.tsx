// All of the why: with whom it is and whom that choice passed over, the rules one by one as sentences, and why each mail is in here and
// whether its sender is who it says.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { Conversation, Message } from '../../src/desk/conversations/conversations.api.ts'
import { explainAssignment } from '../../src/flows/assignment/assigning.api.ts'
import { readSegments } from '../../src/flows/figures/figures.api.ts'
import { call } from '../call.ts'
import { didInWords, passedOverInWords, reasonInWords, routingInWords, useReasons } from '../reasons.ts'
import { useUsers } from '../session/session.ts'
import { testTold } from '../settings/rules/test-told.ts'
import { dayAndTime, duration, exactly } from '../when.ts'
import { useWords } from '../words.ts'
import { tracesOf } from './Because.tsx'
import css from './because.module.css'
import { entriesQuery } from './queries.ts'

export function WhyHere({ conversation }: { conversation: Conversation }) {
  return (
    <div className={css.whole}>
      <WhoseAndWhy conversation={conversation} />
      <ol className={css.routings}>
        {conversation.routings.map((routing) => (
          <Chain key={routing.id} routing={routing} />
        ))}
      </ol>
      <WhyFiled conversation={conversation} />
      <Took conversation={conversation} />
    </div>
  )
}

function WhoseAndWhy({ conversation: { id, version } }: { conversation: Conversation }) {
  const words = useReasons()
  const { t, tOr, language } = words
  const { byId } = useUsers()
  const said = useQuery({
    queryKey: ['conversation', 'one', id, 'assignment', version],
    queryFn: ({ signal }) => call(explainAssignment, { id }, { signal }),
  })
  if (said.isPending) return <p>{t('state.loading')}</p>
  if (said.isError) return <p role="alert">{t('because.failed')}</p>
  const { last, waiting } = said.data
  const because = last ? reasonInWords(last.reason, last.because, words) : ''
  return (
    <>
      {last && (
        <p>
          <time dateTime={last.at} title={exactly(last.at, language)}>
            {dayAndTime(new Date(last.at), language)}
          </time>
          .{' '}
          {last.userId === null
            ? t('because.withNobody')
            : t('because.with', { name: byId.get(last.userId)?.name ?? '?' })}
          {because && `: ${because}`}. {last.passedOver.length > 0 && passedOverInWords(last.passedOver, words)}
        </p>
      )}
      {waiting && (
        <p>
          {t('because.waits', {
            since: dayAndTime(new Date(waiting.since), language),
            way: tOr(`way.${waiting.strategy}`, waiting.strategy),
          })}{' '}
          {waiting.passedOver.length > 0 && passedOverInWords(waiting.passedOver, words)}
        </p>
      )}
    </>
  )
}

function Chain({ routing }: { routing: Conversation['routings'][number] }) {
  const words = useReasons()
  const { t, language } = words
  const rules = tracesOf(routing)
  return (
    <li>
      <p>
        <time dateTime={routing.at}>{exactly(routing.at, language)}</time>.{' '}
        {routingInWords(routing.because, rules, words, routing.acknowledged)}
      </p>
      <ul>
        {rules.map((rule) => (
          <li key={rule.ruleId} data-held={rule.held || undefined}>
            {t(rule.held ? 'because.held' : 'because.notHeld', { name: rule.name })}{' '}
            {rule.tests
              .map((one) => t(one.held ? 'because.testHeld' : 'because.testNotHeld', testTold(one, words)))
              .join(' ')}{' '}
            {rule.did.length > 0 && t('because.did', { did: didInWords(rule, words).join(', ') })}{' '}
            {passedOverInWords(rule.passedOver, words)} {rule.stopped && t('because.stopped')}
          </li>
        ))}
      </ul>
    </li>
  )
}

/** Of the mails that are on the page already, the newest first. */
function WhyFiled({ conversation: { id } }: { conversation: Conversation }) {
  const words = useReasons()
  const { t, language } = words
  const { data } = useInfiniteQuery(entriesQuery(id))
  const came = (data?.entries ?? [])
    .filter((one): one is Message => one.type === 'message' && one.direction === 'in' && one.because !== '')
    .toSorted((a, b) => b.at.localeCompare(a.at))
    .slice(0, SHOWN)
  if (came.length === 0) return null
  return (
    <>
      <p>{t('because.filed')}</p>
      <ul className={css.filed}>
        {came.map(({ id: messageId, at, because, reason, authenticity }) => (
          <li key={messageId}>
            <time dateTime={at} title={exactly(at, language)}>
              {dayAndTime(new Date(at), language)}
            </time>
            : {reasonInWords(reason, because, words)}
            {authenticity?.because && (
              <>
                {' '}
                · {t('because.sender', { because: reasonInWords(authenticity.reason, authenticity.because, words) })}
              </>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

const SHOWN = 10

/** Segment by segment: from the customer's mail until it was put aside. */
function Took({ conversation: { id, version } }: { conversation: Conversation }) {
  const { t, language } = useWords()
  const { byId } = useUsers()
  const { data: segments = [] } = useQuery({
    queryKey: ['conversation', 'one', id, 'segments', version],
    queryFn: ({ signal }) => call(readSegments, { id }, { signal }),
  })
  const name = (userId: string | null) => (userId && byId.get(userId)?.name) || t('event.postroom')
  const length = (seconds: number) => duration(seconds, language)
  const told = segments.filter((one) => one.reaction !== null || one.responses.length > 0)
  if (told.length === 0) return null
  return (
    <ul className={css.filed}>
      {told.map(({ beganAt, reaction, responses, resolution }) => (
        <li key={beganAt}>
          {[
            t('because.took', { at: dayAndTime(new Date(beganAt), language) }),
            reaction && t('because.reaction', { length: length(reaction.seconds), name: name(reaction.userId) }),
            responses.length > 0 && t('because.responses', { lengths: responses.map(length).join(', ') }),
            resolution &&
              t('because.resolution', { length: length(resolution.seconds), name: name(resolution.userId) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </li>
      ))}
    </ul>
  )
}
