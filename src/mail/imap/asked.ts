// What a mail server hands out of what it was asked for. It may tell of other messages in between (RFC 3501 §7), and one that never ends
// would be listened to for ever, with all of it held.
import type { FetchMessageObject, FetchQueryObject, ImapFlow } from 'imapflow'
import { Problem } from '../../kit/problem.ts'

/** Told beside what was asked, by those who change things at that moment. */
const BESIDE = 10_000

/** Of these UIDs alone. Several of one, where it changes meanwhile: only some of them have what was asked for. */
export async function* fetchAsked(
  client: ImapFlow,
  uids: readonly number[],
  query: FetchQueryObject,
): AsyncGenerator<FetchMessageObject> {
  const asked = new Set(uids)
  let told = 0
  for await (const one of client.fetch(uids.join(','), query, { uid: true })) {
    if (++told > uids.length + BESIDE) throw leave(client)
    if (asked.has(one.uid)) yield one
  }
}

/** By UID, the first of each that has what was asked for. */
export async function askedOf(
  client: ImapFlow,
  uids: readonly number[],
  query: FetchQueryObject,
  isWhole: (one: FetchMessageObject) => boolean,
): Promise<Map<number, FetchMessageObject>> {
  const found = new Map<number, FetchMessageObject>()
  for await (const one of fetchAsked(client, uids, query))
    if (isWhole(one) && !found.has(one.uid)) found.set(one.uid, one)
  return found
}

/** The connection is closed first: what it still sends is nobody's. */
export function leave(client: ImapFlow): Problem {
  client.close()
  return new Problem('busy', 'imap-endless', 'The mail server tells of more than it was asked for, without end.')
}

/** A message that was not sent may have been deleted meanwhile; if it has not, the step has failed. */
export async function mustBeGone(client: ImapFlow, uids: readonly number[]): Promise<void> {
  if (!uids.length) return
  const still = await client.search({ uid: uids.join(',') }, { uid: true })
  if (Array.isArray(still) && !still.some((uid) => uids.includes(uid))) return
  throw new Problem('busy', 'imap-fetch', 'The mail server did not hand out all messages.', {
    detail: { uids: uids.slice(0, 20) },
  })
}
