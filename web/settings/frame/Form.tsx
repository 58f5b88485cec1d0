// The frame of a form: what is wrong, the buttons, and a question before unsaved words are left behind.
import { Button, Modal } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { useEffect, useRef, type ReactNode } from 'react'
import type { Route } from '../../../src/kit/route.ts'
import { useWords } from '../../words.ts'
import css from './form.module.css'
import type { Saving } from './saving.ts'
import { LinkButton } from './LinkButton.tsx'

export function Form<R extends Route>({
  saving,
  submit,
  label,
  isDirty,
  back,
  aside,
  isReadOnly,
  children,
}: {
  saving: Pick<Saving<R>, 'isBusy' | 'problem' | 'mistakes'>
  submit: () => Promise<void>
  label: string
  /** Something was changed that is not saved. */
  isDirty: boolean
  /** Where `Cancel` leads; left out where there is nowhere to go back to. */
  back?: string
  /** What else can be done with the thing, at the other end of the foot. */
  aside?: ReactNode
  /** Nothing to send: the form is only looked at. */
  isReadOnly?: boolean
  children: ReactNode
}) {
  const { t } = useWords()
  const form = useRef<HTMLFormElement>(null)
  const { mistakes, problem, isBusy } = saving
  useEffect(() => {
    if (Object.keys(mistakes).length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [mistakes])
  return (
    <form
      ref={form}
      noValidate
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (!isBusy && !isReadOnly) void submit()
      }}
    >
      {children}
      {problem && (
        <p role="alert" className={css.problem}>
          {problem}
        </p>
      )}
      <div className={css.foot}>
        {!isReadOnly && (
          <Button type="submit" loading={isBusy}>
            {label}
          </Button>
        )}
        {back !== undefined && (
          <LinkButton variant="subtle" color="gray" page={back}>
            {t('state.cancel')}
          </LinkButton>
        )}
        {aside && <div className={css.aside}>{aside}</div>}
      </div>
      <Unsaved isDirty={isDirty && !isBusy} />
    </form>
  )
}

function Unsaved({ isDirty }: { isDirty: boolean }) {
  const { t } = useWords()
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isDirty,
    enableBeforeUnload: () => isDirty,
    withResolver: true,
  })
  return (
    <Modal
      opened={status === 'blocked'}
      onClose={() => reset?.()}
      title={t('form.leaveTitle')}
      closeButtonProps={{ 'aria-label': t('state.close') }}
    >
      <div className={css.foot}>
        <Button data-autofocus onClick={() => reset?.()}>
          {t('form.stay')}
        </Button>
        <Button variant="default" onClick={() => proceed?.()}>
          {t('form.leave')}
        </Button>
      </div>
    </Modal>
  )
}

/** Fields that belong together, side by side where there is room. */
export function Pair({ children }: { children: ReactNode }) {
  return <div className={css.pair}>{children}</div>
}

/** Whether what is in the form differs from what it began with. */
export function differs(values: unknown, first: unknown): boolean {
  return JSON.stringify(values) !== JSON.stringify(first)
}
