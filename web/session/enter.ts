// What follows once somebody is in: their language, and the cache knows who is here.
import type { QueryClient } from '@tanstack/react-query'
import type { SessionState } from '../../src/desk/users/sessions.api.ts'
import { languages, speak, type Language } from '../words.ts'
import { sessionQuery } from './session.ts'

export async function enter(client: QueryClient, session: SessionState): Promise<void> {
  client.setQueryData(sessionQuery.queryKey, session)
  const wanted = session.user?.locale
  if (wanted && wanted in languages) await speak(wanted as Language)
}
