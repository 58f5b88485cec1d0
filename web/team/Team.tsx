// Who is here, how much each has, who waits longest and what is due, team by team; and what the last shift left for this one.
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ShiftNote } from '../../src/desk/teams/shift-notes.api.ts'
import { changeOwnProfile } from '../../src/desk/users/users.api.ts'
import type { Mate, TeamAtWork } from '../../src/flows/team/team-page.api.ts'
import { call } from '../call.ts'
import { teamsQuery, useHere, useUsers } from '../session/session.ts'
import { Avatar } from '../shell/Avatar.tsx'
import { useNow } from '../shell/now.ts'
import { Empty, Failed, Waiting } from '../shell/states.tsx'
import { sayDone, sayFailed } from '../shell/undo.tsx'
import { ago, dayAndTime, exactly } from '../when.ts'
import { useWords, type WordKey } from '../words.ts'
import { Notes } from './Notes.tsx'
import { teamPageQuery } from './query.ts'
import css from './team.module.css'

export function Team() {
  const { t } = useWords()
  const page = useQuery(teamPageQuery)
  const { data: teams = [] } = useQuery(teamsQuery)
  if (page.isPending) return <Waiting rows={6} height={56} />
  if (page.isError) return <Failed error={page.error} again={() => void page.refetch()} />
  const { teams: all, people, notes } = page.data
  const byId = new Map(people.map((one) => [one.userId, one]))
  const nameOf = (id: string | null) =>
    id === null ? t('team.none') : (teams.find((team) => team.id === id)?.name ?? '')
  return (
    <div className={css.page}>
      <h1 className={css.title}>{t('rail.team')}</h1>
      {all.length === 0 && <Empty title={t('team.empty')} />}
      {all.map((team) => (
        <OneTeam
          key={team.teamId ?? ''}
          team={team}
          name={nameOf(team.teamId)}
          people={team.userIds.flatMap((id) => byId.get(id) ?? [])}
          notes={notes.filter((note) => note.teamId === team.teamId)}
        />
      ))}
    </div>
  )
}

function OneTeam({
  team,
  name,
  people,
  notes,
}: {
  team: TeamAtWork
  name: string
  people: Mate[]
  notes: ShiftNote[]
}) {
  const { t } = useWords()
  const here = people.filter((one) => one.state === 'here').length
  return (
    <section className={css.team} aria-labelledby={`team-${team.teamId}`}>
      <header className={css.head}>
        <h2 id={`team-${team.teamId}`} className={css.name}>
          {name}
        </h2>
        <p className={css.muted}>
          {t('team.here', { here, all: people.length })}
          {team.unassigned !== null && ` · ${t('team.unassigned', { count: team.unassigned })}`}
        </p>
        <Load load={team} />
      </header>
      {team.isOwn && <Notes teamId={team.teamId ?? ''} notes={notes} />}
      {people.length === 0 ? (
        <p className={css.muted}>{t('team.nobody')}</p>
      ) : (
        <ul className={css.people}>
          {people.map((one) => (
            <Person key={one.userId} one={one} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Person({ one }: { one: Mate }) {
  const { t, language } = useWords()
  const { user } = useHere()
  const { byId } = useUsers()
  const person = byId.get(one.userId)
  const name = person?.name ?? ''
  const share = one.capacity > 0 ? Math.min(1, one.held / one.capacity) : 0
  return (
    <li className={css.person}>
      <Avatar name={name} size={28} />
      <span className={css.who}>
        <Link to="/inbox/$view" params={{ view: 'open' }} search={{ assigneeId: one.userId }} className={css.link}>
          {name}
        </Link>
        <span className={css.state} data-state={one.state}>
          {t(`team.state.${one.state}` as WordKey)}
          {one.backAt && ` · ${t('team.back', { at: dayAndTime(new Date(one.backAt), language) })}`}
        </span>
        {one.userId === user.id && <Away isAway={person?.isAway ?? false} />}
      </span>
      <span className={css.load}>
        <span className={css.bar} aria-hidden>
          <span style={{ inlineSize: `${share * 100}%` }} data-full={one.held >= one.capacity || undefined} />
        </span>
        <span className={css.muted}>{t('team.load', { held: one.held, capacity: one.capacity })}</span>
      </span>
      <Load load={one} />
    </li>
  )
}

/** At the end of a shift, where its note is left. */
function Away({ isAway }: { isAway: boolean }) {
  const { t } = useWords()
  const client = useQueryClient()
  const refresh = () =>
    Promise.all([client.invalidateQueries({ queryKey: ['user'] }), client.invalidateQueries({ queryKey: teamPageQuery.queryKey })]) // prettier-ignore
  const change = useMutation({
    mutationFn: (away: boolean) => call(changeOwnProfile, { isAway: away }),
    onSuccess: (_, away) => sayDone(t(away ? 'team.gone' : 'team.returned')),
    onError: (error) => sayFailed(error),
    onSettled: refresh,
  })
  return (
    <Button
      className={css.away}
      variant="subtle"
      size="compact-sm"
      onClick={() => change.mutate(!isAway)}
      loading={change.isPending}
    >
      {t(isAway ? 'team.comeBack' : 'team.goAway')}
    </Button>
  )
}

function Load({
  load: { oldestSince, dueSoon, overdue },
}: {
  load: Pick<Mate, 'oldestSince' | 'dueSoon' | 'overdue'>
}) {
  const { t, language } = useWords()
  const now = useNow()
  return (
    <span className={css.chips}>
      {oldestSince && (
        <time dateTime={oldestSince} title={exactly(oldestSince, language)} className={css.muted}>
          {t('team.oldest', { ago: ago(oldestSince, now, language) })}
        </time>
      )}
      {dueSoon > 0 && <span className={css.soon}>{t('team.dueSoon', { count: dueSoon })}</span>}
      {overdue > 0 && <span className={css.late}>{t('team.overdue', { count: overdue })}</span>}
    </span>
  )
}
