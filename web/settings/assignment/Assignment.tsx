// Who is here and has how much, what waits in each inbox and how it is given out.
import { useQuery } from '@tanstack/react-query'
import type { Board } from '../../../src/flows/assignment/assigning.api.ts'
import type { WorkPattern } from '../../../src/desk/assignment/assignment.api.ts'
import { categoriesQuery, useHere, useInboxes, useUsers } from '../../session/session.ts'
import { Avatar } from '../../shell/Avatar.tsx'
import { useNow } from '../../shell/now.ts'
import { ago, dayAndTime } from '../../when.ts'
import { useWords } from '../../words.ts'
import { LinkButton } from '../frame/LinkButton.tsx'
import { Loaded } from '../frame/Loaded.tsx'
import { Page, Part } from '../frame/Page.tsx'
import { Row, Rows, State } from '../frame/Rows.tsx'
import { weekInWords } from '../hours/week.ts'
import type { SectionProps } from '../sections.ts'
import css from './assignment.module.css'
import { HandOver } from './HandOver.tsx'
import { InboxPolicy } from './InboxPolicy.tsx'
import { Pattern } from './Pattern.tsx'
import { boardQuery, patternsQuery } from './queries.ts'
import { Simulation } from './Simulation.tsx'

export function Assignment({ path: [what, id = ''] }: SectionProps) {
  if (what === 'person') return <Pattern id={id} />
  if (what === 'hand-over') return <HandOver id={id} />
  if (what === 'inbox') return <InboxPolicy id={id} />
  if (what === 'simulation') return <Simulation />
  return <Overview />
}

function Overview() {
  const { t } = useWords()
  const here = useHere()
  const board = useQuery(boardQuery)
  return (
    <Page
      title={t('settings.assignment')}
      hint={t('assignment.hint')}
      actions={
        here.may('report.read') && (
          <LinkButton variant="default" page="assignment/simulation">
            {t('assignment.simulate')}
          </LinkButton>
        )
      }
    >
      <Loaded of={board}>
        {({ inboxes, people }) => (
          <>
            <Part title={t('assignment.waiting')}>
              <Rows label={t('assignment.waiting')} none={t('assignment.noInbox')}>
                {inboxes.map((one) => (
                  <InboxRow key={one.inboxId} inbox={one} />
                ))}
              </Rows>
            </Part>
            <Part title={t('assignment.people')} hint={t('assignment.peopleHint')}>
              <Rows label={t('assignment.people')} none={t('assignment.nobody')}>
                {people.map((one) => (
                  <PersonRow key={one.userId} person={one} />
                ))}
              </Rows>
            </Part>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function InboxRow({ inbox }: { inbox: Board['inboxes'][number] }) {
  const { t, language } = useWords()
  const { byId } = useInboxes()
  const now = useNow()
  const { strategy, delivery, waiting, oldestSince, dueSoon, overdue, isMore } = inbox
  const isGiven = strategy !== 'manual' && (delivery === 'push' || !['lateBinding', 'takeNext'].includes(strategy))
  return (
    <Row
      page={`assignment/inbox/${inbox.inboxId}`}
      name={byId.get(inbox.inboxId)?.name ?? ''}
      about={`${t(`way.${strategy}`)} · ${t(strategy === 'manual' ? 'assignment.byHand' : isGiven ? 'assignment.pushed' : 'assignment.pulled')}`}
      side={
        <span className={css.figures}>
          {overdue > 0 && (
            <State tone="red">{t('assignment.overdue', { count: `${overdue}${isMore ? '+' : ''}` })}</State>
          )}
          {dueSoon > 0 && (
            <State tone="amber">{t('assignment.dueSoon', { count: `${dueSoon}${isMore ? '+' : ''}` })}</State>
          )}
          <span className={css.figure}>
            {t('assignment.waits', { count: waiting })}
            {oldestSince && waiting > 0 && (
              <small>{t('assignment.oldest', { when: ago(oldestSince, now, language) })}</small>
            )}
          </span>
        </span>
      }
    />
  )
}

function PersonRow({ person }: { person: Board['people'][number] }) {
  const { t, language } = useWords()
  const here = useHere()
  const { byId } = useUsers()
  const { data: patterns } = useQuery(patternsQuery)
  const pattern = patterns?.find((one) => one.userId === person.userId)
  const name = byId.get(person.userId)?.name ?? ''
  const isOwn = person.userId === here.user.id
  const { state, backAt } = person
  const told = { here: 'green', expected: undefined, away: 'amber', timeOff: 'amber', hours: undefined } as const
  const tone = told[state]
  return (
    <Row
      page={here.may('rule.write') || isOwn ? `assignment/person/${person.userId}` : undefined}
      start={<Avatar name={name} size={32} />}
      isFaded={state !== 'here' && state !== 'expected'}
      name={name}
      about={<About pattern={pattern} />}
      side={
        <span className={css.figures}>
          <span className={css.figure}>
            <State {...(tone ? { tone } : {})}>{t(`presence.${state}`)}</State>
            {backAt && <small>{t('assignment.back', { when: dayAndTime(new Date(backAt), language) })}</small>}
          </span>
          <Slots held={person.held} slots={person.slots} />
        </span>
      }
    />
  )
}

function About({ pattern }: { pattern: WorkPattern | undefined }) {
  const { t, language } = useWords()
  const { data: categories = [] } = useQuery(categoriesQuery)
  const names = new Intl.DisplayNames([language], { type: 'language', fallback: 'code' })
  if (!pattern) return null
  const skills = [
    ...pattern.languages.map((one) => names.of(one.id) ?? one.id),
    ...pattern.categories.map((one) => categories.find(({ id }) => id === one.id)?.name ?? ''),
  ].filter(Boolean)
  return (
    <>
      {pattern.hours ? weekInWords(pattern.hours.week, language) : t('assignment.anyTime')} ·{' '}
      {skills.join(', ') || t('assignment.anything')}
    </>
  )
}

/** A box for each conversation they take at once, filled by those they have. */
export function Slots({ held, slots }: { held: number; slots: number }) {
  const { t } = useWords()
  const boxes = Math.min(8, Math.max(slots, 1))
  return (
    <span
      className={css.slots}
      role="img"
      aria-label={t('assignment.held', { held, slots })}
      title={t('assignment.held', { held, slots })}
    >
      <span className={css.boxes} aria-hidden>
        {Array.from({ length: boxes }, (_, at) => (
          <span key={at} data-full={at < held || undefined} data-over={held > slots || undefined} />
        ))}
      </span>
      <span aria-hidden>{`${held}/${slots}`}</span>
    </span>
  )
}
