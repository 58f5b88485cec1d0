// The API tokens, also the ended ones.
import { queryOptions } from '@tanstack/react-query'
import { listTokens, type Token } from '../../../src/desk/users/tokens.api.ts'
import { call } from '../../call.ts'

export const tokensQuery = queryOptions({
  queryKey: ['token', 'list'],
  queryFn: ({ signal }) => call(listTokens, {}, { signal }),
})

export type TokenState = 'active' | 'revoked' | 'expired'

export function stateOf(token: Token, now: Date): TokenState {
  if (token.revokedAt) return 'revoked'
  return token.expiresAt && Date.parse(token.expiresAt) <= now.getTime() ? 'expired' : 'active'
}
