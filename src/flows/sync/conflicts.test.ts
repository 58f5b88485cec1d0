// Both sides change one thing between two looks: who wins, what is written down, and that it can be undone.
import { expect, test } from 'vitest'
import { deskNow, receive, testMeans } from '../../../test/arrivals.ts'
import { onDesk, type Desk } from '../../../test/desk.ts'
import { addTags, moveToInbox, setStatus } from '../../desk/conversations/change.ts'
import { setPrivacy } from '../../desk/conversations/privacy.ts'
import type { Wished } from '../../desk/mailboxes/following.ts'
import { addMailbox } from '../../desk/mailboxes/mailboxes.ts'
import type { Id } from '../../kit/id.ts'
import { must } from '../../kit/must.ts'
import { asFlag } from '../../mail/imap/flagged.ts'
import type { Side } from '../../mail/imap/places.ts'
import { arrivedAside, settleGone } from './aside.ts'
import { listConflicts, undoConflict, winnerOf } from './conflicts.ts'
import { takeDifferences } from './differences.ts'
import { vacate, type Place } from './ledger.ts'
import { isMass } from './mass.ts'
import { remedy } from './words.ts'

const whole: Wished = {
  onArchived: 'resolve',
  onDeleted: 'bin',
  onFlagged: 'tag',
  tellResolved: 'archive',
  tellDeleted: 'trash',
  tellFlagged: 'flag',
}

/** An account with `count` conversations of a mail each, all as both sides agreed a minute ago. */
async function followed({ tx, store, inboxes }: Desk, { count = 1, ...policy }: Wished & { count?: number } = {}) {
  const means = testMeans(store)
  const server = { host: 'imap.desk.example', port: 993, isSecure: true, username: 'desk', folder: 'INBOX' }
  const wanted = { inboxId: inboxes.support, auth: 'password' as const, secret: 'x', ...server, ...whole, ...policy }
  const { id } = await addMailbox(tx, means.keys, wanted)
  const letters = Array.from({ length: count }, (_, at) => ({
    messageId: `m${at}@x.example`,
    from: `d${at}@x.example`,
  }))
  await receive(tx, means, ...letters)
  const before = new Date(tx.now.getTime() - 60_000)
  await tx.db.updateTable('mailbox').set({ agreed_at: before }).where('id', '=', id).execute()
  const mails = await tx.db.selectFrom('message').select(['raw_id', 'mail_id']).orderBy('id').execute()
  for (const [at, mail] of mails.entries())
    await tx.db
      .insertInto('mailbox_message')
      .values({
        mailbox_id: id,
        id: tx.mint(),
        folder: 'INBOX',
        uid_validity: '1',
        uid: String(at + 1),
        raw_id: mail.raw_id,
        mail_id: mail.mail_id,
        size: '100',
        flags: [],
        noted_at: before,
      })
      .execute()
  const place: Place = { mailboxId: id, folder: 'INBOX', uidValidity: '1', uid: 1_000 }
  const conversations = (await deskNow(tx)).map((one) => one.id)
  return { id, place, conversations, mails }
}

/** As the puller notices it: gone from the folder, turned up in another. */
async function thrown(
  { tx }: Desk,
  { id, place, mails }: Awaited<ReturnType<typeof followed>>,
  side: Side | 'nowhere',
) {
  const uids = mails.map((_, at) => at + 1)
  await vacate(tx, place, uids)
  const rest = { flags: [], modseq: null, emailId: null, internalDate: null, size: 100 }
  const found = mails.map((mail, at) => ({ ...rest, uid: at + 1, mailId: mail.mail_id }))
  const cursor = { path: 'Elsewhere', uidValidity: '1', uid: 1_000, anewTo: 0 }
  if (side !== 'nowhere') await arrivedAside(tx, id, side, cursor, found)
  await settleGone(tx, id, { isWhole: true })
}

const waiting = async ({ tx }: Desk, mailboxId: Id) =>
  (await tx.db.selectFrom('mailbox_change').selectAll().where('mailbox_id', '=', mailboxId).execute())
    .map((one) => `${one.field} ${one.wanted}`)
    .toSorted()

