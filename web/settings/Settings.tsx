// Settings: what an administrator decides and what everybody decides about themselves. The rest of the address chooses the
// page; beside it (on a small screen: before it) stands the list of them.
import { useParams } from '@tanstack/react-router'
import { Suspense, useEffect } from 'react'
import { useHere } from '../session/session.ts'
import { Boundary, Empty, Waiting } from '../shell/states.tsx'
import { learnWords, useWords } from '../words.ts'
import { To } from './frame/go.tsx'
import { sections, type Section } from './sections.ts'
import css from './settings.module.css'

export function Settings() {
  const { t, tOr, language } = useWords()
  const here = useHere()
  const { _splat = '' } = useParams({ from: '/desk/settings/$' })
  const [slug = '', ...path] = _splat.split('/').filter(Boolean)
  const isLearnt = tOr('settings.title', '') !== ''
  useEffect(() => {
    if (!isLearnt) void learnWords('settings') // the language was changed while this page was open
  }, [isLearnt, language])
  if (!isLearnt) return <Waiting />

  const offered = sections.filter(({ may }) => may === null || here.may(may))
  /** On a small screen the list is a page of its own; elsewhere the page beside it has the heading. */
  const Title = slug === '' ? 'h1' : 'p'
  const chosen = slug === '' ? sections[0] : sections.find((one) => one.slug === slug)
  return (
    <div className={css.settings} data-chosen={slug !== '' || undefined}>
      <nav className={css.nav} aria-label={t('settings.title')}>
        <Title className={css.navTitle}>{t('settings.title')}</Title>
        <ul className={css.places}>
          {offered.map(({ slug: at, label, icon: Drawn }) => (
            <li key={at}>
              <To page={at} className={css.place} aria-current={chosen?.slug === at ? 'page' : undefined}>
                <Drawn size={18} stroke={1.5} aria-hidden />
                {t(label)}
              </To>
            </li>
          ))}
        </ul>
      </nav>
      <div className={css.ground}>
        <Chosen section={chosen} isOffered={chosen !== undefined && offered.includes(chosen)} path={path} />
      </div>
    </div>
  )
}

function Chosen({ section, isOffered, path }: { section: Section | undefined; isOffered: boolean; path: string[] }) {
  const { t } = useWords()
  if (!section)
    return (
      <Empty title={t('state.notThere')}>
        <To page="">{t('settings.toAll')}</To>
      </Empty>
    )
  if (!isOffered)
    return (
      <Empty title={t('settings.denied')}>
        <p>{t('problem.denied')}</p>
      </Empty>
    )
  const { page: Page, slug } = section
  return (
    <Boundary key={slug}>
      <Suspense fallback={<Waiting />}>
        <Page path={path} />
      </Suspense>
    </Boundary>
  )
}
