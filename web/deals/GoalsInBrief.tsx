// Goals on the page of figures, a line each: how each stands, what it comes to, by when. The whole of it is on the page of deals.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useNow } from '../shell/now.ts'
import { useWords } from '../words.ts'
import { dayInWords } from './Expected.tsx'
import css from './figures.module.css'
import { inMetric } from './metrics.ts'
import { goalsQuery } from './queries.ts'

const SHOWN = 6

export function GoalsInBrief() {
  const { t, language } = useWords()
  const now = useNow()
  const { data = [] } = useQuery(goalsQuery)
  if (data.length === 0) return null // the figures stand without them
  return (
    <section className={css.brief} aria-label={t('deals.show.goals')}>
      <h2 className={css.heading}>
        <Link to="/deals" search={{ show: 'goals' }}>
          {t('deals.show.goals')}
        </Link>
      </h2>
      <ul>
        {data.slice(0, SHOWN).map((goal) => (
          <li key={goal.id}>
            <span className={css.briefName}>{goal.name}</span>
            <span className={css.state} data-state={goal.standing.state}>
              {t(`goals.state.${goal.standing.state}`)}
            </span>
            <span className={css.quiet}>
              {t('goals.brief', {
                value: inMetric(goal, goal.standing.value, language, t),
                count: goal.standing.cases,
                target: inMetric(goal, goal.target, language, t),
                day: dayInWords(goal.dueOn, language, now),
              })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