test('the later change wins, or one side, as the rule says', () => {
  const [early, late] = [{ at: new Date(1), value: '', actorId: null }, { at: new Date(2), value: '', actorId: null }] // prettier-ignore

  expect(winnerOf({ desk: early, server: late }, 'later')).toBe('server')
  expect(winnerOf({ desk: late, server: early }, 'later')).toBe('desk')
  expect(winnerOf({ desk: early, server: early }, 'later')).toBe('desk')
  expect(winnerOf({ desk: early, server: late }, 'postroom')).toBe('desk')
  expect(winnerOf({ desk: late, server: early }, 'server')).toBe('server')
})

test('where the desk wins the server is put right', () => {
  expect(remedy('open', 'archive')).toEqual({ field: 'status', wanted: 'open' })
  expect(remedy('waiting', 'trash')).toEqual({ field: 'deleted', wanted: 'no' })
  expect(remedy('resolved', 'trash')).toEqual({ field: 'deleted', wanted: 'no' })
  expect(remedy('deleted', 'archive')).toEqual({ field: 'deleted', wanted: 'yes' })
})

test(
  'answered here while it was archived there: Postroom wins, its mail comes back, and it can be undone on both sides',
  onDesk(async (desk) => {
    const { tx, ben, ada, history } = desk
    const account = await followed(desk)
    const [id = ''] = account.conversations

    await setStatus(ben, id, 'waiting')
    await thrown(desk, account, 'archive')

    expect(must((await deskNow(tx))[0], 'it').status).toBe('waiting')
    expect(await waiting(desk, account.id)).toEqual(['status open'])
    const [conflict] = await listConflicts(ada, await ada.actor(), account.id, { limit: 10 })
    const told = { field: 'status', deskValue: 'waiting', deskActorId: ben.id, serverValue: 'archive' }
    expect(conflict).toMatchObject({ ...told, rule: 'postroom', winner: 'desk', undoneAt: null, conversationId: id })

    const undone = await undoConflict(ada, await ada.actor(), account.id, must(conflict, 'the conflict').id)
    expect(undone).toMatchObject({ undoneBy: ada.id })
    expect(must((await deskNow(tx))[0], 'it').status).toBe('resolved')
    expect(await waiting(desk, account.id)).toEqual(['status resolved'])
    await expect(undoConflict(ada, await ada.actor(), account.id, undone.id)).rejects.toMatchObject({ code: 'conflict-undone' }) // prettier-ignore
    const names = (await history(id)).map((one) => one.name)
    expect(names).toEqual(expect.arrayContaining(['conversation.conflicted', 'conversation.conflictUndone']))
  }),
)

test(
  'where the server wins by the rule of the account its deed holds, and what the desk wanted is not told any more',
  onDesk(async (desk) => {
    const account = await followed(desk, { statusRule: 'server' })
    const [id = ''] = account.conversations

    await setStatus(desk.ben, id, 'resolved')
    await setStatus(desk.ben, id, 'open')
    await thrown(desk, account, 'trash')

    expect(must((await deskNow(desk.tx))[0], 'it').deleted_at).not.toBeNull()
    expect(await waiting(desk, account.id)).toEqual([])
    expect(await listConflicts(desk.ada, await desk.ada.actor(), account.id, { limit: 10 })).toMatchObject([
      { deskValue: 'open', serverValue: 'trash', winner: 'server' },
    ])
  }),
)

test(
  'what the desk did long before is no conflict, and what both did alike is none either',
  onDesk(async (desk) => {
    const account = await followed(desk, { count: 2 })
    const [first = '', second = ''] = account.conversations
    const long = new Date(desk.tx.now.getTime() - 3_600_000)

    await setStatus({ ...desk.ben, now: long }, first, 'waiting')
    await setStatus(desk.ben, second, 'resolved')
    await thrown(desk, account, 'archive')

    expect((await deskNow(desk.tx)).map((one) => one.status)).toEqual(['resolved', 'resolved'])
    expect(await listConflicts(desk.ada, await desk.ada.actor(), account.id, { limit: 10 })).toEqual([])
  }),
)

