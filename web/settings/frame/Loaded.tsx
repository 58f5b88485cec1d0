// What was asked of the server, once it is there; before that waiting, or why it did not come.
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failed, Waiting } from '../../shell/states.tsx'

export function Loaded<T>({
  of,
  rows = 4,
  children,
}: {
  of: Pick<UseQueryResult<T>, 'data' | 'error' | 'isError' | 'refetch'>
  rows?: number
  children: (loaded: T) => ReactNode
}) {
  if (of.data !== undefined) return <>{children(of.data)}</>
  if (of.isError) return <Failed error={of.error} again={() => void of.refetch()} />
  return <Waiting rows={rows} height={48} />
}
