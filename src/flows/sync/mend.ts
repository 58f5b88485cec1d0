// Puts right what a reconciliation found: fetches again what is missing, puts back originals that are lost, notes what is gone.
import type { Means } from '../../desk/means.ts'
import type { Id } from '../../kit/id.ts'
import { Problem } from '../../kit/problem.ts'
import type { Receiver } from '../../mail/imap/folder.ts'
import type { ReadAgain, WalkedPage } from '../../mail/imap/walk.ts'
import type { Tx } from '../../store/tx.ts'
import type { Accepting } from '../intake/accept.ts'
import { vacate, type Place } from './ledger.ts'
import { marked, type Marked } from './marks.ts'
import { readingOf } from './policy.ts'
import { acceptAt, leaveAt, takeLarge } from './pulled.ts'
import type { Judged } from './verdicts.ts'

export interface Mending extends Pick<Means, 'store' | 'raw' | 'blobs'> {
  accepting: Pick<Accepting, 'acceptIn'>
}

const us = { actorId: null }

/** Answers the UIDs that are put right now; each batch is a transaction. */
export async function mendPage(
  means: Mending,
  mailboxId: Id,
  page: WalkedPage,
  misfits: readonly Judged[],
  readAgain: ReadAgain,
): Promise<number[]> {
  const place: Place = { mailboxId, folder: page.folder, uidValidity: page.uidValidity, uid: page.through }
  const of = (verdict: Judged['verdict']) => misfits.filter((one) => one.verdict === verdict).map((one) => one.uid)
  const [gone, missing, lost] = [of('unnoticed'), of('missing'), of('lost')]
  const mended = [...gone]
  const done = (...uids: number[]) => void mended.push(...uids)
  if (gone.length > 0) await means.store.transact(us, (tx) => vacate(tx, place, gone))
  if (missing.length > 0) await readAgain(missing, missingTo(means, place, done))
  if (lost.length > 0) await readAgain(lost, lostTo(means, place, done))
  return mended
}

type Done = (...uids: number[]) => void

/** Whatever is remembered of them leads nowhere and is forgotten first. What is here all the same the intake recognises. */
function missingTo(means: Mending, place: Place, done: Done): Receiver {
  const anew = async (tx: Tx, uids: number[]) => {
    const inboxId = await inboxOf(tx, place)
    await forget(tx, place, uids)
    return { ...place, inboxId }
  }
  return {
    onMessages: async (messages) => {
      const uids = messages.map((one) => one.uid)
      const those = messages.map(marked)
      await means.store.transact(us, async (tx) => acceptAt(tx, means.accepting, await anew(tx, uids), those))
      done(...uids)
    },
    onLarge: async (message) => {
      const { uid } = message
      await takeLarge(
        means,
        message,
        async (tx, taken) => await acceptAt(tx, means.accepting, await anew(tx, [uid]), [taken]),
        async (tx, oversize) => await leaveAt(tx, await anew(tx, [uid]), oversize),
      )
      done(uid)
    },
    onOversize: async (message) => {
      await means.store.transact(us, async (tx) => await leaveAt(tx, await anew(tx, [message.uid]), message))
      done(message.uid)
    },
  }
}

/** Only bytes that are those that were taken in once are put back. */
function lostTo(means: Mending, place: Place, done: Done): Receiver {
  const putBack = async (tx: Tx, messages: readonly Marked[]): Promise<Marked[]> => {
    const rows = await lostAmong(tx, place, messages.map((one) => one.uid)) // prettier-ignore
    const back: Marked[] = []
    for (const message of messages) {
      const row = rows.find((one) => Number(one.uid) === message.uid)
      if (!row?.key || !message.key?.equals(row.key)) continue
      await means.raw.put(tx, [{ id: row.raw_id, bytes: message.raw }])
      back.push(message)
    }
    return back
  }
  return {
    onMessages: async (messages) => {
      const back = await means.store.transact(us, (tx) => putBack(tx, messages.map(marked))) // prettier-ignore
      done(...back.map((one) => one.uid))
    },
    onLarge: async (message) => {
      let back: Marked[] = []
      const keep = async (tx: Tx, taken: Marked) => (back = await putBack(tx, [taken]))
      await takeLarge(means, message, keep, async () => undefined)
      done(...back.map((one) => one.uid))
    },
    onOversize: async () => undefined,
  }
}

async function lostAmong(tx: Tx, { mailboxId, folder, uidValidity }: Place, uids: number[]) {
  const rows = await tx.query<{ uid: string; key: Buffer | null; conversation_id: Id; message_id: Id }>({
    name: 'mend-lost',
    text: `select uid, key, conversation_id, message_id from mailbox_message where mailbox_id = $1 and folder = $2
      and uid_validity = $3 and uid = any($4::bigint[]) and gone_at is null and message_id is not null for update`,
    values: [mailboxId, folder, uidValidity, uids],
  })
  const messages = await tx.query<{ id: Id; raw_id: Id }>({
    name: 'mend-lost-messages',
    text: `select m.id, m.raw_id from unnest($1::bigint[], $2::bigint[]) asked(conversation_id, id)
      join message m on m.conversation_id = asked.conversation_id and m.id = asked.id where m.raw_id is not null`,
    values: [rows.map((row) => row.conversation_id), rows.map((row) => row.message_id)],
  })
  const rawOf = new Map(messages.map((one) => [one.id, one.raw_id]))
  return rows.flatMap((row) => {
    const rawId = rawOf.get(row.message_id)
    return rawId ? [{ ...row, raw_id: rawId }] : []
  })
}

/** Throws where the mailbox reads another folder by now. */
async function inboxOf(tx: Tx, place: Place): Promise<Id> {
  const reading = await readingOf(tx, place)
  if (reading) return reading.inboxId
  const detail = { mailboxId: place.mailboxId }
  throw new Problem('conflict', 'mailbox-lost', 'The mailbox was changed meanwhile.', { detail })
}

async function forget(tx: Tx, { mailboxId, folder, uidValidity }: Place, uids: number[]): Promise<void> {
  await tx.query({
    name: 'mend-forget',
    text: `delete from mailbox_message where mailbox_id = $1 and folder = $2 and uid_validity = $3 and uid = any($4::bigint[])
      and gone_at is null`,
    values: [mailboxId, folder, uidValidity, uids],
  })
}