test.each([
  { field: 'flagged', flag: '\\Flagged', tag: 'flagged', told: { field: 'flagged', label: null } },
  { field: 'label:Late order', flag: asFlag('Late order'), tag: 'Late order', told: { field: 'label', label: 'Late order' } }, // prettier-ignore
])(
  'marked there while the desk took the tag away ($field): the later one wins, and undoing gives the tag back',
  ({ field, flag, tag, told }) =>
    onDesk(async (desk) => {
      const { tx, ada, ben } = desk
      const account = await followed(desk, { onLabelled: 'tag' })
      const [id = ''] = account.conversations
      const change = { mailbox_id: account.id, id: tx.mint(), conversation_id: id, field, wanted: 'no', wanted_at: tx.now, run_at: tx.now } // prettier-ignore
      await tx.db
        .insertInto('mailbox_change')
        .values({ ...change, actor_id: ben.id })
        .execute()

      const changed = [{ uid: 1, flags: [flag], modseq: '7', emailId: null }]
      await takeDifferences(tx, account.place, { changed, gone: [], unknown: [] })

      expect(must((await deskNow(tx))[0], 'it').tags).toEqual([]) // noticed in the same moment: not later
      expect(await waiting(desk, account.id)).toEqual([`${field} no`])
      const [conflict] = await listConflicts(ada, await ada.actor(), account.id, { limit: 10 })
      expect(conflict).toMatchObject({ ...told, deskValue: 'no', serverValue: 'yes', rule: 'later', winner: 'desk' })
      await undoConflict(ada, await ada.actor(), account.id, must(conflict, 'it').id)
      expect(must((await deskNow(tx))[0], 'it').tags).toEqual([tag])
      expect(await waiting(desk, account.id)).toEqual([`${field} yes`])
    })(),
)

test(
  'only what lies in the trash goes to the bin, and where very much is thrown away nothing does: it is put to somebody',
  onDesk(async (desk) => {
    const { tx, ada } = desk
    const vanished = await followed(desk)
    await thrown(desk, vanished, 'nowhere')
    expect(must((await deskNow(tx))[0], 'it').deleted_at).toBeNull()
    await tx.db.deleteFrom('mailbox_message').execute()

    const many = await followed(desk, { count: 21 })
    await thrown(desk, many, 'trash')

    expect(await isMass(tx, many.id)).toBe(true)
    expect((await deskNow(tx)).filter((one) => one.deleted_at)).toEqual([])
    const conflicts = await listConflicts(ada, await ada.actor(), many.id, { limit: 100 })
    expect(conflicts.filter((one) => one.rule === 'mass')).toHaveLength(conflicts.length)
    expect(conflicts.length).toBeGreaterThan(20)
    await undoConflict(ada, await ada.actor(), many.id, must(conflicts[0], 'one').id)
    expect((await deskNow(tx)).filter((one) => one.deleted_at)).toHaveLength(1)
  }),
)

test(
  'whoever may not delete puts nothing in the bin by undoing a conflict',
  onDesk(async (desk) => {
    const { tx, ada, ben } = desk
    const account = await followed(desk)
    await setStatus(ben, must(account.conversations[0], 'it'), 'waiting')
    await thrown(desk, account, 'trash')
    const whole = await ada.actor()
    const narrow = { ...whole, permissions: new Set(['mailbox.configure', 'conversation.read', 'conversation.change']) }
    const conflict = must((await listConflicts(ada, whole, account.id, { limit: 10 }))[0], 'the conflict')

    await expect(undoConflict(ada, narrow, account.id, conflict.id)).rejects.toMatchObject({ kind: 'denied' })
    expect(must((await deskNow(tx))[0], 'it').deleted_at).toBeNull()
    await undoConflict(ada, whole, account.id, conflict.id)
    expect(must((await deskNow(tx))[0], 'it').deleted_at).not.toBeNull()
  }),
)

test(
  'an account does nothing to a conversation that was moved to another inbox or is private, and its list does not name it',
  onDesk(async (desk) => {
    const { tx, ada, cleo, ben } = desk
    const account = await followed(desk, { count: 3 })
    const [moved = '', secret = '', shown = ''] = account.conversations
    await addTags(ben, shown, ['late'])
    await setStatus(ben, shown, 'waiting')
    await moveToInbox(ada, moved, desk.inboxes.billing)
    await setPrivacy(ben, secret, [ben.id])

    await thrown(desk, account, 'trash')

    for (const one of await deskNow(tx)) expect([one.id, one.deleted_at]).toEqual([one.id, null])
    expect((await desk.history(moved)).map((one) => one.name)).not.toContain('message.leftServer')
    expect((await desk.history(secret)).map((one) => one.name)).not.toContain('message.leftServer')
    const seenBy = async (who: typeof ada) => (await listConflicts(who, await who.actor(), account.id, { limit: 10 })).map((one) => one.conversationId) // prettier-ignore
    expect(await seenBy(ada)).toEqual([shown])
    await setPrivacy(cleo, shown, [cleo.id])
    expect(await seenBy(ada)).toEqual([])
  }),
)
