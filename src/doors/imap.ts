// The IMAP door: reads every mailbox whose lease this process holds, for as long as it runs. It looks every few seconds what was
// added, changed, paused or removed; connecting again after a failure is the puller's business.
import { createHash, randomUUID } from 'node:crypto'
import { accessOf, type MailboxAccess } from '../desk/mailboxes/mailboxes.ts'
import type { Means } from '../desk/means.ts'
import type { Accepting } from '../flows/intake/accept.ts'
import { leaseMailboxes, noteState, releaseMailboxes } from '../flows/sync/lease.ts'
import { arrivedAside, foundAside, missedOf, settleGone, sideCursors, vanishedAside } from '../flows/sync/aside.ts'
import { countKnown, isRenumbered, knownUids } from '../flows/sync/ledger.ts'
import { marked } from '../flows/sync/marks.ts'
import {
  cursorOf,
  keepDifferences,
  keepLarge,
  keepPulled,
  leaveOversize,
  mustHold,
  placeOf,
  type LeasedMailbox,
} from '../flows/sync/pulled.ts'
import { recogniseTold } from '../flows/sync/recognise.ts'
import { keepSent, wantedSent } from '../flows/sync/sent-there.ts'
import { dueAmong, isTellingDue, nextTasks, taskEnded, type ChangeTask } from '../flows/sync/telling.ts'
import type { Id } from '../kit/id.ts'
import { createPuller, type Puller, type PullerState } from '../mail/imap.ts'
import { createHold } from '../mail/imap/hold.ts'
import type { Telling } from '../mail/imap/tell.ts'
import type { Tx } from '../store/tx.ts'
import { startLoop } from './loop.ts'
import { connectionOf, type MailNetwork } from './mailbox-visits.ts'

export interface Mailboxes {
  /** A batch under way is finished first. */
  stop(): Promise<void>
}

interface Reading {
  /** Of all that it was started with: where it differs it is started anew. */
  fingerprint: string
  puller: Puller | null
}

const LOOK = 5_000
/** Bytes of sent mail that are held in memory at once to be put into accounts; one that is larger, alone. */
const HELD = 8 * 1024 * 1024
/** Changes that are written down in one transaction. */
const TOGETHER = 25
const us = { actorId: null }

