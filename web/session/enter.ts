// What follows once somebody is in: their language, and the cache knows who is here.
import type { QueryClient } from '@tanstack/react-query'
import type { SessionState } from '../../src/desk/users/sessions.api.ts'
import { isLanguage } from '../languages.ts'
import { speak } from '../words.ts'
import { showTimesIn } from '../zone.ts'
import { sessionQuery } from './session.ts'

export async function enter(client: QueryClient, session: SessionState): Promise<void> {
  client.setQueryData(sessionQuery.queryKey, session)
  showTimesIn(session.user?.timeZone ?? null)
  const wanted = session.user?.locale
  if (isLanguage(wanted)) await speak(wanted)
}
