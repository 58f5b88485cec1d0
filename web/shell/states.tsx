// Waiting, failing and empty: what every page says before the good case.
import { Button, Skeleton } from '@mantine/core'
import { Component, useEffect, useState, type ReactNode } from 'react'
import { Refusal } from '../call.ts'
import { useWords, wordsOf, type Words } from '../words.ts'
import css from './states.module.css'

/** Nothing for 150 ms, so that what comes quickly does not flicker; the space is kept from the start. */
export function Waiting({ rows = 6, height = 64 }: { rows?: number; height?: number }) {
  const { t } = useWords()
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), 150)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div role="status" aria-label={t('state.loading')} className={css.waiting}>
      {isLong &&
        Array.from({ length: rows }, (_, at) => (
          <div key={at} style={{ height }} className={css.bone}>
            <Skeleton height={12} width={`${70 - ((at * 17) % 40)}%`} radius="sm" />
            {height > 40 && <Skeleton height={10} mt={8} width={`${90 - ((at * 23) % 35)}%`} radius="sm" />}
          </div>
        ))}
    </div>
  )
}

/** The sentence for what went wrong: ours where we know the code, else what the server said. */
export function sayWhy(error: unknown, { t, tOr }: Words): string {
  if (!(error instanceof Refusal)) return t('problem.unexpected')
  if (error.status === 0) return t('problem.unreachable')
  const unknown = error.status === 403 ? t('problem.denied') : error.message || t('problem.unexpected')
  const said = tOr(`problem.${error.code}`, unknown, error.detail)
  const { suggestion } = error.detail
  return typeof suggestion === 'string' ? `${said} ${tOr('problem.suggestion', '', { suggestion })}`.trim() : said
}

export function Failed({ error, again }: { error: unknown; again?: () => void }) {
  const words = useWords()
  return (
    <div role="alert" className={css.middle}>
      <p className={css.title}>{words.t('state.failed')}</p>
      <p className={css.muted}>{sayWhy(error, words)}</p>
      {again && (
        <Button variant="default" onClick={again}>
          {words.t('state.again')}
        </Button>
      )}
    </div>
  )
}

interface NotYetProps {
  query: { isError: boolean; error: unknown; refetch: () => unknown }
  rows?: number
  height?: number
}

/** While there is nothing to show. What was fetched once stays where asking again fails, as it does while the line is lost. */
export function NotYet({ query, ...bones }: NotYetProps) {
  return query.isError ? <Failed error={query.error} again={() => void query.refetch()} /> : <Waiting {...bones} />
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={css.middle}>
      <p className={css.title}>{title}</p>
      {children}
    </div>
  )
}

/** Catches what a drawing throws, so that one broken pane does not take the page with it. */
export class Boundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    if (this.state.error === null) return this.props.children
    const { t } = wordsOf()
    return (
      <div role="alert" className={css.middle}>
        <p className={css.title}>{t('state.broken')}</p>
        <p className={css.muted}>{t('state.brokenHint')}</p>
        <Button variant="default" onClick={() => this.setState({ error: null })}>
          {t('state.again')}
        </Button>
      </div>
    )
  }
}
