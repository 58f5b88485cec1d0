// One page of the settings: its name, one line of what it is for, what can be done, and the way back.
import { IconArrowLeft } from '@tabler/icons-react'
import { useEffect, useRef, type ReactNode } from 'react'
import { useWords } from '../../words.ts'
import css from './page.module.css'
import { To } from './go.tsx'

export function Page({
  title,
  hint,
  actions,
  back = '',
  isWide,
  children,
}: {
  title: string
  hint?: ReactNode
  actions?: ReactNode
  /** Where one came from: `people`. Left out for a section's first page, where only a small screen needs it. */
  back?: string
  isWide?: boolean
  children: ReactNode
}) {
  const { t } = useWords()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    // A page that replaced another has the focus at its head, unless a field took it.
    if (document.activeElement === document.body) heading.current?.focus()
  }, [])
  return (
    <section className={css.page} data-wide={isWide || undefined} aria-label={title}>
      <To page={back} className={css.back} data-deep={back !== '' || undefined}>
        <IconArrowLeft size={18} stroke={1.5} aria-hidden />
        {t(back === '' ? 'settings.title' : 'form.back')}
      </To>
      <header className={css.head}>
        <div className={css.words}>
          <h1 ref={heading} tabIndex={-1} className={css.title}>
            {title}
          </h1>
          {hint && <p className={css.hint}>{hint}</p>}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </section>
  )
}

/** A part of a page with a heading of its own. */
export function Part({
  title,
  hint,
  actions,
  children,
}: {
  title: string
  hint?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  return (
    <section className={css.part} aria-label={title}>
      <header className={css.head}>
        <div className={css.words}>
          <h2 className={css.heading}>{title}</h2>
          {hint && <p className={css.hint}>{hint}</p>}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </section>
  )
}