export async function startMailboxes(
  means: Pick<Means, 'store' | 'blobs' | 'raw' | 'keys' | 'log'>,
  accepting: Pick<Accepting, 'acceptIn'>,
  network: MailNetwork,
  options: { look?: number; holder?: string } = {},
): Promise<Mailboxes> {
  const { store, log } = means
  const holder = options.holder ?? randomUUID()
  const readings = new Map<Id, Reading>()
  const hold = createHold(HELD)

  async function round(): Promise<boolean> {
    const rows = await store.transact(us, (tx) => leaseMailboxes(tx, holder))
    const wanted = new Map(rows.map((row) => [row.id, row]))
    const ended = [...readings].filter(([id, reading]) => fingerprintOf(wanted.get(id)) !== reading.fingerprint)
    await Promise.all(
      ended.map(async ([id, reading]) => {
        readings.delete(id)
        await reading.puller?.stop()
      }),
    )
    for (const row of rows) if (!readings.has(row.id)) readings.set(row.id, await begin(await fresh(row)))
    const due = await look((tx) => dueAmong(tx, [...readings.keys()]))
    for (const id of due) readings.get(id)?.puller?.nudge()
    return false
  }

  const look = <T>(verb: (tx: Tx) => Promise<T>) => store.transact({ actorId: null, readOnly: true }, verb)

  /** Where one was just stopped its cursor may have moved since the rows were read. */
  async function fresh(row: LeasedMailbox): Promise<LeasedMailbox> {
    const read = await look((tx) => tx.db.selectFrom('mailbox').selectAll().where('id', '=', row.id).executeTakeFirst())
    return { ...row, ...read }
  }

  async function begin(row: LeasedMailbox): Promise<Reading> {
    const fingerprint = fingerprintOf(row)
    try {
      const puller = pullerOf(row, accessOf(means.keys, row))
      puller.start()
      return { fingerprint, puller }
    } catch (thrown) {
      log.error({ err: thrown, mailboxId: row.id }, 'a mailbox cannot be read as it is set up')
      const told = { state: 'failed' as const, error: (thrown as Error).message }
      await store.transact(us, (tx) => noteState(tx, row.id, holder, told))
      return { fingerprint, puller: null }
    }
  }

  function pullerOf(row: LeasedMailbox, access: MailboxAccess): Puller {
    const folder = { host: row.host, username: row.username, folder: row.folder }
    const held = { mailboxId: row.id, inboxId: row.inbox_id, holder, folder }
    const heldly = <T>(verb: (tx: Tx) => Promise<T>) =>
      store.transact(us, async (tx) => {
        await mustHold(tx, held)
        return await verb(tx)
      })
    const named = { archive: row.archive_folder, sent: row.sent_folder }
    const secret = means.keys.secret('reply')
    const words: Telling<ChangeTask> = {
      named,
      isDue: () => look((tx) => isTellingDue(tx, row.id)),
      next: (folders) => heldly((tx) => nextTasks(tx, { ...means, hold }, row.id, folders)),
      ended: async (those) => {
        for (let at = 0; at < those.length; at += TOGETHER)
          await store.transact(us, async (tx) => {
            for (const one of those.slice(at, at + TOGETHER)) await taskEnded(tx, one) // whoever holds the mailbox now: it was done
          })
      },
    }
    let last = ''
    let telling: Promise<void> = Promise.resolve()
    return createPuller({
      ...connectionOf(access, network.destinations),
      folder: access.folder,
      auth: signInOf(access, (refused) => network.tokens.accessFor(row.id, refused)),
      cursor: cursorOf(row),
      ledger: {
        count: (cursor) => look((tx) => countKnown(tx, placeOf(held, cursor))),
        uids: (cursor) => look((tx) => knownUids(tx, placeOf(held, cursor))),
        isRenumbered: (cursor) => look((tx) => isRenumbered(tx, placeOf(held, cursor))),
        recognise: (messages, cursor) => heldly((tx) => recogniseTold(tx, placeOf(held, cursor), messages)),
        take: (cursor, differences) => store.transact(us, (tx) => keepDifferences(tx, held, cursor, differences)),
        agreed: () => store.transact(us, (tx) => mustHold(tx, held, { agreed_at: tx.now })),
      },
      telling: words,
      aside: {
        named,
        sent:
          row.on_sent === 'file'
            ? {
                wanted: (headers) => look((tx) => wantedSent(tx, row.id, headers, secret)),
                keep: (mails, cursor) => heldly((tx) => keepSent(tx, means.raw, row.id, mails, cursor)),
              }
            : null,
        begin: () => look((tx) => sideCursors(tx, row.id)),
        arrived: (side, cursor, messages, how) => heldly((tx) => arrivedAside(tx, row.id, side, cursor, messages, how)),
        missed: (after) => look((tx) => missedOf(tx, row.id, after)),
        found: (side, place, missed, there) => heldly((tx) => foundAside(tx, row.id, side, place, missed, there)),
        vanished: (path) => heldly((tx) => vanishedAside(tx, row.id, path)),
        ended: async (how) => {
          while (await heldly((tx) => settleGone(tx, row.id, how)));
        },
      },
      log: log.child({ mailboxId: row.id }),
      onMessages: async (messages, cursor) => {
        const those = messages.map(marked)
        await store.transact(us, (tx) => keepPulled(tx, accepting, held, those, cursor))
      },
      onLarge: (message, cursor) => keepLarge(means, accepting, held, message, cursor),
      onOversize: (message, cursor) => store.transact(us, (tx) => leaveOversize(tx, held, message, cursor)),
      onState: (state) => {
        const told = stateOf(state)
        if (!told || JSON.stringify(told) === last) return
        last = JSON.stringify(told)
        telling = telling
          .then(() => store.transact(us, (tx) => noteState(tx, row.id, holder, told)))
          .catch((error: unknown) => log.warn({ err: error, mailboxId: row.id }, 'how a mailbox is could not be noted'))
      },
    })
  }

  const loop = startLoop('mailboxes', round, { look: options.look ?? LOOK, log })
  const deaf = store.onWake('mailbox', loop.ring)
  return {
    stop: async () => {
      deaf()
      await loop.stop()
      await Promise.all([...readings.values()].map(async (reading) => await reading.puller?.stop()))
      await store
        .transact(us, (tx) => releaseMailboxes(tx, holder))
        .catch((error: unknown) => log.warn({ err: error }, 'leases of mailboxes will run out by themselves'))
    },
  }
}

function signInOf({ username: user, auth }: MailboxAccess, accessToken: (refused?: string) => Promise<string>) {
  return 'password' in auth ? { user, pass: auth.password } : { user, accessToken }
}

/** Null where there is nothing to tell: it is on its way. */
function stateOf({
  phase,
  error,
}: PullerState): { state: 'connected' | 'waiting' | 'failed'; error: string | null } | null {
  if (phase === 'idle') return { state: 'connected', error: null }
  if (phase === 'waiting') return { state: 'waiting', error }
  return phase === 'refused' ? { state: 'failed', error } : null
}

function fingerprintOf(row: LeasedMailbox | undefined): string {
  if (!row) return ''
  const { host, port, is_secure, username, auth, folder, inbox_id, granted_at, archive_folder, sent_folder, on_sent } =
    row
  const secret = createHash('sha256').update(row.secret).digest('hex')
  const beside = [archive_folder, sent_folder, on_sent]
  return JSON.stringify([host, port, is_secure, username, auth, folder, inbox_id, granted_at, secret, ...beside])
}
