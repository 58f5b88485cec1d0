// A link that looks like a button: it leads to a page, so it can be opened in a tab of its own.
import { Button, type ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'
import css from './form.module.css'
import { To } from './go.tsx'

export function LinkButton({
  page,
  children,
  ...look
}: { page: string; children: ReactNode } & Pick<ButtonProps, 'variant' | 'color' | 'size'>) {
  return (
    <Button component={To} page={page} {...look} className={css.link}>
      {children}
    </Button>
  )
}
