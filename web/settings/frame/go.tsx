// Getting about in the settings: links and jumps by the part of the address after /settings/.
import { Link, useNavigate } from '@tanstack/react-router'
import type { ComponentProps } from 'react'

/** `page` is `rules/42`; empty: the list of all settings. */
export function To({ page, ...rest }: { page: string } & Omit<ComponentProps<'a'>, 'href'>) {
  return <Link to="/settings/$" params={{ _splat: page }} {...rest} />
}

/** Jumps without asking about what is not saved: for after it was saved, or given up on purpose. */
export function useGo(): (page: string) => void {
  const navigate = useNavigate()
  return (page) => void navigate({ to: '/settings/$', params: { _splat: page }, ignoreBlocker: true })
}
