// What processes tell each other in passing, and nobody keeps: a few words by NOTIFY. Whoever is not listening at that moment never hears
// them, and behind a pooler nobody does; only what may be lost is said so.
import type { Store } from '../store.ts'

export const WHISPER_CHANNEL = 'postroom_whisper'

const PATIENCE = 2_000

/** `words`: at most 8,000 bytes. Never fails. */
export function whisper(store: Pick<Store, 'single' | 'log'>, words: string): void {
  const statement = { name: 'whisper', text: 'select pg_notify($1, $2)', values: [WHISPER_CHANNEL, words] }
  store.single({ patience: PATIENCE }, statement).catch((error: unknown) => {
    store.log.debug({ err: error }, 'other processes could not be told')
  })
}
