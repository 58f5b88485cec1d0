// What the pages about people ask of the server beyond the names everybody knows.
import { queryOptions } from '@tanstack/react-query'
import { listInvitations } from '../../../src/desk/users/invitations.api.ts'
import { Role } from '../../../src/desk/users/users.api.ts'
import { call } from '../../call.ts'
import type { Words } from '../../words.ts'

export const invitationsQuery = queryOptions({
  queryKey: ['user', 'invitations'],
  queryFn: ({ signal }) => call(listInvitations, {}, { signal }),
})

/** The roles with what each may do, for radio buttons. */
export function roleChoices({ t }: Words): { value: Role; label: string; hint: string }[] {
  return Role.options.map((value) => ({ value, label: t(`role.${value}`), hint: t(`role.${value}.hint`) }))
}
